using Dapper;
using Microsoft.Extensions.Options;
using Telemed.Core.Calendars;
using Telemed.Core.Pathways;
using Telemed.Core.Requests;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Escalations;

/// <summary>
/// Tells one level of an escalation: a notification, an inbox event and deliveries for each person, and the deadline of what comes
/// next, all rows of the business transaction. A level behind which nobody stands is passed over at once.
/// </summary>
sealed class TellLevel(InboxEvents inbox, IOptions<AlertingOptions> alerting)
{
    public const string Escalated = "escalation", Reminder = "reminder-accept", NobodyOnDuty = "nobody-on-duty", CallOutside = "call-outside", ToldOthers = "told-others", ReplyReminder = "reminder-reply";

    /// <summary>Clocks of which people are told.</summary>
    public const string Accept = "accept", Reply = "reply";

    /// <summary>A Task begins to wait: its first level is told in the transaction that makes it wait.</summary>
    /// <returns>The accounts told.</returns>
    public async Task<IReadOnlySet<string>> Begin(StoreTransaction transaction, long key, LivingTask task, OnDuty onDuty, string kind, CancellationToken cancel)
    {
        transaction.Row(Follow, key, task.Reference, task.Request, task.Pathway.Canonical, task.Role?.Code ?? "", (short)MedicalPriority.Rank(task.Priority), task.Requester, transaction.Now, task.Patient);
        return await Tell(transaction, WaitingTask.Of(key, task, transaction.Now), 0, 0, onDuty, kind, cancel);
    }

    /// <summary>The same Task waits again: it goes on at the level it had come to.</summary>
    public async Task<IReadOnlySet<string>> BeginAgain(StoreTransaction transaction, long key, LivingTask task, string kind, CancellationToken cancel)
    {
        var (level, turn) = await transaction.Connection.QuerySingleAsync<(short, short)>(new("select level, turn from hub.escalation where key = @key for update", new { key }, cancellationToken: cancel));
        var startedAt = transaction.Now - task.Escalation.Levels[level].After;
        transaction.Effect("update hub.escalation set waiting = true, holder = null, received_at = null, started_at = $2 where key = $1", key, startedAt);
        return await Tell(transaction, WaitingTask.Of(key, task, startedAt), level, turn + 1, new OnDuty(transaction.Connection, transaction.Now), kind, cancel);
    }

    /// <summary>Nobody is waited for any more: who accepted did, the others need not.</summary>
    /// <param name="by">Account of who accepted; null when the Task ended another way.</param>
    public static void End(StoreTransaction transaction, long key, string? by)
    {
        transaction.Effect("update hub.escalation set waiting = false, holder = $2 where key = $1", key, by is null ? null : $"PractitionerRole/{by}");
        DeadlineRows.EndWaiting(transaction, key, met: by is not null);
        transaction.Effect(Ended, key, by ?? "", transaction.Now);
    }

    /// <summary>One of those told will not take it. When all of a level have said so, the next one is told without waiting.</summary>
    public static void Declined(StoreTransaction transaction, long key, string by)
    {
        transaction.Effect("update hub.notification set response = 'declined', responded_at = $3 where key = $1 and user_id = $2 and clock = 'accept' and response is null", key, by, transaction.Now);
        transaction.Effect("delete from hub.deadline where about in (select id from hub.notification where key = $1 and user_id = $2)", key, by);
        transaction.Effect(NobodyLeft, key, transaction.Now);
    }

    /// <param name="turn">0 for the first time; the next number when the same level is told again.</param>
    /// <param name="kind">What the inboxes call it.</param>
    public async Task<IReadOnlySet<string>> Tell(StoreTransaction transaction, WaitingTask waiting, int level, int turn, OnDuty onDuty, string kind, CancellationToken cancel)
    {
        var people = await People(waiting, level, onDuty, cancel);
        while (people.Count == 0 && level + 1 < waiting.Escalation.Levels.Count)
        {
            inbox.Tell(transaction, await onDuty.Of(Coordinators, null, cancel), Event(transaction, waiting, Guid.CreateVersion7(transaction.Now), NobodyOnDuty, null));
            people = await People(waiting, ++level, onDuty, cancel);
        }
        var told = waiting.Escalation.Levels[level];
        if (level > 0 || turn > 0) transaction.Effect("update hub.escalation set level = $2, turn = $3 where key = $1", waiting.Key, (short)level, (short)turn);

        var next = waiting.Escalation.DueAt(level + 1, waiting.StartedAt, waiting.Escalation.InOpenHours ? await onDuty.Hours(waiting.Pool, cancel) : BusinessHours.Always);
        foreach (var person in people) Notify(transaction, waiting, told, level, turn, person, kind, next);
        if (next is { } due) DeadlineRows.Set(transaction, waiting.Key, DeadlineRows.Level, waiting.Rank, due, level + 1);
        if (told.RepeatEvery is { } every) DeadlineRows.Set(transaction, waiting.Key, DeadlineRows.Repeat, waiting.Rank, transaction.Now + every, level);
        if (waiting.Requester is { } requester && (level > 0 || turn > 0))
            inbox.Tell(transaction, [requester], Event(transaction, waiting, Guid.CreateVersion7(transaction.Now), people.Exists(person => person.Account is null) ? CallOutside : Escalated, next));
        var called = people.Select(person => person.Account).OfType<string>().ToHashSet();
        if (kind is Escalated or Reminder)
            inbox.Tell(transaction, await ToldBefore(transaction, waiting, level, called, onDuty, cancel), Event(transaction, waiting, Guid.CreateVersion7(transaction.Now), ToldOthers, next));
        return called;
    }

    /// <summary>Those of earlier levels whom it still concerns: they are called no more, and their pages say who is now.</summary>
    static async Task<IEnumerable<string>> ToldBefore(StoreTransaction transaction, WaitingTask waiting, int level, HashSet<string> called, OnDuty onDuty, CancellationToken cancel)
    {
        if (level == 0) return [];
        var before = (await transaction.Connection.QueryAsync<string>(new(
            "select distinct user_id from hub.notification where key = @Key and clock = 'accept' and user_id is not null and coalesce(response, 'undefined') = 'undefined'", new { waiting.Key }, cancellationToken: cancel))).ToList();
        var concerned = new HashSet<string>(await onDuty.Of(new EscalationTarget(EscalationTargetKind.Pool, waiting.Pool.Value!), null, cancel));
        foreach (var target in waiting.Escalation.Levels.Take(level).SelectMany(earlier => earlier.Targets)) concerned.UnionWith(await onDuty.Of(target, waiting.Patient, cancel));
        return before.Where(user => concerned.Contains(user) && user != waiting.Requester && !called.Contains(user));
    }

    public static readonly EscalationTarget Coordinators = new(EscalationTargetKind.Duty, "coordinator");

    // One person stands behind several targets at times: they are told once.
    static async Task<List<(string? Account, EscalationTarget Target)>> People(WaitingTask waiting, int level, OnDuty onDuty, CancellationToken cancel)
    {
        var people = new List<(string? Account, EscalationTarget Target)>();
        foreach (var target in waiting.Escalation.Levels[level].Targets)
        {
            if (target.Kind == EscalationTargetKind.Telephone) people.Add((null, target));
            foreach (var account in await onDuty.Of(target, waiting.Patient, cancel))
                if (!people.Exists(person => person.Account == account)) people.Add((account, target));
        }
        return people;
    }

    void Notify(
        StoreTransaction transaction, WaitingTask waiting, EscalationLevel told, int level, int turn, (string? Account, EscalationTarget Target) person, string kind, DateTimeOffset? due)
    {
        var id = Guid.CreateVersion7(transaction.Now);
        transaction.Row(
            Insert, id, waiting.Key, waiting.Task, waiting.Request, (short)level, (short)turn, person.Account, person.Target.ToString(), waiting.Rank, transaction.Now, Accept);
        if (person.Account is null)
        {
            Deliveries.Send(transaction, [new(id, null, person.Target.Name, "voice", waiting.Rank, waiting.Request, waiting.Task)]);
            return;
        }
        Send(transaction, waiting, told, person.Account, Event(transaction, waiting, id, kind, due));
        if (waiting.Rank > 0) return;
        var patience = alerting.Value;
        foreach (var (confirm, after) in new[] { (DeadlineRows.Resend, patience.ResendAfter), (DeadlineRows.SecondChannel, patience.SecondChannelAfter), (DeadlineRows.Alarm, patience.AlarmAfter) })
            DeadlineRows.Set(transaction, waiting.Key, confirm, waiting.Rank, transaction.Now.AddSeconds(after), level, id);
    }

    /// <summary>An answer is still owed: each of these is told once on the level's channels, until it is there or the clock rests.</summary>
    public void Remind(StoreTransaction transaction, WaitingTask waiting, EscalationLevel told, int level, IEnumerable<(string Account, EscalationTarget Target)> people)
    {
        foreach (var (account, target) in people)
        {
            var id = Guid.CreateVersion7(transaction.Now);
            transaction.Row(
                Insert, id, waiting.Key, waiting.Task, waiting.Request, (short)level, (short)0, account, target.ToString(), waiting.Rank, transaction.Now, Reply);
            Send(transaction, waiting, told, account, Event(transaction, waiting, id, ReplyReminder, null));
        }
    }

    void Send(StoreTransaction transaction, WaitingTask waiting, EscalationLevel told, string account, InboxEvent said)
    {
        inbox.Tell(transaction, [account], said);
        Deliveries.Send(transaction, [.. told.Channels.Where(channel => channel != "console").Select(channel =>
            new NotificationToSend(said.Id, account, null, channel, waiting.Rank, waiting.Request, waiting.Task))]);
    }

    public static InboxEvent Event(StoreTransaction transaction, WaitingTask waiting, Guid id, string kind, DateTimeOffset? due) =>
        new(id, kind, waiting.Priority.ToString().ToLowerInvariant(), waiting.Request, waiting.Task, due, transaction.Now);

    const string Follow = """
        insert into hub.escalation (key, task, request, pathway, role, priority, requester, started_at, patient, waiting, reply_from)
        select *, true, case when role = '' then started_at end
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) as t (key, task, request, pathway, role, priority, requester, started_at, patient)
        """;

    const string Insert = """
        insert into hub.notification (id, key, task, request, level, turn, user_id, target, priority, created_at, clock)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    // What reminds of an answer is nobody's to accept.
    const string Ended = """
        update hub.notification set response = case when user_id = $2 and clock = 'accept' then 'accepted' else 'withdrawn' end, responded_at = $3
        where key = $1 and (response is null or (response = 'undefined' and clock = 'accept' and user_id = $2))
        """;

    const string NobodyLeft = """
        update hub.deadline d set due_at = least(d.due_at, $2) from hub.escalation e
        where d.key = $1 and d.kind = 'level' and e.key = d.key and not exists (
            select from hub.notification n where n.key = e.key and n.clock = 'accept' and n.level = e.level and n.response is null)
        """;
}
