using Npgsql;
using Telemed.Fhir.Store;

namespace Telemed.Hub.Platform;

/// <summary>One person to be told on one channel.</summary>
/// <param name="User">The account; null when only a telephone number is called.</param>
/// <param name="Telephone">E.164; called when there is no account, or the account has no usable channel.</param>
/// <param name="Channel">push, sms, voice, email, or any: the person's own first. The console is told by the inbox: such a row sends nothing here.</param>
/// <param name="Priority">0 stat to 3 routine.</param>
sealed record NotificationToSend(Guid Notification, string? User, string? Telephone, string Channel, short Priority, string Request, string Task);

/// <summary>
/// Queues notifications for the channels outside the console: rows of the business transaction, sent by whichever node takes them.
/// A delivery whose notification got a response is not sent any more.
/// </summary>
static class Deliveries
{
    public const string Any = "any";
    const string Console = "console";

    /// <summary>
    /// The asked channel of the person, else the next one by their own order; at each address once for a notification. Push goes to every
    /// browser they subscribed. Somebody without a usable channel gets a row that says so. Comes after the notifications' own rows.
    /// </summary>
    public static void Send(StoreTransaction transaction, IReadOnlyCollection<NotificationToSend> rows)
    {
        var outside = rows.Where(row => row.Channel != Console).ToList();
        if (outside.Count > 0) transaction.Effect(Queue, Values(outside, transaction.Now));
    }

    /// <summary>The person's next channel for a notification, one that was not tried yet; nothing when none is left.</summary>
    public static async Task SendElsewhere(NpgsqlConnection connection, NotificationToSend row, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Queue, connection);
        foreach (var value in Values([row with { Channel = Any }], now)) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancel);
    }

    static object[] Values(IReadOnlyCollection<NotificationToSend> rows, DateTimeOffset now) =>
    [
        rows.Select(row => row.Notification).ToArray(), rows.Select(row => row.User).ToArray(), rows.Select(row => row.Telephone).ToArray(),
        rows.Select(row => row.Channel).ToArray(), rows.Select(row => row.Priority).ToArray(), rows.Select(row => row.Request).ToArray(),
        rows.Select(row => row.Task).ToArray(), now,
    ];

    const string Queue = """
        with asked as (
            select * from unnest($1, $2, $3, $4, $5, $6, $7) as a (notification, user_id, telephone, channel, priority, request, task)
        ), left_to_try as (
            select a.*, p.id as contact_point, p.channel as by, p.address, row_number() over own_order as place, first_value(p.channel) over own_order as best
            from asked a join hub.contact_point p on p.user_id = a.user_id and p.usable
            where not exists (select from hub.delivery d where d.notification = a.notification and d.channel = p.channel and d.address = p.address)
            window own_order as (partition by a.notification, a.user_id, a.channel order by p.channel <> a.channel, p.position, p.id)
        ), without_channel as (
            select distinct on (notification, user_id, telephone) * from asked a
            where not exists (select from hub.contact_point p where p.user_id = a.user_id and p.usable)
              and not exists (select from hub.delivery d where d.notification = a.notification and d.user_id = a.user_id)
        ), chosen as (
            select notification, contact_point, user_id, by, address, request, task, priority from left_to_try where place = 1 or (by = 'push' and best = 'push')
            union all
            select notification, null, user_id, case when telephone is null or channel = 'sms' then channel else 'voice' end, telephone, request, task, priority from without_channel
        )
        insert into hub.delivery (id, notification, contact_point, user_id, channel, address, request, task, priority, created_at, state, next_attempt_at, ended_at)
        select gen_random_uuid(), notification, contact_point, user_id, by, address, request, task, priority, $8,
               case when address is null then 'unreachable' else 'queued' end, case when address is not null then $8 end, case when address is null then $8 end
        from chosen
        on conflict (notification, channel, address) where notification is not null do nothing
        """;
}
