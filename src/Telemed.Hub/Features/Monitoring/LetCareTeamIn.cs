using Dapper;
using Hl7.Fhir.Model;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>
/// The care team reaches every alarm of its patient from the first minute, a rule's or a nurse's: any of them may be told, and whoever is told
/// must be able to open what the message is about.
/// </summary>
sealed class LetCareTeamIn(PathwayList pathways) : IWriteRule
{
    public bool Concerns(string type) => type == "ServiceRequest";

    public async ValueTask<Refusal?> Effects(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (write.Kind == WriteKind.Create && write.Resource is ServiceRequest { Subject.Reference: { } patient } request
            && pathways.Find(request.InstantiatesCanonical.FirstOrDefault()) is { Rules: not null }
            && await MonitoringRows.Of(transaction.Connection, patient, cancel) is { } monitored) await Run(transaction, monitored, write.Reference, cancel);
        return null;
    }

    /// <returns>Who they are.</returns>
    public static async Task<IReadOnlyList<string>> Run(StoreTransaction transaction, Monitored monitored, string request, CancellationToken cancel)
    {
        foreach (var write in transaction.Writes.Where(write => write.Kind == WriteKind.Create).ToList()) Access.Put(transaction, monitored.Plan, write.Key, MonitoringTerms.Section);
        var team = (await transaction.Connection.QueryAsync<string>(new("select distinct principal from hub.care_team_member where team = @Team order by 1", new { monitored.Team }, cancellationToken: cancel))).ToList();
        foreach (var principal in team) RequestAccess.Taken(transaction, request, principal);
        return team;
    }
}
