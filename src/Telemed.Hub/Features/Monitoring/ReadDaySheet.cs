using System.Text.Json;
using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Features.Tasks;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>The day sheet, and the hand-over at its end. As many queries as any page of the file, however many are watched.</summary>
sealed class ReadDaySheet(FhirStore store, NpgsqlDataSource db, PathwayList pathways, ReadActiveFile file, MoveTask move, TimeProvider clock)
{
    /// <summary>Lines of each list that are printed; beyond that the file is the better place.</summary>
    const int MostLines = 60;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task<DaySheet> Of(Caller caller, CancellationToken cancel)
    {
        var silent = await file.Of(caller, "silent", null, 1, cancel, MostLines);
        await using var connection = await db.OpenConnectionAsync(cancel);
        var rows = (await connection.QueryAsync<Row>(new(Alarms, new { principals = caller.Principals, most = MostLines }, cancellationToken: cancel))).ToList();
        var named = (await store.ReadMany(caller, rows.SelectMany(row => new[] { row.Plan, row.Patient, row.Holder }).OfType<string>(), cancel)).ToDictionary(one => one.Reference);
        var colleagues = new List<Colleague>();
        foreach (var pathway in pathways.All.Where(pathway => pathway.Rules is not null && caller.PoolNames.Contains(pathway.Pool.Value)))
            if (await Pool.Find(connection, [pathway.Pool.Value!], cancel) is var pools && pools.TryGetValue(pathway.Pool.Value!, out var pool))
                colleagues.AddRange(from role in await store.ReadMany(caller, pool.Members.Where(member => member != caller.Account).Select(member => $"PractitionerRole/{member}"), cancel)
                                    select new Colleague(role.Id, role.As<PractitionerRole>().Practitioner?.Display ?? role.Id));
        return new(
            clock.GetUtcNow(), [.. rows.Select(row => Line(row, caller, named))], Math.Max(0, silent.Counts.Alarm - rows.Count), silent.Patients, Math.Max(0, silent.Total - silent.Patients.Count),
            [.. colleagues.DistinctBy(one => one.Account).OrderBy(one => one.Name)]);
    }

    /// <summary>
    /// Every alarm the caller holds goes back to the cell, with a word for the next one: its clocks run again until somebody takes it, so
    /// that nobody waits unseen between two people.
    /// </summary>
    public async Task<Refusal?> HandOver(Caller caller, IFormCollection form, CancellationToken cancel)
    {
        var sheet = await Of(caller, cancel);
        if (sheet.Colleagues.FirstOrDefault(one => one.Account == form["to"]) is not { } next)
            return Refusal.Unprocessable(OperationOutcome.IssueType.Required, "Choisissez à qui vous passez la main. / Choose to whom you hand over.", "to");
        var parameters = new Parameters();
        parameters.Add("reason", new FhirString($"Relève : {next.Name}. {form["note"].ToString().Trim()}".Trim()));
        foreach (var held in sheet.Mine)
            if ((await move.Run(caller, held.TaskId, TaskOperations.All["release"], parameters, ifMatch: null, cancel)).Refusal is { } refusal) return refusal;
        return null;
    }

    static ToCall Line(Row row, Caller caller, Dictionary<string, Stored> named)
    {
        var patient = named.GetValueOrDefault(row.Patient)?.As<Patient>();
        return new(
            row.Plan["CarePlan/".Length..], row.Task["Task/".Length..], patient.Identity(), patient?.Telecom.FirstOrDefault(telecom => telecom.System == ContactPoint.ContactPointSystem.Phone)?.Value,
            row.Level, row.OpenedAt, row.Holder is null ? null : named.GetValueOrDefault(row.Holder)?.As<PractitionerRole>().Practitioner?.Display ?? row.Holder, row.Holder == caller.Agent,
            [.. JsonSerializer.Deserialize<Wording[]>(row.Reasons, Json)!.Distinct()], row.CalledAt is { } at ? (at, row.Reached == true) : null);
    }

    sealed record Row(string Plan, string Patient, string Task, string Level, DateTimeOffset OpenedAt, string? Holder, string Reasons, DateTimeOffset? CalledAt, bool? Reached);

    internal const string Alarms = """
        select m.plan, m.patient, a.task, a.level, a.opened_at, e.holder, coalesce(f.reasons, '[]') as reasons, c.at as called_at, c.reached
        from hub.alarm a
            join hub.monitoring m on m.key = a.monitoring
            left join hub.escalation e on e.key = a.key
            left join lateral (select jsonb_agg(reason order by at desc)::text as reasons from hub.finding where alarm = a.key) f on true
            left join lateral (select at, reached from hub.patient_call where monitoring = m.key order by at desc limit 1) c on true
        where a.ended_at is null and m.ended_at is null
          and exists (select from hub.access_member x where x.circle = m.plan and x.principal = any(@principals) and 'monitoring' = any(x.sections))
        order by case a.level when 'intervention-rapide' then 0 when 'appel-patient' then 1 else 2 end, a.opened_at, a.key limit @most
        """;
}
