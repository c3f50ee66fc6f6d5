using Dapper;
using Npgsql;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Tasks;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Channels;

/// <summary>What somebody outside says of a delivery. Each thing is taken once, in any order, and never moves a state backwards.</summary>
sealed class Receipts(FhirStore store, DeliverTask deliverTask)
{
    /// <param name="Event">The provider's own number of what it says: said again, it is the same.</param>
    /// <param name="Status">sent, delivered or failed.</param>
    public sealed record Said(string Event, Guid Delivery, string Status, DateTimeOffset At, string? Detail);

    /// <summary>False when there is no such delivery on that channel.</summary>
    public async Task<bool> Take(string provider, Said said, CancellationToken cancel)
    {
        for (var look = 0; ; look++)
        {
            await using var transaction = await store.Begin(Caller.Hub, cancel);
            if (await First(transaction.Connection, provider, said, cancel) is not { } task || await deliverTask.Run(transaction, task, look, cancel))
                return await Take(transaction, provider, said, cancel);
            await Task.Delay(DeliverTask.Pause, cancel);
        }
    }

    static async Task<bool> Take(StoreTransaction transaction, string provider, Said said, CancellationToken cancel)
    {
        var (connection, now) = (transaction.Connection, transaction.Now);
        var delivery = await connection.QuerySingleOrDefaultAsync<ClaimedDelivery>(new(Lock, new { said.Delivery, provider }, cancellationToken: cancel));
        if (delivery is null) return false;
        var moved = await connection.ExecuteScalarAsync<bool>(new(
            Move, new { provider, said.Event, said.Delivery, said.Status, said.At, said.Detail, now }, cancellationToken: cancel));
        if (moved && said.Status == "failed" && !delivery.IsTest) await Deliveries.SendElsewhere(connection, delivery.Again, now, cancel);
        await transaction.Commit(cancel);
        return true;
    }

    /// <summary>The Task of which this is the first that reaches anybody; null for most.</summary>
    static async Task<string?> First(NpgsqlConnection connection, string provider, Said said, CancellationToken cancel) => said.Status != "delivered" ? null :
        await connection.QuerySingleOrDefaultAsync<string>(new(
            $"""
            select w.task from hub.delivery d join hub.notification n on n.id = d.notification join hub.escalation w on w.key = n.key
            where d.id = @Delivery and d.channel = @provider and d.attempt > 0 and d.state in ('queued', 'sending', 'sent', 'failed') and {DeliverTask.IsFirst}
            """, new { said.Delivery, provider }, cancellationToken: cancel));

    const string Lock = """
        select id, notification, contact_point, user_id, channel, address, request, task, priority, attempt, null::text as clock, null::smallint as level, null::bytea as p256dh, null::bytea as auth
        from hub.delivery where id = @Delivery and channel = @provider for update
        """;

    // "Delivered" is the last word on what was sent, also over "failed", which may have come of an earlier part of the way. What was
    // delivered while an attempt seemed lost is not tried again.
    const string Move = """
        with heard as (
            insert into hub.receipt (provider, event, delivery, status, at, received_at, detail) values (@provider, @Event, @Delivery, @Status, @At, @now, @Detail)
            on conflict do nothing returning delivery
        ), moved as (
            update hub.delivery d
            set state = @Status, next_attempt_at = null, lease_until = null, receipt_due_at = null, sent_at = coalesce(d.sent_at, @now),
                delivered_at = case when @Status = 'delivered' then @now end, ended_at = @now,
                reason = case when @Status = 'failed' then coalesce(@Detail, 'provider reported a failure') end
            from heard
            where d.id = heard.delivery and (
                (@Status = 'delivered' and d.state in ('queued', 'sending', 'sent', 'failed') and d.attempt > 0) or (@Status = 'failed' and d.state in ('sending', 'sent')))
            returning d.notification, d.contact_point
        ), told as (
            update hub.notification n set delivered_at = coalesce(n.delivered_at, @now) from moved where n.id = moved.notification and @Status = 'delivered'
        ), tried as (
            update hub.contact_point p
            set last_result = @Status, last_result_at = @now, verified_at = case when @Status = 'delivered' then coalesce(p.verified_at, @now) else p.verified_at end
            from moved where p.id = moved.contact_point
        )
        select exists (select from moved)
        """;
}
