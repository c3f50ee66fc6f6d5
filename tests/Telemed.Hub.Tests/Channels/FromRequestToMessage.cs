using System.Net;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Channels;

/// <summary>The whole way: a request that nobody takes reaches a telephone, and an acceptance silences what had not left yet.</summary>
public sealed class FromRequestToMessage(HubWithChannels hub) : IClassFixture<HubWithChannels>
{
    [Fact]
    public async Task A_level_that_asks_for_another_channel_sends_a_message_and_nothing_leaves_once_a_colleague_accepted()
    {
        await hub.Has("derm12", ("sms", "+33639980601"));
        await hub.Has("derm13", ("voice", "+33639980602"));
        hub.Outside.Answers["voice"] = () => Task.FromResult(503);
        var task = await (await hub.As("gp")).Submits(Lesion.Bundle("gp", priority: "urgent"));
        async Task<Answer> Stands() => await (await hub.As("gp")).Get($"/fhir/Task/{task}");
        await hub.Advance(TimeSpan.FromMinutes(121));

        var text = await hub.Outside.Gets("sms", "+33639980601");
        Assert.Equal("requested", (await Stands()).Body!["status"]!.GetValue<string>());
        await Outside.Says(hub, "sms", text.Delivery, "delivered");
        var told = await hub.NotificationOf(Guid.Parse(text.Delivery));
        await hub.Reaches(told, "delivered");
        Assert.Equal("received", (await Stands()).Body!["status"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NoContent, (await Outside.Says(hub, "sms", text.Delivery, "delivered", number: "2")).StatusCode);
        Assert.Equal("2", (await Stands()).Body!["meta"]!["versionId"]!.GetValue<string>());
        Assert.True(await hub.Holds("select delivered_at is not null and user_id = 'derm12' from hub.notification where id = @told", new { told }));
        Assert.True(await hub.Holds("select count(*) >= 30 from hub.delivery where task = @task and state = 'unreachable'", new { task = $"Task/{task}" }));
        await hub.Eventually("select exists (select from hub.delivery where user_id = 'derm13' and state = 'queued' and attempt > 0)");

        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("derm1")).Do(task, "accept")).Status);
        hub.Outside.Answers.Clear();
        await hub.NothingElseLeaves();
        Assert.True(await hub.Holds("select bool_and(state = 'withdrawn') from hub.delivery where user_id = 'derm13'", new { }));
    }
}
