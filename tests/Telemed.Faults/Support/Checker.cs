using Dapper;
using Npgsql;
using Telemed.Core.Calendars;
using Telemed.Core.Pathways;

namespace Telemed.Faults.Support;

/// <summary>
/// Judges a run by what the hub had said yes to and by the rows it left. Each finding is one broken promise; none is what every fault
/// must leave behind.
/// </summary>
public sealed class Checker(TwoNodes hub, Load load)
{
    static readonly IReadOnlyList<Pathway> Pathways = PathwayFolder.ReadAll(TwoNodes.Pathways).Pathways;

    sealed record Followed(
        long Key, string Task, string Request, string Pathway, string Role, short Priority, string? Holder, DateTime StartedAt, DateTime SubmittedAt, short Level, bool Waiting, string Status, string? Owner);

    sealed record Step(long Key, short Level, short Turn, DateTime First, DateTime Last, int Rows, int People);

    /// <summary>
    /// Runs the hub's clock past everything there is to wait for and waits until it is done: then nothing may be owed any more.
    /// How long that takes is judged by nobody; a deadline that is never fired is a finding.
    /// </summary>
    public async Task<IReadOnlyList<string>> Settle()
    {
        foreach (var ahead in new[] { 0.0, 0.2, 3, 30, 72 })
        {
            await hub.SetClock(rate: 1, TimeSpan.FromHours(ahead));
            if (await Overdue() is > 0 and var left) return [$"{left} deadlines are due and are not fired"];
        }
        return [];
    }

    async Task<int> Overdue()
    {
        await using var connection = await hub.Db.OpenConnectionAsync();
        var left = 0;
        for (var i = 0; i < 1200; i++)
        {
            if ((left = await connection.ExecuteScalarAsync<int>("select count(*) from hub.deadline where due_at < hub.now()")) == 0) return 0;
            await Task.Delay(100);
        }
        return left;
    }

    public async Task<IReadOnlyList<string>> Findings()
    {
        await using var connection = await hub.Db.OpenConnectionAsync();
        var followed = (await connection.QueryAsync<Followed>(AllFollowed)).ToDictionary(row => row.Key);
        var steps = (await connection.QueryAsync<Step>(AllSteps)).GroupBy(step => step.Key).ToDictionary(group => group.Key, group => group.OrderBy(step => step.First).ThenBy(step => step.Turn).ToList());
        var findings = new List<string>(load.Refusals);
        findings.AddRange(await Requests(connection, followed.Values));
        findings.AddRange(Acceptances(followed.Values));
        findings.AddRange(await Reminders(connection, followed));
        foreach (var task in followed.Values) findings.AddRange(Levels(task, steps.GetValueOrDefault(task.Key) ?? []));
        foreach (var (what, sql) in Rows)
        {
            var found = (await connection.QueryAsync<string>(sql)).ToList();
            if (found.Count > 0) findings.Add($"{found.Count} {what}, such as {found[0]}");
        }
        findings.AddRange(hub.Nodes.Where(node => node.DiedByItself > 0 || node.HasDied).Select(node => $"a node ended by itself: {node.LastWords}"));
        return findings;
    }

    /// <summary>None of what was acknowledged is lost, and nothing that was sent is there twice.</summary>
    async Task<List<string>> Requests(NpgsqlConnection connection, IEnumerable<Followed> followed)
    {
        var stored = (await connection.QueryAsync<(string Reference, string Identifier)>(
                "select 'ServiceRequest/' || id, body::jsonb -> 'identifier' -> 0 ->> 'value' from fhir.resource where type = 'ServiceRequest' and not deleted"))
            .ToLookup(row => row.Identifier, row => row.Reference);
        var tasks = followed.ToLookup(task => task.Request);
        var findings = new List<string>();
        foreach (var (identifier, acknowledged) in load.Requests)
        {
            var kept = stored[identifier].ToList();
            if (kept.Count > 1) findings.Add($"{identifier} is stored {kept.Count} times");
            if (acknowledged is not null && !kept.Contains(acknowledged)) findings.Add($"{acknowledged} was acknowledged and is lost");
            foreach (var reference in kept)
                if (tasks[reference].Select(task => task.Role).Order(StringComparer.Ordinal).ToList() is var roles && !roles.SequenceEqual(Roles(tasks[reference].FirstOrDefault())))
                    findings.Add($"{reference} is followed by {roles.Count} Tasks");
        }
        return findings;
    }

    static IEnumerable<string> Roles(Followed? task) => task is null ? [""] : PathwayOf(task).Roles.Select(role => role.Code).Append("").Order(StringComparer.Ordinal);

    IEnumerable<string> Acceptances(IEnumerable<Followed> followed)
    {
        foreach (var task in followed)
        {
            var taken = !task.Waiting;
            if (load.Acceptances.TryGetValue(task.Task, out var sent))
            {
                if (sent.Acknowledged && !taken) yield return $"the acceptance of {task.Task} was acknowledged and is lost";
                if (taken && task.Owner != $"PractitionerRole/{sent.By}") yield return $"{task.Task} is held by {task.Owner}, accepted by {sent.By}";
            }
            else if (taken) yield return $"{task.Task} is held by {task.Owner}, and nobody accepted it";
            if (taken != task.Status is "accepted" || taken && task.Holder != task.Owner) yield return $"{task.Task} is {task.Status}, and those who escalate it think otherwise";
        }
    }

    /// <summary>Each level is told once, at its time, unless a later one was due by then; its repetitions are counted without a hole.</summary>
    static IEnumerable<string> Levels(Followed task, List<Step> steps)
    {
        var escalation = Escalation(task);
        DateTimeOffset Due(int level) => escalation.DueAt(level, new(task.StartedAt, TimeSpan.Zero), BusinessHours.Always) ?? DateTimeOffset.MaxValue;
        foreach (var step in steps)
        {
            if (step.First != step.Last || step.Rows != step.People) yield return $"level {step.Level} of {task.Task} was told twice";
            if (step.Level > 0 && step.Turn == 0 && new DateTimeOffset(step.First, TimeSpan.Zero) >= Due(step.Level + 1)) yield return $"level {step.Level} of {task.Task} was told when the next one was due";
        }
        foreach (var (before, after) in steps.Zip(steps.Skip(1)))
        {
            var follows = after.Level == before.Level ? after.Turn == before.Turn + 1 : after.Level > before.Level && after.Turn == 0;
            if (!follows) yield return $"{task.Task} was told {before.Level}.{before.Turn} and then {after.Level}.{after.Turn}";
            if (after.Level > before.Level + 1 && new DateTimeOffset(after.First, TimeSpan.Zero) < Due(after.Level)) yield return $"a level before {after.Level} of {task.Task} was skipped";
        }
        if (steps is not [{ Level: 0, Turn: 0 }, ..]) yield return $"{task.Task} was never told";
        if (task.Waiting && task.Level != escalation.Levels.Count - 1) yield return $"{task.Task} still waits at level {task.Level}";
        if (steps.Count > 0 && steps[^1].Level != task.Level) yield return $"{task.Task} came to level {task.Level}, and level {steps[^1].Level} was told last";
    }

    sealed record Reminded(long Key, string Task, DateTime EndedAt, short Step, int Coordinator);

    /// <summary>
    /// Of the levels of an answer that is owed, each that was due is told once, to those it names, unless a later one was due by then; and
    /// the last one is always told.
    /// </summary>
    static async Task<List<string>> Reminders(NpgsqlConnection connection, Dictionary<long, Followed> followed)
    {
        var findings = new List<string>();
        var reminded = (await connection.QueryAsync<Reminded>(AllReminded)).ToLookup(row => row.Key);
        foreach (var task in followed.Values.Where(task => task.Role.Length == 0))
        {
            var (reply, last) = (UrgencyOf(task).Reply, -1);
            foreach (var fired in reminded[task.Key].OrderBy(fired => fired.EndedAt))
            {
                var level = reply.Reached(fired.Step, new(task.SubmittedAt, TimeSpan.Zero), BusinessHours.Always, new(fired.EndedAt, TimeSpan.Zero));
                if (level <= last) findings.Add($"level {level} of the answer of {task.Task} was told after level {last}");
                last = level;
                var names = reply.Levels[level].Targets.Select(target => target.ToString()).ToList();
                if (fired.Coordinator != (names.Contains("duty:coordinator") ? 1 : 0)) findings.Add($"level {level} of the answer of {task.Task} reminded the coordinator {fired.Coordinator} times");
            }
            if (last != reply.Levels.Count - 1) findings.Add($"the answer of {task.Task} was due, and the coordinator was not reminded");
        }
        return findings;
    }

    const string AllReminded = """
        select h.key, e.task, h.ended_at as EndedAt, h.step, count(i.*)::int as coordinator
        from (
            select *, lag(ended_at, 1, '-infinity') over (partition by key order by ended_at) as before from hub.deadline_history where kind = 'reply' and ended_by = 'fired'
        ) h join hub.escalation e using (key)
        left join hub.inbox_event i on i.request = e.request and i.task = e.task and i.kind = 'reminder-reply' and i.user_id = 'coordinator' and i.created_at > h.before and i.created_at <= h.ended_at
        group by h.key, e.task, h.ended_at, h.step
        """;

    static UrgencyClass UrgencyOf(Followed task) => PathwayOf(task).UrgencyClasses.First(one => Core.Requests.MedicalPriority.Rank(one.Priority) == task.Priority);

    static Pathway PathwayOf(Followed task) => Pathways.First(pathway => pathway.IsNamedBy(task.Pathway));

    static Escalation Escalation(Followed task)
    {
        var pathway = PathwayOf(task);
        return task.Role.Length > 0 ? pathway.RoleOf(task.Role)!.Escalation : UrgencyOf(task).Escalation;
    }

    const string AllFollowed = """
        select e.key, e.task, e.request, e.pathway, e.role, e.priority, e.holder, e.started_at as StartedAt, (r.body::jsonb ->> 'authoredOn')::timestamptz as SubmittedAt, e.level, e.waiting,
               r.body::jsonb ->> 'status' as status, r.body::jsonb -> 'owner' ->> 'reference' as owner
        from hub.escalation e join fhir.resource r on r.key = e.key
        """;

    const string AllSteps = """
        select key, level, turn, min(created_at) as first, max(created_at) as last, count(*)::int as rows, count(distinct coalesce(user_id, target))::int as people
        from hub.notification where clock = 'accept' group by key, level, turn
        """;

    /// <summary>What must find nothing, each in one statement.</summary>
    static readonly IReadOnlyList<(string What, string Sql)> Rows =
    [
        ("notifications have no event, or several",
            "select n.id::text from hub.notification n where n.user_id is not null and (select count(*) from hub.inbox_event e where e.user_id = n.user_id and e.event_id = n.id) <> 1"),
        ("inboxes have a gap or say something twice",
            """
            select h.user_id from hub.inbox_head h left join hub.inbox_event e using (user_id) group by h.user_id, h.seq
            having count(e.seq) <> h.seq or count(distinct e.event_id) <> h.seq or coalesce(max(e.seq), 0) <> h.seq
            """),
        ("Tasks have levels that were fired and not told, or told and not fired",
            """
            select e.task from hub.escalation e
            left join (select key, count(*) as fired from hub.deadline_history where kind = 'level' and ended_by = 'fired' group by key) f using (key)
            left join (select key, count(distinct level) as told from hub.notification where clock = 'accept' and level > 0 group by key) t using (key)
            where coalesce(fired, 0) <> coalesce(told, 0)
            """),
        ("Tasks have repetitions that were fired and not told, or told and not fired",
            """
            select e.task from hub.escalation e
            left join (
                select key, count(*) as fired from hub.deadline_history r where kind = 'repeat' and ended_by = 'fired'
                and not exists (select from hub.deadline_history l where l.key = r.key and l.kind = 'level' and l.ended_by = 'fired' and l.ended_at = r.ended_at) group by key) f using (key)
            left join (select key, count(distinct (level, turn)) as told from hub.notification where clock = 'accept' and turn > 0 group by key) t using (key)
            where coalesce(fired, 0) <> coalesce(told, 0)
            """),
        ("Tasks that wait say something else than the devices that confirmed them",
            """
            select e.task from hub.escalation e join fhir.resource r using (key)
            where e.waiting and (
                (r.body::jsonb ->> 'status' = 'received') <> exists (select from hub.notification n where n.key = e.key and n.clock = 'accept' and n.delivered_at is not null)
                or (r.body::jsonb ->> 'status' = 'received') <> (e.received_at is not null))
            """),
        ("deadlines were fired before they were due", "select key || ' ' || kind from hub.deadline_history where ended_by = 'fired' and ended_at < due_at"),
        ("steps were fired twice", "select key || ' ' || step from hub.deadline_history where kind in ('level', 'reply') and ended_by in ('fired', 'met') group by key, kind, step having count(*) > 1"),
        ("people are still waited for though somebody accepted", "select e.task from hub.escalation e join hub.notification n using (key) where not e.waiting and n.clock = 'accept' and n.response is null"),
        ("deadlines are left of Tasks that somebody took",
            "select e.task from hub.escalation e join hub.deadline d using (key) where not e.waiting and d.kind in ('level', 'repeat', 'resend', 'second-channel', 'alarm')"),
        ("accepted Tasks do not say who accepted first", "select e.task from hub.escalation e join hub.notification n using (key) where not e.waiting group by e.task having count(distinct n.user_id) filter (where n.response = 'accepted') > 1"),
        ("deadlines are left that are due", "select key || ' ' || kind from hub.deadline where due_at < hub.now() - interval '10 s'"),
        ("deadlines are left of no Task", "select d.key || ' ' || d.kind from hub.deadline d left join hub.escalation e using (key) where e.key is null"),
        ("deadlines were set aside", "select key || ' ' || kind || ': ' || reason from hub.deadline_aside"),
        ("deliveries are there twice", "select notification::text from hub.delivery where notification is not null group by notification, channel, address, user_id having count(*) > 1"),
    ];
}
