using System.Buffers.Text;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Hub.Features.Channels;
using Telemed.Hub.Platform;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Channels;

/// <summary>Everybody keeps their own channels, and only their own; the coordinator sees who could be cut off.</summary>
public sealed class OnesOwnChannels(HubWithChannels hub) : IClassFixture<HubWithChannels>
{
    readonly Outside outside = hub.Outside;

    MyChannels Mine => hub.Services.GetRequiredService<MyChannels>();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_orders_tests_and_removes_their_channels_and_nobody_else_s()
    {
        var (derm, other) = (await Person("derm1"), await Person("derm2"));
        await Mine.Add(derm, "sms", "+33639980301", Cancel);
        await Mine.Add(derm, "email", "derm1@test.example", Cancel);
        await Mine.Add(derm, "email", "derm1@test.example", Cancel);
        var last = (await Mine.All(derm, Cancel))[^1];
        await Mine.MoveEarlier(other, last.Id, Cancel);
        await Mine.Remove(other, last.Id, Cancel);
        await Mine.Test(other, last.Id, Cancel);
        Assert.Equal(["sms", "email"], (await Mine.All(derm, Cancel)).Select(channel => channel.Channel));
        await Mine.MoveEarlier(derm, last.Id, Cancel);
        Assert.Equal(["email", "sms"], (await Mine.All(derm, Cancel)).Select(channel => channel.Channel));

        await Mine.Test(derm, null, Cancel);
        await Mine.Test(derm, null, Cancel);
        Assert.Contains("essai", (await outside.Gets("email", "derm1@test.example")).Text, StringComparison.Ordinal);
        var text = await outside.Gets("sms", "+33639980301");
        Assert.Equal("Telemed : essai de ce canal. Rien à faire. https://hub.example", text.Text);
        await Outside.Says(hub, "sms", text.Delivery, "delivered");
        Assert.Equal("delivered", (await Mine.All(derm, Cancel)).Single(channel => channel.Channel == "sms").State);
        await Mine.Remove(derm, last.Id, Cancel);
        Assert.Equal(["sms"], (await Mine.All(derm, Cancel)).Select(channel => channel.Channel));
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task A_test_that_fails_says_so_and_is_sent_nowhere_else()
    {
        var derm = await Person("derm3");
        await hub.Has("derm3", ("sms", "+33639980311"), ("email", "derm3@test.example"));
        outside.Answers["sms"] = () => Task.FromResult(503);
        var sms = (await Mine.All(derm, Cancel))[0];
        await Mine.Test(derm, sms.Id, Cancel);
        for (var i = 0; i < 200 && (await Mine.All(derm, Cancel))[0].State != "failed"; i++) await Task.Delay(50, Cancel);
        Assert.Equal("failed", (await Mine.All(derm, Cancel))[0].State);
        outside.Answers.Clear();
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task A_browser_is_subscribed_only_at_a_push_service_that_the_hub_knows_and_belongs_to_one_person()
    {
        using var browser = new Subscription();
        var (first, second) = (await hub.As("derm4"), await hub.As("derm5"));
        var endpoint = outside.Subscribe(browser);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Subscribe(first, "http://169.254.169.254/latest", browser.P256dh, browser.Secret));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Subscribe(first, "https://fcm.googleapis.com.evil.example/x", browser.P256dh, browser.Secret));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Subscribe(first, endpoint, [4, .. new byte[64]], browser.Secret));
        Assert.Equal(HttpStatusCode.NoContent, await Subscribe(first, endpoint, browser.P256dh, browser.Secret));
        Assert.Single(await Mine.All(await Person("derm4"), Cancel));
        Assert.Equal(HttpStatusCode.NoContent, await Subscribe(second, endpoint, browser.P256dh, browser.Secret));
        Assert.Empty(await Mine.All(await Person("derm4"), Cancel));
        Assert.Single(await Mine.All(await Person("derm5"), Cancel));
        var gone = await second.Send(HttpMethod.Delete, "/channels/push", new JsonObject { ["address"] = endpoint });
        Assert.Equal(HttpStatusCode.NoContent, gone.Status);
        Assert.Empty(await Mine.All(await Person("derm5"), Cancel));
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task Software_puts_a_whole_list_in_place_and_browsers_stay_after_it()
    {
        using var browser = new Subscription();
        var derm = await hub.As("derm10");
        await hub.Has("derm10", ("voice", "+33353010012"));
        await hub.Subscribes("derm10", browser, position: 1);
        var list = JsonNode.Parse("""[{"channel":"email","address":"derm10@test.example"},{"channel":"sms","address":"06 39 98 03 31"}]""")!;
        Assert.Equal(HttpStatusCode.NoContent, (await derm.Send(HttpMethod.Put, "/channels", list)).Status);
        Assert.Equal(["email", "sms", "push"], (await Mine.All(await Person("derm10"), Cancel)).Select(channel => channel.Channel));
        var refused = await derm.Send(HttpMethod.Put, "/channels", JsonNode.Parse("""[{"channel":"pigeon","address":"north"}]""")!);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal(3, (await Mine.All(await Person("derm10"), Cancel)).Count);
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task Who_could_be_cut_off_by_one_failure_is_found()
    {
        await hub.Has("derm6", ("sms", "+33639980321"), ("voice", "+33639980321"));
        await hub.Has("derm7", ("sms", "+33639980322"), ("email", "derm7@test.example"));
        await hub.Has("derm8", ("sms", "+33639980323"), ("sms", "+33639980324"));
        await using var connection = await hub.Db.OpenConnectionAsync(Cancel);
        var offered = hub.Services.GetRequiredService<OfferedChannels>();
        var found = await Reachability.WithoutTwo(connection, ["derm6", "derm7", "derm8", "derm9"], offered, Cancel);
        Assert.Equal([("derm9", 0), ("derm6", 1), ("derm8", 1)], found.Select(person => (person.Account, person.Ways)));
        Assert.True((await Reachability.WithoutTwo(connection, null, offered, Cancel)).Count > 10);

        // A hub without a mail server: an e-mail address is no way.
        var withoutMail = await Reachability.WithoutTwo(connection, ["derm6", "derm7", "derm9"], new(["push", "sms", "voice"]), Cancel);
        Assert.Equal([("derm9", 0, "", ""), ("derm6", 1, "sms,voice", ""), ("derm7", 1, "sms", "email")],
            withoutMail.Select(person => (person.Account, person.Ways, string.Join(',', person.Channels), string.Join(',', person.NotOffered))));
    }

    async Task<Caller> Person(string account) => (await Caller.Load(hub.Db, account, Cancel))!;

    static async Task<HttpStatusCode> Subscribe(Software person, string endpoint, byte[] p256dh, byte[] auth) => (await person.Send(HttpMethod.Put, "/channels/push", new JsonObject
    {
        ["endpoint"] = endpoint,
        ["keys"] = new JsonObject { ["p256dh"] = Base64Url.EncodeToString(p256dh), ["auth"] = Base64Url.EncodeToString(auth) },
    })).Status;
}
