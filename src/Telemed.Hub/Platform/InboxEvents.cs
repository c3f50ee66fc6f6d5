using System.Collections.Concurrent;
using Telemed.Fhir.Store;

namespace Telemed.Hub.Platform;

/// <summary>What a user's console is told: ids, priority and time. Never an identity, never a medical word.</summary>
public sealed record InboxEvent(Guid Id, string Kind, string Priority, string Request, string Task, DateTimeOffset? DueAt, DateTimeOffset At);

/// <summary>An event with its place in one user's log.</summary>
public sealed record NumberedEvent(Guid Epoch, long Seq, long Prev, InboxEvent Event);

/// <summary>
/// Writes events into users' logs at the very end of the business transaction: the heads are row locks, taken in the order of user
/// ids and held only to the commit, so that the order of numbers is the order of commits and two transactions never wait crosswise.
/// </summary>
sealed class InboxEvents(InboxHints hints)
{
    public void Tell(StoreTransaction transaction, IEnumerable<string> users, InboxEvent told)
    {
        List<(string User, NumberedEvent Event)> numbered = [];
        foreach (var user in users.Distinct())
            transaction.Last(
                Append, [user, told.Id, told.Kind, told.Priority, told.Request, told.Task, told.DueAt?.ToUniversalTime(), transaction.Now],
                row => numbered.Add((user, new NumberedEvent(row.GetGuid(1), row.GetInt64(2), row.GetInt64(2) - 1, told))));
        transaction.AfterCommit(() => hints.Committed(numbered));
    }

    /// <summary>Has an event pushed once more to whatever its user has open, on every node; a console that has it passes it over.</summary>
    public void Resend(Guid eventId) => hints.Resend(eventId);

    const string Append = """
        with told as (
            select * from unnest($1, $2, $3, $4, $5, $6, $7::timestamptz[], $8) with ordinality
                as t (user_id, event_id, kind, priority, request, task, due_at, created_at, place)
        ), moved as (
            insert into hub.inbox_head as h (user_id, seq) select user_id, count(*) from told group by user_id order by user_id
            on conflict (user_id) do update set seq = h.seq + excluded.seq
            returning user_id, epoch, seq
        ), numbered as (
            select t.*, m.epoch, m.seq - count(*) over (partition by user_id) + row_number() over (partition by user_id order by t.place) as seq
            from told t join moved m using (user_id)
        ), written as (
            insert into hub.inbox_event (user_id, seq, event_id, kind, priority, request, task, due_at, created_at)
            select user_id, seq, event_id, kind, priority, request, task, due_at, created_at from numbered
        )
        select place, epoch, seq from numbered order by place
        """;
}

/// <summary>What was just committed on this node, for whoever pushes it on. A hint only: the rows are the truth.</summary>
sealed class InboxHints
{
    readonly ConcurrentDictionary<Guid, Action<IReadOnlyList<(string User, NumberedEvent Event)>>> listeners = new();

    public IDisposable Listen(Action<IReadOnlyList<(string User, NumberedEvent Event)>> listener)
    {
        var id = Guid.CreateVersion7();
        listeners[id] = listener;
        return new Subscription(() => listeners.TryRemove(id, out _));
    }

    /// <summary>Events to be pushed once more.</summary>
    public ConcurrentQueue<Guid> Resends { get; } = new();

    public void Resend(Guid eventId) => Resends.Enqueue(eventId);

    public void Committed(IReadOnlyList<(string User, NumberedEvent Event)> events)
    {
        foreach (var listener in listeners.Values) listener(events);
    }

    sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
