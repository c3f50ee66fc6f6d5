using System.Net;
using System.Text.Json.Nodes;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Channels;

public sealed class DeliveriesAsCommunications(HubWithChannels hub) : IClassFixture<HubWithChannels>
{
    [Fact]
    public async Task Requester_and_expert_read_what_was_tried_on_which_channel_and_a_stranger_does_not()
    {
        var gp = await hub.As("gp");
        var id = await gp.Submits();
        var request = (string)(await gp.Get($"/fhir/Task/{id}")).Body!["focus"]!["reference"]!;
        await hub.Has("derm1", ("sms", "+33639980401"));
        hub.Outside.Answers["sms"] = () => Task.FromResult(503);
        var notification = await hub.Alert("derm1", priority: 1, request: request, task: $"Task/{id}");
        await hub.Tries(notification, "sms", 1);
        hub.Outside.Answers.Clear();
        await hub.Advance(TimeSpan.FromSeconds(31));
        var text = await hub.Outside.Gets("sms", "+33639980401");
        await hub.Reaches(notification, "sent");
        await Outside.Says(hub, "sms", text.Delivery, "delivered");

        foreach (var account in new[] { "gp", "derm1", "coordinator" })
        {
            var all = await (await hub.As(account)).Get($"/fhir/Task/{id}/$deliveries");
            var one = await (await hub.As(account)).Get($"/fhir/Communication/{text.Delivery}");
            Assert.Equal(HttpStatusCode.OK, one.Status);
            Assert.Equal(one.Body!.ToJsonString(), Assert.Single(all.Entries).ToJsonString());
            Assert.Equal("completed", (string)one.Body["status"]!);
            Assert.Equal("PractitionerRole/derm1", (string)one.Body["recipient"]![0]!["reference"]!);
            Assert.Equal(["failed", "sent"], Parts(one.Body, "delivery-attempt", "outcome"));
            Assert.Equal(["delivered"], Parts(one.Body, "delivery-receipt", "status"));
            Assert.DoesNotContain("39980401", one.Body.ToJsonString(), StringComparison.Ordinal);
        }
        var stranger = await hub.As("stranger");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get($"/fhir/Communication/{text.Delivery}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get($"/fhir/Task/{id}/$deliveries")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await gp.Get($"/fhir/Communication/{Guid.NewGuid()}")).Status);
        await hub.NothingElseLeaves();
    }

    static IEnumerable<string> Parts(JsonNode communication, string extension, string part) =>
        from one in communication["extension"]!.AsArray()
        where ((string)one!["url"]!).EndsWith(extension, StringComparison.Ordinal)
        from inner in one["extension"]!.AsArray()
        where (string)inner!["url"]! == part
        select (string)inner["valueCode"]!;
}
