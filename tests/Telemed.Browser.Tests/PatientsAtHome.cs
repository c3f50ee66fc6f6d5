using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Telemed.Browser.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Telemed.Browser.Tests;

/// <summary>The cell's pages: axe on each with every form open, on a phone and at a desk, and an alarm from the list to its answer.</summary>
public sealed class PatientsAtHome(Browsers browsers)
{
    [Fact]
    public async Task An_alarm_is_found_on_the_list_taken_and_answered_and_no_page_has_a_violation()
    {
        var plan = await WatchedAtHome.Enrol(browsers.Hub, "Aubert", gain: 2.9, implausible: true);
        await WatchedAtHome.Enrol(browsers.Hub, "Berthier", silentFor: 3);
        foreach (var calm in new[] { "Caillaud", "Delmas", "Estève" }) await WatchedAtHome.Enrol(browsers.Hub, calm, ends: calm == "Delmas" ? 20 : null);

        var desk = await browsers.Desk("cell");
        await desk.GotoAsync("/cell");
        var first = desk.Locator("[data-patient]", new() { HasText = "AUBERT" });
        await Expect(first.GetByText("Appeler le patient")).ToBeVisibleAsync();
        await Expect(desk.Locator("[data-patient]", new() { HasText = "BERTHIER" }).GetByText("silence")).ToBeVisibleAsync();
        await Look(desk, "cell");
        await desk.GotoAsync("/cell?show=ending");
        await Expect(desk.Locator("[data-patient]", new() { HasText = "DELMAS" }).GetByText("prescription jusqu’au")).ToBeVisibleAsync();
        await desk.GotoAsync("/cell");
        await desk.EvaluateAsync("window.stayed = true");
        await WatchedAtHome.Enrol(browsers.Hub, "Fontaine", gain: 2.9);
        await Expect(desk.Locator("[data-patient]", new() { HasText = "FONTAINE" }).GetByText("Appeler le patient")).ToBeVisibleAsync();
        Assert.True(await desk.EvaluateAsync<bool>("window.stayed"));
        await desk.GetByRole(AriaRole.Searchbox).FillAsync("bert");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Chercher" }).ClickAsync();
        await Expect(desk.Locator("[data-patient]")).ToHaveCountAsync(1);
        await desk.GotoAsync("/cell?show=alarm");
        await desk.Keyboard.PressAsync("j");
        await Expect(desk.Locator("[data-patient] a").First).ToBeFocusedAsync();

        await desk.GotoAsync($"/monitoring/{plan}");
        await Expect(desk.GetByText("Personne ne l’a prise.")).ToBeVisibleAsync();
        await Expect(desk.Locator("[data-part=visits]")).ToContainTextAsync("2 fois par semaine");
        await Look(desk, "patient");
        await desk.EvaluateAsync("document.querySelectorAll('main details').forEach(one => one.open = true)");
        await Look(desk, "patient-open");
        await desk.GotoAsync("/cell/day");
        await Expect(desk.GetByText("AUBERT")).ToBeVisibleAsync();
        await Look(desk, "day-sheet");
        // Fifty to a page in the order of enrolment: other stories' patients may come first.
        for (var page = 1; page <= 9; page++)
        {
            await desk.GotoAsync($"/cell/month?page={page}");
            if (await desk.GetByText("AUBERT").CountAsync() > 0) break;
        }
        await Expect(desk.GetByText("AUBERT")).ToBeVisibleAsync();
        await Look(desk, "month");
        await desk.GotoAsync($"/monitoring/{plan}?days=30");
        await desk.Keyboard.PressAsync("a");
        await desk.GetByLabel("Appelé : pas de décompensation").CheckAsync();
        await desk.GetByLabel("Ce qui a été fait").FillAsync("Appelée : repas de fête, aucun signe.");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Clore l’alarme" }).ClickAsync();
        await Expect(desk.GetByText("Aucune alarme ouverte.")).ToBeVisibleAsync();
    }

    static async Task Look(IPage page, string name)
    {
        foreach (var (width, height, scheme) in new[] { (390, 844, ColorScheme.Light), (1440, 900, ColorScheme.Dark), (1440, 900, ColorScheme.Light) })
        {
            await page.SetViewportSizeAsync(width, height);
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            var found = await page.RunAxe();
            Assert.True(found.Violations.Length == 0, string.Join('\n', found.Violations.SelectMany(v => v.Nodes, (v, node) => $"{page.Url}: {v.Help}: {node.Html}")));
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{name} is wider than {width} px");
            await page.ScreenshotAsync(new() { Path = Path.Combine(HubProcess.Screenshots, $"{name}-{width}.png"), FullPage = true });
        }
    }
}
