using Microsoft.Playwright;
using Telemed.Browser.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Telemed.Browser.Tests;

/// <summary>Why a request waits, as its requester and its experts see it change before their eyes. Time jumps here: a hub of its own.</summary>
public sealed class ADelayExplained : IAsyncLifetime
{
    readonly Browsers browsers = new();

    public ValueTask InitializeAsync() => browsers.InitializeAsync();

    public ValueTask DisposeAsync() => browsers.DisposeAsync();

    [Fact]
    public async Task A_request_that_nobody_takes_says_level_by_level_who_was_told_without_closing_what_its_reader_opened()
    {
        var task = await browsers.Hub.Submit(priority: "urgent", family: "Vasseur");
        var address = $"/requests/{await browsers.Hub.RequestOf(task)}";
        var (phone, desk) = (await browsers.Phone("gp"), await browsers.Desk("derm2"));
        await phone.GotoAsync(address);
        await Expect(phone.Locator("#next")).ToContainTextAsync("groupe de dermatologie, relance (tout le groupe)");
        await phone.GetByText("qui ?").First.ClickAsync();
        await desk.GotoAsync($"/cases/{task}");
        await Expect(desk.GetByText("En direct")).ToBeVisibleAsync();

        await browsers.Hub.Advance(TimeSpan.FromMinutes(61));

        foreach (var page in new[] { phone, desk }) await Expect(page.GetByText("Groupe de dermatologie, relance : ")).ToBeVisibleAsync();
        await Expect(phone.Locator(".trail details[open] .told li").First).ToBeVisibleAsync();
        await Expect(phone.Locator("#next")).ToContainTextAsync("par un autre canal");
        await Expect(desk.Locator("p.next")).ToContainTextAsync("par un autre canal");
        await browsers.Hub.Advance(TimeSpan.FromHours(4));
        await Expect(phone.Locator("#next")).ToContainTextAsync("Tous les niveaux sont prévenus");
        await Expect(desk.GetByText("Maud Henry")).ToBeVisibleAsync();
        await Keep(phone, "delay-follow");
        await Keep(desk, "delay-case");

        // A hundred people and more stand on it, and it keeps its weight.
        var first = await browsers.FirstVisit("gp");
        var weight = await Transferred.Of(first);
        await first.GotoAsync(address);
        await Eventually.Holds(async () =>
        {
            await Task.Delay(500);
            return weight.IsComplete;
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{address} brings {weight}");
        Assert.True(weight.Bytes <= 20 * 1024, weight.ToString());
    }

    [Fact]
    public async Task An_alert_that_nobody_takes_ends_at_a_telephone_number_to_be_dialled()
    {
        var (phone, desk) = (await browsers.Phone("ed-cambrai"), await browsers.Desk("neuro-lens"));
        await phone.GotoAsync("/alerts");
        await phone.Locator("[data-ago='60']").ClickAsync();
        await phone.Locator("label", new() { HasText = "80-89 ans" }).ClickAsync();
        await phone.Locator("label", new() { HasText = "côté gauche" }).ClickAsync();
        await phone.GetByRole(AriaRole.Button, new() { Name = "Lancer l’alerte" }).ClickAsync();
        await phone.WaitForURLAsync("**/alerts/*");
        var people = phone.Locator("[data-part=people] > ul > li");
        await Expect(people.Nth(0)).ToContainTextAsync("Dr Paul Delattre");
        await Expect(people.Nth(1)).ToContainTextAsync("Dr Marc Wattel");
        await Expect(people.Nth(0)).Not.ToContainTextAsync("Dr Marc Wattel");
        await desk.GotoAsync("/board");
        await Expect(desk.Locator(".card .next").First).ToContainTextAsync("UNV et régulation du SAMU");
        await Keep(desk, "delay-board");
        // What has come to a console is seen here within seconds, though it is no event of the requester's.
        await Expect(people.Nth(0)).ToContainTextAsync("application : vue");

        await browsers.Hub.Advance(TimeSpan.FromSeconds(10));
        await Expect(people.Nth(0)).ToContainTextAsync("Alarme technique : aucun appareil de Dr Sarah Benali");
        await browsers.Hub.Advance(TimeSpan.FromMinutes(7));

        var call = phone.GetByRole(AriaRole.Link, new() { Name = "03 53 01 01 15" }).First;
        await Expect(call).ToHaveAttributeAsync("href", "tel:+33353010115");
        await Expect(phone.Locator("[data-part=people]")).ToContainTextAsync("Tous les niveaux sont prévenus");
        await Keep(phone, "delay-alert");
        await desk.GotoAsync(phone.Url);
        await Keep(desk, "delay-alert-expert");
        await Expect(desk.Locator(".call-now")).ToHaveCountAsync(0);
    }

    /// <summary>A picture of the whole page on a phone and on a desk, without a violation on either.</summary>
    static async Task Keep(IPage page, string name)
    {
        foreach (var (width, height, scheme) in new[] { (1280, 900, ColorScheme.Light), (390, 844, ColorScheme.Dark), (390, 844, ColorScheme.Light) })
        {
            await Accessibility.Look(page, width, height, scheme);
            await page.ScreenshotAsync(new() { Path = Path.Combine(HubProcess.Screenshots, $"{name}-{width}.jpg"), Type = ScreenshotType.Jpeg, Quality = 70, FullPage = true });
        }
    }
}
