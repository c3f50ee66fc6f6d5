using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Channels;

/// <summary>Who is told on which channel, and with which words.</summary>
public sealed class TellingPeople(HubWithChannels hub) : IClassFixture<HubWithChannels>
{
    readonly Outside outside = hub.Outside;

    [Fact]
    public async Task Each_channel_carries_a_link_and_neither_identity_nor_a_medical_word()
    {
        using var browser = new Subscription();
        await hub.Has("ana", ("sms", "+33639980001"), ("voice", "+33639980002"), ("email", "ana@test.example"));
        var endpoint = await hub.Subscribes("ana", browser);
        foreach (var channel in new[] { "sms", "voice", "email", "push" }) await hub.Alert("ana", channel, priority: 1, request: "ServiceRequest/canary");

        Assert.Equal("Nouvelle alerte : ouvrir l'application https://hub.example", (await outside.Gets("sms", "+33639980001")).Text);
        Assert.Equal("Telemed. Nouvelle alerte. Ouvrez l'application.", (await outside.Gets("voice", "+33639980002")).Text);
        Assert.Contains("Nouvelle alerte : ouvrir l'application https://hub.example", (await outside.Gets("email", "ana@test.example")).Text, StringComparison.Ordinal);
        Assert.Contains("\"tag\":\"ServiceRequest/canary/1\"", (await outside.Gets("push", endpoint)).Text, StringComparison.Ordinal);
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task Any_is_the_person_s_own_first_and_a_channel_they_refuse_is_replaced_by_their_next()
    {
        await hub.Has("bea", ("email", "bea@test.example"), ("voice", "+33639980011"));
        await hub.Alert("bea");
        await outside.Gets("email", "bea@test.example");
        await hub.Alert("bea", "sms", priority: 2);
        await outside.Gets("email", "bea@test.example");
        await hub.Alert("bea", "voice", priority: 2);
        await outside.Gets("voice", "+33639980011");
        Assert.Empty(await hub.Rows(await hub.Alert("bea", "console")));
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task Push_goes_to_every_browser_of_the_person_and_one_that_is_gone_is_forgotten()
    {
        using var phone = new Subscription();
        using var desk = new Subscription();
        await hub.Has("cleo", ("sms", "+33639980021"));
        var (first, second) = (await hub.Subscribes("cleo", phone), await hub.Subscribes("cleo", desk));
        var notification = await hub.Alert("cleo", "push", priority: 1);
        await outside.Gets("push", first);
        await outside.Gets("push", second);
        await hub.Reaches(notification, "sent", "sent");

        outside.Answers["push"] = () => Task.FromResult(410);
        var next = await hub.Alert("cleo", "push", priority: 1);
        await outside.Gets("sms", "+33639980021");
        await hub.Reaches(next, "failed", "failed", "sent");
        outside.Answers.Clear();
        var last = await hub.Alert("cleo", "push", priority: 1);
        await outside.Gets("sms", "+33639980021");
        await hub.Reaches(last, "sent");
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task Somebody_without_any_channel_is_shown_as_unreachable_and_a_bare_number_is_called()
    {
        await hub.Has("dan");
        await hub.Reaches(await hub.Alert("dan"), "unreachable");
        await hub.Reaches(await hub.Alert(null, "any", priority: 1, telephone: "+33639980031"), "sent");
        await outside.Gets("voice", "+33639980031");
        await hub.Reaches(await hub.Alert("dan", "sms", priority: 1, telephone: "+33639980032"), "sent");
        await outside.Gets("sms", "+33639980032");
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task The_same_notification_asked_for_twice_is_told_once_at_an_address()
    {
        await hub.Has("eva", ("sms", "+33639980041"));
        var notification = await hub.Alert("eva", "sms", priority: 1);
        await hub.AskAgain(notification, "eva", "any");
        await outside.Gets("sms", "+33639980041");
        Assert.Single(await hub.Rows(notification));
        await hub.NothingElseLeaves();
    }
}
