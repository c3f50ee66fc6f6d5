using Telemed.Fhir.Store;

namespace Telemed.Hub.Platform;

/// <summary>Due times as rows of the business transaction: what is not there any more does not fire.</summary>
static class DeadlineRows
{
    /// <summary>Of a Task that waits: the next level is told; the present one is told again.</summary>
    public const string Level = "level", Repeat = "repeat";

    /// <summary>Of a notification nobody confirmed: pushed again, sent on another channel, a technical alarm.</summary>
    public const string Resend = "resend", SecondChannel = "second-channel", Alarm = "alarm";

    /// <summary>Of a Task that is held, or answered: the answer is due; the requester has not opened it.</summary>
    public const string Reply = "reply", ReadBack = "read-back";

    /// <summary>Of a patient watched at home: the rules look at what there is.</summary>
    public const string Evaluation = "evaluate";

    /// <summary>Sets a deadline, or moves the one there is.</summary>
    /// <param name="priority">0 stat to 3 routine: stat has a claimer of its own.</param>
    /// <param name="about">The notification waited for; none for a Task's own deadlines.</param>
    public static void Set(StoreTransaction transaction, long key, string kind, short priority, DateTimeOffset dueAt, int step = 0, Guid about = default) =>
        transaction.Row(Insert, key, kind, (short)step, about, priority, dueAt.ToUniversalTime(), transaction.Now);

    /// <summary>Has the rules look at a patient at an instant, or earlier where that was set already.</summary>
    public static void Evaluate(StoreTransaction transaction, long key, DateTimeOffset at) => transaction.Row(Look, key, at.ToUniversalTime(), transaction.Now);

    /// <summary>Takes back the deadlines of a kind.</summary>
    public static void End(StoreTransaction transaction, long key, string kind, bool met) =>
        transaction.Effect(Remove, key, new[] { kind }, transaction.Now, met ? "met" : "moved");

    /// <summary>Takes back whatever waits for somebody to accept.</summary>
    public static void EndWaiting(StoreTransaction transaction, long key, bool met) =>
        transaction.Effect(Remove, key, new[] { Level, Repeat, Resend, SecondChannel, Alarm }, transaction.Now, met ? "met" : "moved");

    const string Insert = """
        insert into hub.deadline (key, kind, step, about, priority, due_at, created_at) select * from unnest($1, $2, $3, $4, $5, $6, $7)
        on conflict on constraint one_deadline_of_a_step do update set due_at = excluded.due_at, priority = excluded.priority, attempt = 0
        """;

    // A hundred measurements of one patient in one transaction are one look.
    const string Look = """
        insert into hub.deadline (key, kind, priority, due_at, created_at)
        select key, 'evaluate', -1, min(due_at), min(at) from unnest($1, $2, $3) as t (key, due_at, at) group by key order by key
        on conflict on constraint one_deadline_of_a_step do update set due_at = least(hub.deadline.due_at, excluded.due_at), attempt = 0
        """;

    const string Remove = """
        with ended as (delete from hub.deadline where key = $1 and kind = any($2) returning *)
        insert into hub.deadline_history (request, key, kind, step, about, due_at, ended_at, ended_by)
        select (select request from hub.escalation where key = $1), key, kind, step, about, due_at, $3, $4 from ended
        """;
}
