using System.Collections.Concurrent;
using Dapper;
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
        var wanted = users.Distinct().Order(StringComparer.Ordinal).ToArray();
        if (wanted.Length == 0) return;
        List<(string User, NumberedEvent Event)> numbered = [];
        transaction.Last(async cancel =>
        {
            var rows = await transaction.Connection.QueryAsync<(string User, Guid Epoch, long Seq)>(new(
                Append,
                new { users = wanted, id = told.Id, told.Kind, told.Priority, told.Request, told.Task, due = told.DueAt, at = transaction.Now }, cancellationToken: cancel));
            numbered = [.. rows.Select(row => (row.User, new NumberedEvent(row.Epoch, row.Seq, row.Seq - 1, told)))];
        });
        transaction.AfterCommit(() => hints.Committed(numbered));
    }

    const string Append = """
        insert into hub.inbox_head (user_id) select * from unnest(@users) on conflict do nothing;
        with locked as (
            select user_id from hub.inbox_head where user_id = any(@users) order by user_id for update
        ), moved as (
            update hub.inbox_head h set seq = h.seq + 1 from locked where h.user_id = locked.user_id returning h.user_id, h.epoch, h.seq
        ), written as (
            insert into hub.inbox_event (user_id, seq, event_id, kind, priority, request, task, due_at, created_at)
            select user_id, seq, @id, @kind, @priority, @request, @task, @due::timestamptz, @at from moved
        )
        select user_id, epoch, seq from moved
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

    public void Committed(IReadOnlyList<(string User, NumberedEvent Event)> events)
    {
        foreach (var listener in listeners.Values) listener(events);
    }

    sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
