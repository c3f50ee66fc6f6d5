using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Rotas;

/// <summary>The requests that a hand-over is about, as the reader reaches them: nothing clinical, no identity.</summary>
sealed class OpenRequests(FhirStore store, PathwayList pathways)
{
    const string PoolUrl = "https://telemed.example/fhir/StructureDefinition/task-pool";

    /// <summary>What somebody holds for a pool, and what waits in it; stat first, then the oldest.</summary>
    /// <param name="pool">Reference to the HealthcareService; null for a rota of none: then nothing.</param>
    public async Task<IReadOnlyList<OpenRequest>> Of(NpgsqlConnection connection, Caller caller, string account, string? pool, CancellationToken cancel)
    {
        if (pool is null) return [];
        var tasks = await connection.QueryAsync<string>(new(
            """
            select distinct 'Task/' || r.id from fhir.search_reference s join fhir.resource r on r.key = s.key
            where s.param = (select id from fhir.search_parameter where type = 'Task' and code = 'owner')
              and ((s.target_type = 'PractitionerRole' and s.target_id = @account) or (s.target_type = 'HealthcareService' and s.target_id = @pool)) and not r.deleted
              and exists (
                select from fhir.search_token t
                where t.key = r.key and t.param = (select id from fhir.search_parameter where type = 'Task' and code = 'status')
                  and t.code in ('requested', 'received', 'accepted', 'in-progress', 'on-hold'))
            """, new { account, pool = pool.Split('/')[^1] }, cancellationToken: cancel));
        return [.. (await Named(connection, caller, [.. tasks], $"PractitionerRole/{account}", cancel, pool))];
    }

    /// <summary>Those of the named that are still open.</summary>
    public async Task<IReadOnlyList<OpenRequest>> Named(
        NpgsqlConnection connection, Caller caller, IReadOnlyList<string> tasks, string holder, CancellationToken cancel, string? pool = null) =>
    [
        .. from stored in await store.ReadMany(caller, tasks, cancel)
           let task = stored.As<FhirTask>()
           where task.Status is FhirTask.TaskStatus.Requested or FhirTask.TaskStatus.Received or FhirTask.TaskStatus.Accepted or FhirTask.TaskStatus.InProgress or FhirTask.TaskStatus.OnHold
           where pool is null || (task.GetExtension(PoolUrl)?.Value as ResourceReference)?.Reference == pool
           let priority = task.Priority ?? RequestPriority.Routine
           let since = task.AuthoredOnElement?.ToDateTimeOffset(TimeSpan.Zero) ?? stored.Updated
           orderby priority descending, since
           select new OpenRequest(
               stored.Id, pathways.Find(task.InstantiatesCanonical)?.Title ?? new Wording("Demande", "Request"), priority.ToString().ToLowerInvariant(), since,
               task.Restriction?.Period?.EndElement?.ToDateTimeOffset(TimeSpan.Zero), task.Owner?.Reference == holder),
    ];
}
