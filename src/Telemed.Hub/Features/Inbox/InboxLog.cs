using Dapper;
using Npgsql;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Tasks;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Inbox;

/// <summary>A user's log as far as it goes: which log (epoch) and the number of its last event.</summary>
public sealed record InboxHead(Guid Epoch, long Seq);

/// <summary>Reads and confirmations of one user's log; the hub and HTTP say the same things with it.</summary>
sealed class InboxLog(NpgsqlDataSource db, FhirStore store, DeliverTask deliverTask)
{
    public const int PageSize = 100;

    public async Task<InboxHead> Head(string user, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        return await connection.QuerySingleAsync<InboxHead>(new(
            """
            insert into hub.inbox_head (user_id) values (@user) on conflict do nothing;
            select epoch, seq from hub.inbox_head where user_id = @user
            """, new { user }, cancellationToken: cancel));
    }

    public async Task<IReadOnlyDictionary<string, InboxHead>> Heads(IReadOnlyCollection<string> users, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        return (await connection.QueryAsync<(string User, Guid Epoch, long Seq)>(new(
                "select user_id, epoch, seq from hub.inbox_head where user_id = any(@users)", new { users = users.ToArray() }, cancellationToken: cancel)))
            .ToDictionary(row => row.User, row => new InboxHead(row.Epoch, row.Seq));
    }

    public async Task<IReadOnlyList<NumberedEvent>> After(string user, long cursor, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        return (await connection.QueryAsync<Row>(new(
                """
                select h.epoch, e.seq, e.event_id, e.kind, e.priority, e.request, e.task, e.due_at, e.created_at
                from hub.inbox_event e join hub.inbox_head h on h.user_id = e.user_id
                where e.user_id = @user and e.seq > @cursor order by e.seq limit @limit
                """, new { user, cursor, limit = PageSize }, cancellationToken: cancel)))
            .Select(row => new NumberedEvent(row.Epoch, row.Seq, row.Seq - 1, new InboxEvent(row.EventId, row.Kind, row.Priority, row.Request, row.Task, row.DueAt, row.CreatedAt)))
            .ToList();
    }

    /// <summary>One event, with its place in the log of its user.</summary>
    public async Task<IReadOnlyList<(string User, NumberedEvent Event)>> Of(Guid eventId, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        return [.. (await connection.QueryAsync<OwnedRow>(new(
                """
                select e.user_id, h.epoch, e.seq, e.event_id, e.kind, e.priority, e.request, e.task, e.due_at, e.created_at
                from hub.notification n join hub.inbox_event e on e.user_id = n.user_id and e.event_id = n.id join hub.inbox_head h on h.user_id = e.user_id
                where n.id = @eventId
                """, new { eventId }, cancellationToken: cancel)))
            .Select(row => (row.UserId, new NumberedEvent(row.Epoch, row.Seq, row.Seq - 1, new InboxEvent(row.EventId, row.Kind, row.Priority, row.Request, row.Task, row.DueAt, row.CreatedAt))))];
    }

    /// <summary>These were sent to a connected console; whether they arrived, the console says.</summary>
    public async Task Pushed(IReadOnlyCollection<Guid> events, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new(
            "update hub.notification set pushed_at = hub.now() where id = any(@events) and pushed_at is null", new { events = events.ToArray() }, cancellationToken: cancel));
    }

    /// <summary>Numbers of the events about each request that this user's screens have not shown yet.</summary>
    public async Task<ILookup<string, long>> Unseen(string user, IReadOnlyCollection<string> requests, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        return (await connection.QueryAsync<(string Request, long Seq)>(new(
                "select request, seq from hub.inbox_event where user_id = @user and request = any(@requests) and displayed_at is null order by seq",
                new { user, requests = requests.ToArray() }, cancellationToken: cancel)))
            .ToLookup(row => row.Request, row => row.Seq);
    }

    /// <summary>Everything up to a number has reached a device. Saying it again, or late, changes nothing.</summary>
    /// <param name="device">Which of the person's devices; null when it does not say.</param>
    public Task Delivered(string user, long seq, string? device, CancellationToken cancel) => Delivered("seq <= @seq", user, seq, device, cancel);

    /// <summary>One event was shown. It was then delivered too.</summary>
    public async Task Displayed(string user, long seq, string? device, CancellationToken cancel)
    {
        await Delivered("seq = @seq", user, seq, device, cancel);
        await using var connection = await db.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new(Confirm("displayed_at", "seq = @seq"), new { user, seq, device, task = (string?)null }, cancellationToken: cancel));
    }

    /// <summary>One statement, but for whoever confirms an alert first: their transaction moves its Task too, one transaction for each Task.</summary>
    async Task Delivered(string which, string user, long seq, string? device, CancellationToken cancel)
    {
        for (var look = 0; await ConfirmUnlessFirst(which, user, seq, device, cancel) is { Count: > 0 } tasks; look++)
        {
            if (look > 0) await Task.Delay(DeliverTask.Pause, cancel);
            foreach (var task in tasks)
            {
                await using var transaction = await store.Begin(Caller.Hub, cancel);
                if (!await deliverTask.Run(transaction, task, look, cancel)) continue;
                await transaction.Connection.ExecuteAsync(new(Confirm("delivered_at", which), new { user, seq, device, task }, cancellationToken: cancel));
                await transaction.Commit(cancel);
            }
        }
    }

    /// <summary>Confirms, unless of some Tasks this would be the first confirmation by anybody: those are returned and nothing is written.</summary>
    async Task<IReadOnlyCollection<string>> ConfirmUnlessFirst(string which, string user, long seq, string? device, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        return (await connection.QueryAsync<string>(new(UnlessFirst(which), new { user, seq, device, task = (string?)null }, cancellationToken: cancel))).ToList();
    }

    /// <summary>What every console asks after every event it gets.</summary>
    public static string UnlessFirst(string which) => $"""
        with first as (
            select distinct e.task
            from hub.inbox_event e join hub.notification n on n.id = e.event_id join hub.escalation w on w.key = n.key
            where e.user_id = @user and e.{which} and e.delivered_at is null and {DeliverTask.IsFirst}
        ), {Confirming("delivered_at", which, "not exists (select from first)")}
        select task from first order by task
        """;

    static string Confirm(string column, string which) => $"with {Confirming(column, which, "true")} select count(*) from confirmed";

    // What was confirmed is not waited for any more: the deadlines about it go in the same statement.
    static string Confirming(string column, string which, string when) => $"""
        confirmed as (
            update hub.inbox_event set {column} = hub.now()
            where user_id = @user and {which} and {column} is null and (@task::text is null or task = @task) and {when} returning event_id
        ), of_device as (
            insert into hub.notification_device (notification, device, {column})
            select n.id, @device, hub.now() from hub.notification n join hub.inbox_event e on e.user_id = n.user_id and e.event_id = n.id
            where @device::text is not null and n.user_id = @user and n.created_at > hub.now() - interval '1 day' and e.{which} and (@task::text is null or e.task = @task) and {when}
            on conflict (notification, device) do update set {column} = coalesce(notification_device.{column}, excluded.{column})
        ), noted as (
            update hub.notification n set {column} = coalesce(n.{column}, hub.now()) from confirmed c where n.id = c.event_id
        ), relieved as (
            delete from hub.deadline d using confirmed c where d.about = c.event_id
        )
        """;

    sealed record OwnedRow(string UserId, Guid Epoch, long Seq, Guid EventId, string Kind, string Priority, string Request, string Task, DateTimeOffset? DueAt, DateTimeOffset CreatedAt);

    sealed record Row(Guid Epoch, long Seq, Guid EventId, string Kind, string Priority, string Request, string Task, DateTimeOffset? DueAt, DateTimeOffset CreatedAt);
}
