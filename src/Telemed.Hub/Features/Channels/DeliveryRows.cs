using Dapper;
using Npgsql;
using Telemed.Core.Deliveries;
using Telemed.Hub.Features.Escalations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Channels;

/// <summary>A delivery that this node may send for as long as its lease lasts. The attempt's number fences it against the next node.</summary>
sealed record ClaimedDelivery(
    Guid Id, Guid? Notification, Guid? ContactPoint, string? UserId, string Channel, string Address, string? Request, string? Task, short Priority,
    short Attempt, string? Clock, short? Level, byte[]? P256dh, byte[]? Auth)
{
    /// <summary>Somebody tries their own channel.</summary>
    public bool IsTest => Notification is null;

    /// <summary>Nothing is to be taken: an answer is owed.</summary>
    public bool IsReminder => Clock == TellLevel.Reply;

    public DeliveryPace Pace => DeliveryPace.Of(Priority);

    public NotificationToSend Again => new(Notification!.Value, UserId, null, Deliveries.Any, Priority, Request!, Task!);
}

/// <summary>The rows behind sending: taken with a lease, settled under the attempt's number, never held while a provider is called.</summary>
sealed class DeliveryRows(NpgsqlDataSource db)
{
    public async Task<IReadOnlyList<ClaimedDelivery>> Claim(bool stat, IReadOnlyCollection<string> channels, int limit, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        return (await connection.QueryAsync<ClaimedDelivery>(new(
            ClaimDue(stat), new { channels = channels.ToArray(), limit, lease = DeliveryPace.Of(stat ? (short)0 : (short)1).Lease }, cancellationToken: cancel))).ToList();
    }

    public async Task<bool> IsWanted(ClaimedDelivery delivery, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        return await connection.ExecuteScalarAsync<bool>(new(
            """
            select exists (
                select from hub.delivery d left join hub.notification n on n.id = d.notification
                where d.id = @Id and d.attempt = @Attempt and d.state = 'sending' and n.response is null)
            """, delivery, cancellationToken: cancel));
    }

    public Task Sent(ClaimedDelivery delivery, string? providerId, CancellationToken cancel) =>
        Settle(delivery, "sent", "sent", providerId, detail: null, elsewhere: false, cancel, receipt: DeliveryPace.ReceiptWithin(delivery.Priority, delivery.Channel));

    public Task Withdrawn(ClaimedDelivery delivery, CancellationToken cancel) => Settle(delivery, "withdrawn", "withdrawn", null, null, elsewhere: false, cancel);

    /// <summary>An alert of priority stat does not wait for the channel to recover: the person is told on the next one meanwhile.</summary>
    public Task Failed(ClaimedDelivery delivery, string why, CancellationToken cancel) =>
        delivery.Pace.After(delivery.Attempt) is { } wait && !delivery.IsTest
            ? Settle(delivery, "queued", "failed", null, why, elsewhere: delivery.Priority == 0, cancel, wait: wait)
            : Settle(delivery, "failed", "failed", null, why, elsewhere: true, cancel);

    public Task Refused(ClaimedDelivery delivery, string why, CancellationToken cancel) => Settle(delivery, "failed", "refused", null, why, elsewhere: true, cancel);

    /// <summary>A provider that said nothing more of an alert is not waited for: the person is told on the next channel.</summary>
    public async Task<int> GiveUpWaiting(CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        if (!await connection.ExecuteScalarAsync<bool>(new("select exists (select from hub.delivery where receipt_due_at <= hub.now())", cancellationToken: cancel))) return 0;
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var now = await Now(connection, cancel);
        var silent = (await connection.QueryAsync<ClaimedDelivery>(new(WithoutReceipt, new { now }, transaction, cancellationToken: cancel))).ToList();
        foreach (var delivery in silent.Where(delivery => !delivery.IsTest)) await Deliveries.SendElsewhere(connection, delivery.Again, now, cancel);
        await transaction.CommitAsync(cancel);
        return silent.Count;
    }

    static async Task<DateTimeOffset> Now(NpgsqlConnection connection, CancellationToken cancel) =>
        new(await connection.ExecuteScalarAsync<DateTime>(new("select hub.now()", cancellationToken: cancel)), TimeSpan.Zero);

    async Task Settle(
        ClaimedDelivery delivery, string state, string outcome, string? providerId, string? detail, bool elsewhere, CancellationToken cancel, TimeSpan? wait = null, TimeSpan? receipt = null)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var now = await Now(connection, cancel);
        var settled = await connection.ExecuteScalarAsync<int>(new(
            SettleAttempt,
            new { delivery.Id, delivery.Attempt, state, outcome, providerId, detail, now, next = now + wait, due = now + receipt }, transaction, cancellationToken: cancel));
        if (settled == 1 && outcome == "refused" && delivery is { Channel: "push", ContactPoint: { } subscription })
            await connection.ExecuteAsync(new("delete from hub.contact_point where id = @subscription", new { subscription }, transaction, cancellationToken: cancel));
        if (settled == 1 && elsewhere && !delivery.IsTest) await Deliveries.SendElsewhere(connection, delivery.Again, now, cancel);
        await transaction.CommitAsync(cancel);
    }

    // The priority stands in the statement, so that each lane's partial index serves it.
    public static string ClaimDue(bool stat) => $"""
        with due as (
            select d.id from hub.delivery d
            where d.state in ('queued', 'sending') and d.priority {(stat ? "= 0" : "> 0")}
              and coalesce(d.next_attempt_at, d.lease_until) <= hub.now() and d.channel = any(@channels)
            order by coalesce(d.next_attempt_at, d.lease_until) limit @limit for update skip locked
        ), claimed as (
            update hub.delivery d
            set state = 'sending', attempt = d.attempt + 1, next_attempt_at = null, lease_until = hub.now() + @lease
            from due where d.id = due.id
            returning d.*
        ), noted as (
            insert into hub.delivery_attempt (delivery, attempt, started_at) select id, attempt, hub.now() from claimed
        )
        select c.id, c.notification, c.contact_point, c.user_id, c.channel, c.address, c.request, c.task, c.priority, c.attempt, n.clock, n.level, p.p256dh, p.auth
        from claimed c left join hub.notification n on n.id = c.notification left join hub.contact_point p on p.id = c.contact_point
        """;

    const string SettleAttempt = """
        with settled as (
            update hub.delivery
            set state = @state, lease_until = null, next_attempt_at = @next::timestamptz, receipt_due_at = @due::timestamptz,
                sent_at = case when @state = 'sent' then @now else sent_at end,
                ended_at = case when @state in ('failed', 'withdrawn') then @now end,
                provider_id = coalesce(@providerId, provider_id), reason = @detail
            where id = @Id and attempt = @Attempt and state = 'sending'
            returning contact_point
        ), noted as (
            update hub.delivery_attempt set ended_at = @now, outcome = @outcome, detail = @detail where delivery = @Id and attempt = @Attempt
        ), tried as (
            update hub.contact_point p set last_result = @outcome, last_result_at = @now from settled s where p.id = s.contact_point and @outcome <> 'withdrawn'
        )
        select count(*) from settled
        """;

    const string WithoutReceipt = """
        update hub.delivery d set receipt_due_at = null, reason = 'no receipt'
        where d.id in (select id from hub.delivery where receipt_due_at <= @now order by receipt_due_at limit 50 for update skip locked)
        returning d.id, d.notification, d.contact_point, d.user_id, d.channel, d.address, d.request, d.task, d.priority, d.attempt, null::text as clock, null::smallint as level, null::bytea as p256dh, null::bytea as auth
        """;
}
