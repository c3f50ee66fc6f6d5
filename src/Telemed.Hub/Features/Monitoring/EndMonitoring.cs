using Dapper;
using Hl7.Fhir.Model;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Tasks;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>
/// A télésurveillance ends: nothing is looked at any more, and an alarm that is open ends with it, in words that whoever was told reads.
/// The care team keeps its reach to what there is.
/// </summary>
sealed class EndMonitoring(MoveTask move)
{
    public async Task<Refusal?> Run(StoreTransaction transaction, Monitored monitored, CarePlan plan, CancellationToken cancel)
    {
        if (await transaction.Lock(monitored.Request, cancel) is { Deleted: false } stored)
        {
            var request = stored.As<ServiceRequest>();
            request.Status = plan.Status;
            transaction.Update(stored, request);
        }
        if (await OpenAlarm.Of(transaction.Connection, monitored.Key, cancel) is { } alarm)
        {
            if (await Withdraw(transaction, alarm, "Télésurveillance terminée. / The monitoring has ended.", cancel) is { } refusal) return refusal;
            await alarm.LowerFlag(transaction, cancel);
        }
        MonitoringRows.End(transaction, monitored.Key);
        return null;
    }

    /// <summary>An alarm ends without an answer, and why is said to whoever was told.</summary>
    public async Task<Refusal?> Withdraw(StoreTransaction transaction, OpenAlarm alarm, string why, CancellationToken cancel)
    {
        if (await transaction.Lock(alarm.Task, cancel) is not { Deleted: false } task) return null;
        var parameters = new Parameters();
        parameters.Add("reason", new FhirString(why));
        var (moved, refusal) = await move.Decide(transaction, Caller.Hub, task, TaskOperations.All["cancel"], parameters, cancel);
        if (refusal is not null) return refusal;
        transaction.Update(task, moved!);
        return null;
    }
}

/// <summary>The alarm of a patient that nobody has answered yet.</summary>
sealed record OpenAlarm(long Key, string Request, string Task, string Flag, string Level)
{
    public static Task<OpenAlarm?> Of(Npgsql.NpgsqlConnection connection, long monitoring, CancellationToken cancel) =>
        connection.QuerySingleOrDefaultAsync<OpenAlarm?>(new(
            "select key, request, task, flag, level from hub.alarm where monitoring = @monitoring and ended_at is null", new { monitoring }, cancellationToken: cancel));

    /// <summary>Whether nobody moves its Task at this moment. Whoever moves one waits for the patient's rows at the end: to wait for them here would be to wait crosswise.</summary>
    public async Task<bool> IsFree(StoreTransaction transaction, CancellationToken cancel) => await transaction.Connection.ExecuteScalarAsync<long?>(new(
        "select key from fhir.resource where key = @Key for update skip locked", new { Key }, cancellationToken: cancel)) is not null;

    public Task LowerFlag(StoreTransaction transaction, CancellationToken cancel) => Lower(transaction, Flag, cancel);

    public static async Task Lower(StoreTransaction transaction, string reference, CancellationToken cancel)
    {
        if (await transaction.Lock(reference, cancel) is not { Deleted: false } stored || stored.As<Flag>() is not { Status: Hl7.Fhir.Model.Flag.FlagStatus.Active } flag) return;
        flag.Status = Hl7.Fhir.Model.Flag.FlagStatus.Inactive;
        flag.Period = new Period { StartElement = flag.Period?.StartElement, EndElement = new FhirDateTime(transaction.Now) };
        transaction.Update(stored, flag);
    }
}
