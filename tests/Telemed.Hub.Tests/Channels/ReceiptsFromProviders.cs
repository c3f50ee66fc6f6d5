using System.Net;
using System.Text.Json.Nodes;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Channels;

/// <summary>What providers say of a delivery: signed, each thing once, in any order, never backwards.</summary>
public sealed class ReceiptsFromProviders(HubWithChannels hub) : IClassFixture<HubWithChannels>
{
    readonly Outside outside = hub.Outside;

    [Fact]
    public async Task Delivered_is_told_of_the_delivery_of_its_notification_and_of_the_channel()
    {
        await hub.Has("ana", ("sms", "+33639980201"));
        var notification = await hub.Alert("ana");
        var text = await outside.Gets("sms", "+33639980201");
        Assert.Equal("https://hub.example/channels/sms/receipts", text.Receipts);
        Assert.Equal(HttpStatusCode.NoContent, (await Outside.Says(hub, "sms", text.Delivery, "sent")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await Outside.Says(hub, "sms", text.Delivery, "delivered")).StatusCode);
        await hub.Reaches(notification, "delivered");
        Assert.True(await hub.Holds("select delivered_at is not null from hub.notification where id = @notification", new { notification }));
        Assert.True(await hub.Holds("select verified_at is not null and last_result = 'delivered' from hub.contact_point where user_id = 'ana'", new { }));
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task Repeated_and_out_of_order_they_leave_the_state_where_it_is()
    {
        await hub.Has("bea", ("sms", "+33639980211"), ("voice", "+33639980212"));
        var notification = await hub.Alert("bea");
        var text = await outside.Gets("sms", "+33639980211");
        await hub.Reaches(notification, "sent");
        await Outside.Says(hub, "sms", text.Delivery, "delivered", number: "3");
        foreach (var (status, number) in new[] { ("delivered", "3"), ("failed", "2"), ("sent", "1"), ("failed", "2") })
            Assert.Equal(HttpStatusCode.NoContent, (await Outside.Says(hub, "sms", text.Delivery, status, number)).StatusCode);
        await hub.Reaches(notification, "delivered");
        Assert.True(await hub.Holds("select count(*) = 3 from hub.receipt where delivery = @id", new { id = Guid.Parse(text.Delivery) }));
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task A_failure_sends_the_alert_to_the_next_channel_once_and_a_late_delivered_is_the_last_word()
    {
        await hub.Has("cleo", ("sms", "+33639980221"), ("voice", "+33639980222"));
        var notification = await hub.Alert("cleo");
        var text = await outside.Gets("sms", "+33639980221");
        await hub.Reaches(notification, "sent");
        await Outside.Says(hub, "sms", text.Delivery, "failed", number: "7");
        await Outside.Says(hub, "sms", text.Delivery, "failed", number: "7");
        await Outside.Says(hub, "sms", text.Delivery, "failed", number: "8");
        var call = await outside.Gets("voice", "+33639980222");
        await Outside.Says(hub, "voice", call.Delivery, "delivered");
        await hub.Reaches(notification, "failed", "delivered");
        await Outside.Says(hub, "sms", text.Delivery, "delivered");
        await hub.Reaches(notification, "delivered", "delivered");
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task Delivered_while_the_attempt_seemed_lost_stops_the_next_attempt()
    {
        await hub.Has("dan", ("sms", "+33639980231"));
        outside.Answers["sms"] = () => Task.FromResult(503);
        var notification = await hub.Alert("dan", priority: 1);
        await hub.Tries(notification, "sms", 1);
        outside.Answers.Clear();
        var delivery = (await hub.Rows(notification)).Single().Id;
        await Outside.Says(hub, "sms", delivery.ToString(), "delivered");
        await hub.Reaches(notification, "delivered");
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task Unsigned_wrongly_signed_old_or_about_another_channel_they_are_refused()
    {
        await hub.Has("eva", ("sms", "+33639980241"));
        var notification = await hub.Alert("eva", priority: 1);
        var text = await outside.Gets("sms", "+33639980241");
        await hub.Reaches(notification, "sent");
        var now = await hub.Now();
        Assert.Equal(HttpStatusCode.Unauthorized, (await Outside.Says(hub, "sms", text.Delivery, "delivered", signed: false)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Outside.Says(hub, "sms", text.Delivery, "delivered", secret: "another secret of at least thirty-two characters")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Outside.Says(hub, "sms", text.Delivery, "delivered", signedAt: now - TimeSpan.FromMinutes(6))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Outside.Says(hub, "sms", text.Delivery, "delivered", signedAt: now + TimeSpan.FromMinutes(6))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Outside.Says(hub, "voice", text.Delivery, "delivered")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Outside.Says(hub, "sms", Guid.NewGuid().ToString(), "delivered")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Outside.Says(hub, "sms", text.Delivery, "nonsense")).StatusCode);
        await hub.Reaches(notification, "sent");
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task A_browser_that_shows_the_notification_says_back_the_key_that_only_it_can_read()
    {
        using var browser = new Subscription();
        await hub.Has("fay");
        var endpoint = await hub.Subscribes("fay", browser);
        var notification = await hub.Alert("fay", "push");
        var shown = await outside.Gets("push", endpoint);
        Assert.Equal(HttpStatusCode.NotFound, await Shown("made-up"));
        Assert.Equal(HttpStatusCode.NoContent, await Shown(shown.Delivery));
        await hub.Reaches(notification, "delivered");
        await hub.NothingElseLeaves();
    }

    async Task<HttpStatusCode> Shown(string receipt)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(
            new Uri(hub.Url, "/channels/push/receipts"), HubUnderTest.Json(new JsonObject { ["receipt"] = receipt }), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
