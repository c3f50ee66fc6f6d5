using System.Net;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Stories;

public sealed class InboxReplay(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task A_console_that_was_away_gets_what_it_missed_once_and_in_order()
    {
        var (gp, derm) = (await hub.As("gp"), await hub.As("derm7"));
        Head head;
        await using (var console = await derm.OpenConsole()) head = console.Head;

        var missed = new List<string>();
        for (var i = 0; i < 5; i++) missed.Add($"Task/{await gp.Submits()}");

        await using var back = await derm.OpenConsole(head.Epoch, head.Seq);
        var told = new List<Told>();
        for (var i = 0; i < 5; i++) told.Add(await back.IsTold("submit"));
        Assert.Equal(missed, told.Select(one => one.Event.Task));
        Assert.Equal(Enumerable.Range(1, 5).Select(i => head.Seq + i), told.Select(one => one.Seq));
        Assert.All(told, one => Assert.Equal(one.Seq - 1, one.Prev));
    }

    [Fact]
    public async Task A_cursor_of_another_epoch_is_reset()
    {
        await using var console = await (await hub.As("derm8")).OpenConsole(Guid.NewGuid(), 3);
        for (var i = 0; i < 100 && !console.WasReset; i++) await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.True(console.WasReset);
    }

    [Fact]
    public async Task The_inbox_over_http_waits_for_the_next_event_and_says_the_same()
    {
        var (gp, derm) = (await hub.As("gp"), await hub.As("derm9"));
        var head = await derm.Get("/inbox");
        var waiting = derm.Get($"/inbox?epoch={head.Body!["epoch"]}&after={head.Body["head"]}&wait=25");
        var task = await gp.Submits();

        var told = (await waiting).Body!["events"]![0]!;
        Assert.Equal($"Task/{task}", told["event"]!["task"]!.GetValue<string>());
        Assert.True((await derm.Get($"/inbox?epoch={Guid.NewGuid()}")).Body!["reset"]!.GetValue<bool>());
    }

    [Fact]
    public async Task What_a_console_is_told_carries_no_identity_and_no_medical_word()
    {
        var (gp, derm) = (await hub.As("gp"), await hub.As("derm10"));
        await gp.Submits(Lesion.Bundle(family: "Canari-Unique"));
        var inbox = (await derm.Get("/inbox")).Body!["events"]!.AsArray().Last()!["event"]!.AsObject();
        Assert.Equal(["at", "dueAt", "id", "kind", "priority", "request", "task"], inbox.Select(property => property.Key).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("Canari", inbox.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_that_takes_nothing_is_reminded_at_the_accept_deadline()
    {
        var (gp, derm) = (await hub.As("gp"), await hub.As("derm11"));
        await using var console = await derm.OpenConsole();
        var task = await gp.Submits();
        await hub.Advance(TimeSpan.FromHours(4) + TimeSpan.FromSeconds(1));
        while ((await console.IsTold("escalation")).Event.Task != $"Task/{task}") { }
    }

    [Fact]
    public async Task Nobody_reads_the_inbox_without_signing_in()
    {
        using var http = new HttpClient { BaseAddress = hub.Url };
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri("/inbox", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri("/fhir/Patient", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/fhir/metadata", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
    }
}
