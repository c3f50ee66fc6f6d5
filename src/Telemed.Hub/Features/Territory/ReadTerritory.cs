using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core;
using Telemed.Core.OnCall;
using Telemed.Core.Pathways;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;
using static Hl7.Fhir.Model.Task.TaskStatus;

namespace Telemed.Hub.Features.Territory;

/// <summary>Gathers the coordinator's page: open requests, delays at risk, gaps of rotas, people whom nothing reaches.</summary>
sealed class ReadTerritory(FhirStore store, NpgsqlDataSource db, PathwayList pathways, TimeProvider clock)
{
    /// <summary>A delay is at risk when less than this part of it is left.</summary>
    const double AtRisk = 0.25;
    const int MostOpen = 500;
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(7);
    static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    sealed record Open(FhirTask Task, Pathway Pathway);

    public async Task<TerritoryView> Now(Caller caller, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var connection = await db.OpenConnectionAsync(cancel);
        var open = await OpenTasks(connection, caller, cancel);
        var rotas = await OnCall.All(connection, now, cancel);
        var names = (await connection.QueryAsync<(string Account, string Name, string? Place)>(new(People, cancellationToken: cancel))).ToDictionary(row => row.Account);
        var levels = (await connection.QueryAsync<(string Request, int Level)>(new(
            "select request, max(level)::int from hub.notification where request = any(@requests) group by request",
            new { requests = open.Select(one => one.Task.Focus?.Reference ?? "").ToArray() }, cancellationToken: cancel))).ToDictionary(row => row.Request, row => row.Level);
        return new(
            [.. open.GroupBy(one => one.Pathway).Select(group => Line(group.Key, [.. group.Select(one => one.Task)], levels)).OrderByDescending(line => line.Open)],
            [.. open.Select(one => Delay(one, names, now)).OfType<DelayLine>().OrderBy(line => line.Due)],
            [.. rotas.SelectMany(rota => Shifts.Gaps(rota.Rota, rota.Changes, now, now + Ahead)
                .Select(gap => new GapLine(rota.Rota.Title, rota.Rota.Zone, gap.During, gap.People, rota.Rota.Needed))).OrderBy(line => line.During.Start)],
            await Unreachable(connection, rotas, names, now, cancel), now);
    }

    async Task<List<Open>> OpenTasks(NpgsqlConnection connection, Caller caller, CancellationToken cancel)
    {
        var references = await connection.QueryAsync<string>(new(
            """
            select 'Task/' || r.id from fhir.search_token t join fhir.resource r on r.key = t.key
            where t.param = (select id from fhir.search_parameter where type = 'Task' and code = 'status')
              and t.code in ('requested', 'received', 'accepted', 'in-progress', 'on-hold') and r.type = 'Task' and not r.deleted
            order by r.key desc limit @most
            """, new { most = MostOpen }, cancellationToken: cancel));
        return
        [
            .. from stored in await store.ReadMany(caller, references, cancel)
               let task = stored.As<FhirTask>()
               where task.PartOf.Count == 0
               let pathway = pathways.Find(task.InstantiatesCanonical)
               where pathway is not null
               select new Open(task, pathway),
        ];
    }

    static PathwayLine Line(Pathway pathway, IReadOnlyList<FhirTask> tasks, Dictionary<string, int> levels) => new(
        pathway.Title, tasks.Count, tasks.Count(task => task.Status is Requested or Received), tasks.Count(task => task.Status is Accepted or InProgress), tasks.Count(task => task.Status == OnHold),
        [
            .. tasks.Where(task => task.Status is Requested or Received && levels.ContainsKey(task.Focus?.Reference ?? ""))
                .GroupBy(task => levels[task.Focus!.Reference!]).OrderBy(group => group.Key).Select(group => (group.Key, group.Count())),
        ]);

    static DelayLine? Delay(Open one, Dictionary<string, (string Account, string Name, string? Place)> names, DateTimeOffset now)
    {
        if (one.Task.Restriction?.Period?.EndElement?.ToDateTimeOffset(TimeSpan.Zero) is not { } due || one.Task.AuthoredOnElement?.ToDateTimeOffset(TimeSpan.Zero) is not { } since) return null;
        if ((due - now).TotalSeconds >= (due - since).TotalSeconds * AtRisk) return null;
        (string Account, string Name, string? Place)? Known(string? reference) => names.TryGetValue(reference?.Split('/')[^1] ?? "", out var known) ? known : null;
        return new(
            one.Pathway.Title, one.Task.Priority ?? RequestPriority.Routine, Known(one.Task.Requester?.Reference)?.Place ?? "", since, due, due - since,
            one.Task.Status is Requested or Received ? null : Known(one.Task.Owner?.Reference)?.Name);
    }

    // Before it happens: on call soon and with no channel beside the console. After it happened: nobody was reached.
    static async Task<IReadOnlyList<UnreachableLine>> Unreachable(
        NpgsqlConnection connection, IReadOnlyList<RotaOnFile> rotas, Dictionary<string, (string Account, string Name, string? Place)> names, DateTimeOffset now, CancellationToken cancel)
    {
        var soon = rotas.SelectMany(rota => Shifts.Between(rota.Rota, rota.Changes, now, now + Ahead))
            .GroupBy(shift => shift.Account).ToDictionary(group => group.Key, group => group.Min(shift => shift.During.Start));
        var without = await connection.QueryAsync<string>(new(
            "select a from unnest(@accounts) a where not exists (select from hub.contact_point p where p.user_id = a and p.usable)",
            new { accounts = soon.Keys.ToArray() }, cancellationToken: cancel));
        var missed = await connection.QueryAsync<(string User, DateTimeOffset At)>(new(
            "select user_id, max(created_at) from hub.delivery where state in ('unreachable', 'failed') and created_at > @since and user_id is not null group by user_id",
            new { since = now - Recent }, cancellationToken: cancel));
        UnreachableLine Line(string account, Wording why, DateTimeOffset at) =>
            names.TryGetValue(account, out var known) ? new(known.Name, known.Place, why, at) : new(account, null, why, at);
        return
        [
            .. missed.Select(row => Line(row.User, new("une alerte n’est pas arrivée", "an alert did not arrive"), row.At)),
            .. without.Select(account => Line(account, new("de garde sans autre canal que la console", "on call with no channel but the console"), soon[account])),
        ];
    }

    const string People = """
        select id, coalesce(body::jsonb #>> '{practitioner,display}', id), body::jsonb #>> '{organization,display}' from fhir.resource where type = 'PractitionerRole' and not deleted
        """;
}
