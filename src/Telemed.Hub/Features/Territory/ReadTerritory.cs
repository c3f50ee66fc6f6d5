using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core.OnCall;
using Telemed.Core.Pathways;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;
using static Hl7.Fhir.Model.Task.TaskStatus;

namespace Telemed.Hub.Features.Territory;

/// <summary>Somebody of the directory, as the page names them.</summary>
sealed record KnownPerson(string Account, string Name, string? Place);

/// <summary>Gathers the coordinator's page: open requests, delays at risk, gaps of rotas, people whom nothing reaches.</summary>
sealed class ReadTerritory(FhirStore store, NpgsqlDataSource db, PathwayList pathways, ReadPeople people, TimeProvider clock)
{
    /// <summary>A delay is at risk when less than this part of it is left.</summary>
    const double AtRisk = 0.25;
    const int MostOpen = 500;
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(7);

    sealed record Open(FhirTask Task, Pathway Pathway);

    public async Task<TerritoryView> Now(Caller caller, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var connection = await db.OpenConnectionAsync(cancel);
        var open = await OpenTasks(connection, caller, cancel);
        var rotas = await OnCall.All(connection, now.AddDays(-1), cancel);
        var names = (await connection.QueryAsync<KnownPerson>(new(People, cancellationToken: cancel))).ToDictionary(known => known.Account);
        var levels = (await connection.QueryAsync<(string Request, int Level)>(new(
            "select request, max(level)::int from hub.notification where request = any(@requests) and clock = 'accept' group by request",
            new { requests = open.Select(one => one.Task.Focus?.Reference ?? "").ToArray() }, cancellationToken: cancel))).ToDictionary(row => row.Request, row => row.Level);
        return new()
        {
            Pathways = [.. open.GroupBy(one => one.Pathway).Select(group => Line(group.Key, [.. group.Select(one => one.Task)], levels)).OrderByDescending(line => line.Open)],
            Delays = [.. open.Select(one => Delay(one, names, now)).OfType<DelayLine>().OrderBy(line => line.Due)],
            Gaps = [.. rotas.SelectMany(rota => Shifts.Gaps(rota.Rota, rota.Changes, now, now + Ahead)
                .Select(gap => new GapLine(rota.Rota.Title, rota.Rota.Zone, gap.During, gap.People, rota.Rota.Needed))).OrderBy(line => line.During.Start)],
            Doubles = [.. DoubleTurns.Between(pathways, rotas, now, now + Ahead)
                .Select(turn => new DoubleLine(names.GetValueOrDefault(turn.Account)?.Name ?? turn.Account, turn.One.Rota.Title, turn.Other.Rota.Title, turn.One.Rota.Zone, turn.During))],
            OnCall = rotas.Sum(rota => OnCall.At(rota, now).Count),
            Devices = await people.Devices(connection, rotas, names, now, cancel),
            Missed = await ReadPeople.Missed(connection, names, now, cancel),
            Unreachable = await people.Unreachable(connection, rotas, now, cancel),
            At = now,
        };
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

    static DelayLine? Delay(Open one, Dictionary<string, KnownPerson> names, DateTimeOffset now)
    {
        if (one.Task.Restriction?.Period?.EndElement?.ToDateTimeOffset(TimeSpan.Zero) is not { } due || one.Task.AuthoredOnElement?.ToDateTimeOffset(TimeSpan.Zero) is not { } since) return null;
        if ((due - now).TotalSeconds >= (due - since).TotalSeconds * AtRisk) return null;
        KnownPerson? Known(string? reference) => names.GetValueOrDefault(reference?.Split('/')[^1] ?? "");
        return new(
            one.Pathway.Title, one.Task.Priority ?? RequestPriority.Routine, Known(one.Task.Requester?.Reference)?.Place ?? "", since, due, due - since,
            one.Task.Status is Requested or Received ? null : Known(one.Task.Owner?.Reference)?.Name);
    }

    const string People = """
        select id as account, coalesce(body::jsonb #>> '{practitioner,display}', id) as name, body::jsonb #>> '{organization,display}' as place from fhir.resource where type = 'PractitionerRole' and not deleted
        """;
}
