using Dapper;
using Npgsql;
using Telemed.Core.Calendars;
using Telemed.Core.Pathways;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Escalations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Deadlines;

/// <summary>
/// Claims what is due and does what follows from it. Claim, effect and removal are one transaction: a node that dies in the middle has
/// done nothing, and any other does it next. A Task that is being accepted at that moment is passed over: whoever commits first wins.
/// </summary>
sealed class FireDeadlines(FhirStore store, NpgsqlDataSource db, PathwayList pathways, TellLevel tellLevel, InboxEvents inbox, ILogger<FireDeadlines> log)
{
    /// <summary>A glance that costs one round trip and no transaction: what every node does all day when nothing is due.</summary>
    public async Task<bool> IsAnyDue(bool stat, CancellationToken cancel)
    {
        await using var glance = db.CreateCommand($"select exists (select from hub.deadline where priority {(stat ? "= 0" : "> 0")} and due_at <= hub.now())");
        return (bool)(await glance.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Fires a batch of one lane.</summary>
    /// <param name="stat">True for priority stat, false for all others.</param>
    /// <param name="overdue">Only what is overdue by more than this.</param>
    /// <param name="claimed">Given the rows before anything is done about them, so that a caller knows which one failed.</param>
    /// <returns>How many were due.</returns>
    public async Task<int> Batch(bool stat, int limit, TimeSpan overdue, Action<IReadOnlyList<DueDeadline>>? claimed, CancellationToken cancel)
    {
        await using var transaction = await store.Begin(Caller.Hub, cancel, inBulk: true);
        var due = (await transaction.Connection.QueryAsync<DueDeadline>(new(stat ? ClaimStat : ClaimOthers, new { limit, overdue }, cancellationToken: cancel))).ToList();
        if (due.Count == 0) return 0;
        claimed?.Invoke(due);
        var onDuty = new OnDuty(transaction.Connection, transaction.Now);
        var silent = await Silent(transaction.Connection, due, cancel);
        // A level overtakes whatever else waits with it for somebody to accept. The answer, and its reading, are owed all the same.
        var escalated = due.Where(row => row.Kind == DeadlineRows.Level).Select(row => row.Key).ToHashSet();
        foreach (var row in due)
            if (row.Kind is DeadlineRows.Reply or DeadlineRows.ReadBack || row.Waiting && (row.Kind == DeadlineRows.Level || !escalated.Contains(row.Key)))
                await Fire(transaction, row, onDuty, silent, cancel);
        await transaction.Commit(cancel);
        foreach (var row in due)
        {
            Telemetry.DeadlineLateness.Record((transaction.Now - row.DueAt).TotalSeconds, new KeyValuePair<string, object?>("kind", row.Kind));
            log.Fired(row.Kind, row.Step, row.Task);
        }
        return due.Count;
    }

    async Task Fire(StoreTransaction transaction, DueDeadline row, OnDuty onDuty, IReadOnlyDictionary<Guid, string> silent, CancellationToken cancel)
    {
        var pathway = pathways.Find(row.Pathway) ?? throw new InvalidOperationException($"No pathway is called {row.Pathway}.");
        var waiting = row.Under(pathway);
        switch (row.Kind)
        {
            case DeadlineRows.Level:
                var level = waiting.Escalation.Reached(row.Step, row.StartedAt, await onDuty.Hours(waiting.Pool, cancel), transaction.Now);
                transaction.Effect(Overtake, row.Key, transaction.Now);
                await tellLevel.Tell(transaction, waiting, level, 0, onDuty, TellLevel.Escalated, cancel);
                break;
            case DeadlineRows.Repeat:
                await tellLevel.Tell(transaction, waiting, row.Level, row.Turn + 1, onDuty, TellLevel.Reminder, cancel);
                break;
            case DeadlineRows.Reply:
                await Remind(transaction, row, waiting, row.Reply(pathway), onDuty, cancel);
                break;
            case DeadlineRows.ReadBack when waiting.Requester is { } requester:
                inbox.Tell(transaction, [requester], TellLevel.Event(transaction, waiting, Guid.CreateVersion7(transaction.Now), "reminder-read-back", null));
                break;
            default:
                if (silent.TryGetValue(row.About, out var user)) await Unconfirmed(transaction, row, waiting, user, onDuty, cancel);
                break;
        }
    }

    /// <summary>The answer is still owed. After an outage, of several levels that are due the last one alone is told.</summary>
    async Task Remind(StoreTransaction transaction, DueDeadline row, WaitingTask waiting, Escalation reply, OnDuty onDuty, CancellationToken cancel)
    {
        var level = row.ReplyFrom is { } from ? reply.Reached(row.Step, from, BusinessHours.Always, transaction.Now) : row.Step;
        var people = new List<(string Account, EscalationTarget Target)>();
        foreach (var target in reply.Levels[level].Targets)
        {
            if (target.Kind != EscalationTargetKind.Part) people.AddRange((await onDuty.Of(target, waiting.Patient, cancel)).Select(account => (account, target)));
            else if ((target.Name == PathwayTerms.HolderPart ? WaitingTask.Account(row.Holder) : waiting.Requester) is { } part) people.Add((part, target));
        }
        tellLevel.Remind(transaction, waiting, reply.Levels[level], level, people.DistinctBy(person => person.Account));
        transaction.Effect("update hub.escalation set reply_level = $2 where key = $1", row.Key, (short)level);
        if (row.ReplyFrom is { } counted && reply.DueAt(level + 1, counted, BusinessHours.Always) is { } due)
            DeadlineRows.Set(transaction, row.Key, DeadlineRows.Reply, waiting.Rank, due, level + 1);
    }

    /// <summary>No device of somebody who was told has confirmed it yet.</summary>
    async Task Unconfirmed(StoreTransaction transaction, DueDeadline row, WaitingTask waiting, string user, OnDuty onDuty, CancellationToken cancel)
    {
        NotificationToSend Send(string channel) => new(row.About, user, null, channel, waiting.Rank, waiting.Request, waiting.Task);
        switch (row.Kind)
        {
            case DeadlineRows.Resend:
                transaction.AfterCommit(() => inbox.Resend(row.About));
                break;
            case DeadlineRows.SecondChannel:
                Deliveries.Send(transaction, [Send(Deliveries.Any)]);
                break;
            case DeadlineRows.Alarm:
                Deliveries.Send(transaction, [Send("voice")]);
                var told = (await onDuty.Of(TellLevel.Coordinators, null, cancel)).Append(waiting.Requester).OfType<string>();
                inbox.Tell(transaction, told, TellLevel.Event(transaction, waiting, Guid.CreateVersion7(transaction.Now), "technical-alarm", null));
                log.NobodyConfirms(waiting.Task, user);
                break;
        }
    }

    static async Task<IReadOnlyDictionary<Guid, string>> Silent(NpgsqlConnection connection, List<DueDeadline> due, CancellationToken cancel)
    {
        var about = due.Where(row => row.About != Guid.Empty).Select(row => row.About).ToArray();
        if (about.Length == 0) return new Dictionary<Guid, string>();
        return (await connection.QueryAsync<(Guid Id, string User)>(new(
                "select id, user_id from hub.notification where id = any(@about) and delivered_at is null and displayed_at is null and response is null and user_id is not null", new { about }, cancellationToken: cancel)))
            .ToDictionary(row => row.Id, row => row.User);
    }

    static readonly string ClaimStat = LetGo + Claim("= 0"), ClaimOthers = LetGo + Claim("> 0");

    // A node that stands still in the middle (frozen, or cut off) keeps nobody from its rows for longer than this.
    const string LetGo = "set local idle_in_transaction_session_timeout = '2s';";

    // The lane stands in the statement, so that its partial index serves it. hub.now() is stable: the index is sought, not filtered.
    internal static string Claim(string lane) => $"""
        with due as (
            select d.key, d.kind, d.step, d.about, d.due_at, d.attempt,
                   e.task, e.request, e.pathway, e.role, e.priority, e.requester, e.holder, e.started_at, e.level, e.turn, e.waiting, e.reply_from, e.patient
            from hub.deadline d join hub.escalation e on e.key = d.key
            where d.priority {lane} and d.due_at <= hub.now() - @overdue
            order by d.due_at limit @limit for update of d, e skip locked
        ), fired as (
            delete from hub.deadline d using due where d.key = due.key and d.kind = due.kind and d.step = due.step and d.about = due.about
        ), kept as (
            insert into hub.deadline_history (request, key, kind, step, about, due_at, ended_at, ended_by, late_ms)
            select request, key, kind, step, about, due_at, hub.now(), 'fired', least(extract(epoch from hub.now() - due_at) * 1000, 2147483647) from due
        )
        select * from due order by due_at
        """;

    // What the new level itself waits for is written in the same transaction, and is no older than it.
    const string Overtake = """
        with gone as (
            delete from hub.deadline where key = $1 and kind in ('level', 'repeat', 'resend', 'second-channel', 'alarm') and created_at < $2 returning *
        ), kept as (
            insert into hub.deadline_history (request, key, kind, step, about, due_at, ended_at, ended_by)
            select (select request from hub.escalation where key = $1), key, kind, step, about, due_at, $2, 'overtaken' from gone
        )
        update hub.notification set response = 'undefined', responded_at = $2 where key = $1 and clock = 'accept' and response is null and created_at < $2
        """;
}

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Deadline {Kind} {Step} of {Task} fired")]
    public static partial void Fired(this ILogger log, string kind, int step, string task);

    [LoggerMessage(Level = LogLevel.Error, Message = "Technical alarm: no device of {User} confirms the alert of {Task}")]
    public static partial void NobodyConfirms(this ILogger log, string task, string user);
}
