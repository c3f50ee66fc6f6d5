using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Rotas;

/// <summary>Somebody is on call and no device of theirs is heard: seen before an alert needs it.</summary>
public sealed class SilentDevices(StrokeNetwork network) : IClassFixture<StrokeNetwork>
{
    const string Answers = "aucun de vos appareils ne répond", Again = "De nouveau en ligne", LensIsSilent = "Dr Paul Delattre((?!</p>).)*aucun appareil";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    HubUnderTest Hub => network.Hub;

    [Fact]
    public async Task A_silent_console_on_call_is_told_to_the_coordinators_once_in_a_turn_and_the_page_says_when_it_is_heard_again()
    {
        var start = await NextTurn();
        var lens = await (await Hub.As("neuro-lens")).OpenConsole(device: "desk-lens");
        await using var valenciennes = await (await Hub.As("neuro-valenciennes")).OpenConsole(device: "desk-valenciennes");
        await Goes(start);
        Assert.DoesNotMatch(LensIsSilent, await Devices());

        await lens.DisposeAsync();
        await Goes(start.AddMinutes(1));
        Assert.DoesNotMatch(LensIsSilent, await Devices());
        await Goes(start.AddMinutes(4));
        await Eventually(async () => await Told(start) == 1);
        Assert.Matches("Dr Paul Delattre.*stroke-neurology, rang [12]", await Devices());
        Assert.DoesNotMatch("Dr Sarah Benali((?!</p>).)*aucun appareil", await Devices());
        Assert.Contains(Answers, await Page("neuro-lens", "/on-call"), StringComparison.Ordinal);
        Assert.DoesNotContain(Answers, await Page("neuro-valenciennes", "/on-call"), StringComparison.Ordinal);

        // Their telephone asks instead, over plain HTTP.
        Assert.Equal(HttpStatusCode.OK, (await (await Hub.As("neuro-lens")).Get("/inbox?wait=1&device=telephone-lens")).Status);
        await Eventually(async () => (await Devices()).Contains(Again, StringComparison.Ordinal));
        Assert.DoesNotContain(Answers, await Page("neuro-lens", "/on-call"), StringComparison.Ordinal);

        // Silent again in the same turn: the page says so, and nobody is told twice.
        await Goes(start.AddMinutes(10));
        await Eventually(async () => !(await Devices()).Contains(Again, StringComparison.Ordinal));
        await network.Runs("FindSilence", start.AddMinutes(12));
        Assert.Equal(1, await Told(start));
    }

    [Fact]
    public async Task A_node_that_ends_leaves_nobody_behind_who_seems_to_be_there()
    {
        await using var second = HubUnderTest.Factory(Hub.Database, HubUnderTest.PathwaysFolder);
        second.UseKestrel();
        second.StartServer();
        var url = new Uri(second.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        var start = await NextTurn();
        await Hub.SetClock(start);
        await using var lens = await (await Hub.As("neuro-lens")).At(url).OpenConsole(device: "desk-lens");
        await using var valenciennes = await (await Hub.As("neuro-valenciennes")).OpenConsole(device: "desk-valenciennes");
        await Goes(start.AddMinutes(3), nodes: 2);
        Assert.DoesNotMatch(LensIsSilent, await Devices());

        await second.DisposeAsync();
        await Goes(start.AddMinutes(4));
        Assert.DoesNotMatch(LensIsSilent, await Devices());
        await Goes(start.AddMinutes(8));
        Assert.Matches(LensIsSilent, await Devices());
        Assert.DoesNotMatch("Dr Sarah Benali((?!</p>).)*aucun appareil", await Devices());
    }

    [Fact]
    public async Task A_browser_that_showed_a_push_message_was_heard()
    {
        var start = await NextTurn();
        await Goes(start);
        await Goes(start.AddMinutes(4));
        Assert.Matches("Dr Paul Delattre.*aucun appareil", await Devices());
        await using (var shown = Hub.Db.CreateCommand("""
            insert into hub.contact_point (id, user_id, channel, address, position, p256dh, auth, created_at, last_result, last_result_at)
            values (gen_random_uuid(), 'neuro-lens', 'push', 'https://push.example/lens', 1, '\x04', '\x00', hub.now(), 'delivered', hub.now())
            """)) await shown.ExecuteNonQueryAsync(Cancel);
        Assert.DoesNotMatch(LensIsSilent, await Devices());
    }

    /// <summary>A Monday after every story before, when the week's turn has just begun.</summary>
    async Task<DateTimeOffset> NextTurn()
    {
        var day = (await Hub.Now()).UtcDateTime.Date.AddDays(1);
        while (day.DayOfWeek != DayOfWeek.Monday) day = day.AddDays(1);
        return new(day.AddHours(9), TimeSpan.Zero);
    }

    /// <summary>The clock stands there, and every node that lives has listened since.</summary>
    async Task Goes(DateTimeOffset to, int nodes = 1)
    {
        await Hub.SetClock(to);
        await Eventually(() => Yes($"select count(*) >= {nodes} from hub.listening where at >= '{to:O}'"));
    }

    async Task<string> Devices()
    {
        var page = await Page("coordinator", "/territory/now");
        var (from, to) = (page.IndexOf("data-part=\"devices\"", StringComparison.Ordinal), page.IndexOf("data-part=\"gaps\"", StringComparison.Ordinal));
        return page[from..to];
    }

    async Task<string> Page(string account, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await (await Hub.As(account)).Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel)).ReplaceLineEndings(" ");
    }

    /// <summary>How often the coordinators were told of the neurologists' rota in this story's turn.</summary>
    Task<long> Told(DateTimeOffset turn) => One<long>($"select count(*) from hub.inbox_event where user_id = 'coordinator' and kind = 'device-silent' and request = 'Schedule/{StrokeNetwork.Neurology}' and created_at >= '{turn:O}'");

    Task<bool> Yes(string question) => One<bool>(question);

    async Task<T> One<T>(string question)
    {
        await using var command = Hub.Db.CreateCommand(question);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }

    static async Task Eventually(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await holds()) return;
            await Task.Delay(50, Cancel);
        }
        Assert.Fail("Never.");
    }
}
