using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Telemed.Hub.Features.Channels;

namespace Telemed.Hub.Tests.Channels;

/// <summary>Between taking a delivery up and its first byte lie a connection and perhaps another node: an answer in between still stops it.</summary>
public sealed class LastMoment(HubWithChannels hub) : IClassFixture<HubWithChannels>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static ClaimedDelivery Delivery(Guid? id = null, short attempt = 1) => new(id ?? Guid.CreateVersion7(), Guid.CreateVersion7(), null, "ana", "sms", "+33639980501", "ServiceRequest/1", "Task/1", 0, attempt, "accept", 1, null, null);

    [Fact]
    public async Task An_answer_while_the_connection_is_being_made_lets_not_one_byte_leave()
    {
        using var provider = new TcpListener(IPAddress.Loopback, 0);
        provider.Start();
        var connecting = new TaskCompletionSource();
        var answered = new TaskCompletionSource();
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                connecting.SetResult();
                await answered.Task;
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(provider.LocalEndpoint, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var wanted = true;
        var check = new LastCheck(_ => Task.FromResult(wanted));
        using (var http = new HttpClient(handler))
        {
            var channel = new SendByProvider("sms", http, hub.Services.GetRequiredService<IOptionsMonitor<ProviderOptions>>(), hub.Services.GetRequiredService<IOptions<ChannelOptions>>());
            var sending = channel.Send(Delivery(), check, Cancel);
            await connecting.Task;
            wanted = false;
            answered.SetResult();
            await Assert.ThrowsAnyAsync<Exception>(() => sending);
        }
        Assert.True(check.Stopped);
        using var client = await provider.AcceptTcpClientAsync(Cancel);
        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], Cancel));
    }

    [Fact]
    public async Task A_node_that_comes_back_after_its_lease_neither_sends_nor_has_a_say()
    {
        var rows = hub.Services.GetRequiredService<DeliveryRows>();
        var notification = await hub.Alert(null, "sms", priority: 1, telephone: "+33639980511", answered: true);
        await hub.Reaches(notification, "withdrawn");
        var id = (await hub.Rows(notification)).Single().Id;
        // Another node has it at its second attempt, and nobody answered yet.
        await hub.Run("update hub.notification set response = null where id = @notification", new { notification });
        await hub.Run("update hub.delivery set state = 'sending', attempt = 2, lease_until = hub.now() + interval '1 year', ended_at = null where id = @id", new { id });

        Assert.False(await rows.IsWanted(Delivery(id), Cancel));
        await rows.Sent(Delivery(id), "late", Cancel);
        await rows.Failed(Delivery(id), "late", Cancel);
        await hub.Reaches(notification, "sending");
        Assert.True(await rows.IsWanted(Delivery(id, attempt: 2), Cancel));
        await hub.Run("delete from hub.delivery where id = @id", new { id });
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task Looking_for_what_is_due_reads_the_lane_s_index_among_everything_that_was_ever_sent()
    {
        await hub.Run(
            """
            insert into hub.delivery (id, channel, address, request, task, priority, state, created_at, sent_at, delivered_at, ended_at, attempt)
            select gen_random_uuid(), 'sms', '+33639980521', 'ServiceRequest/2', 'Task/2', n % 4, 'delivered', hub.now(), hub.now(), hub.now(), hub.now(), 1 from generate_series(1, 20000) n;
            analyze hub.delivery;
            """, new { });
        foreach (var (stat, index) in new[] { (true, "stat_delivery_to_send"), (false, "delivery_to_send") })
        {
            var plan = await hub.Plan(DeliveryRows.ClaimDue(stat), new { channels = new[] { "sms" }, limit = 8, lease = TimeSpan.FromSeconds(8) });
            Assert.Contains($"Index Scan using {index} ", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("Seq Scan on delivery", plan, StringComparison.Ordinal);
        }
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task Somebody_sees_that_nobody_sends()
    {
        await hub.Run(
            """
            insert into hub.delivery (id, channel, address, priority, state, created_at, next_attempt_at)
            values (gen_random_uuid(), 'push', 'nowhere', 1, 'queued', hub.now(), hub.now() - interval '1 minute')
            """, new { });
        await using var connection = await hub.Db.OpenConnectionAsync(Cancel);
        for (var i = 0; i < 200 && await WatchDeliveries.Overdue(connection, Cancel) > 0; i++) await Task.Delay(50, Cancel);
        Assert.Equal(0, await WatchDeliveries.Overdue(connection, Cancel));
        // On a channel that no node of this version sends on.
        await hub.Run("alter table hub.delivery drop constraint only_the_unreachable_have_no_address; update hub.delivery set channel = 'pigeon', state = 'queued', next_attempt_at = hub.now() - interval '1 minute', ended_at = null where address = 'nowhere'", new { });
        Assert.InRange(await WatchDeliveries.Overdue(connection, Cancel), 59, 70);
        await hub.Run("delete from hub.delivery where address = 'nowhere'", new { });
        await hub.NothingElseLeaves();
    }
}
