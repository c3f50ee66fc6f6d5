using System.Text.Json.Nodes;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Telemed.Browser.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Telemed.Browser.Tests;

/// <summary>The pages Astreinte and Territoire: axe on each with every form open, a hand-over between two browsers, nothing wider than the phone.</summary>
public sealed class RotaPages(Browsers browsers)
{
    [Fact]
    public async Task A_shift_is_handed_over_and_no_page_has_a_violation()
    {
        await Rota("week", "derm1", "derm2", until: null);
        await Rota("ending", "derm33", "derm34", until: 3);
        await browsers.Hub.Submit(family: "Iribarne");

        var former = await browsers.Desk("derm1");
        await former.GotoAsync("/on-call");
        await former.EvaluateAsync("document.querySelectorAll('main details').forEach(one => one.open = true)");
        await Look(former, "on-call");
        await former.GetByLabel("À savoir").FillAsync("Une demande attend une photo.");
        await former.GetByRole(AriaRole.Button, new() { Name = "Passer la main" }).ClickAsync();
        await Expect(former.GetByText("qui n’a pas encore confirmé")).ToBeVisibleAsync();

        var next = await browsers.Phone("derm2");
        await next.GotoAsync("/on-call");
        await Expect(next.GetByText("Une demande attend une photo.")).ToBeVisibleAsync();
        await Look(next, "hand-over");
        await next.GetByRole(AriaRole.Button, new() { Name = "Je prends la relève" }).ClickAsync();
        await Expect(next.GetByRole(AriaRole.Button, new() { Name = "Je prends la relève" })).ToHaveCountAsync(0);

        var coordinator = await browsers.Desk("coordinator");
        await coordinator.GotoAsync("/territory");
        await Expect(coordinator.GetByText("0 sur 1")).ToBeVisibleAsync();
        await KeepsItsReadersPlace(coordinator);
        await Look(coordinator, "territory");
        await coordinator.GotoAsync("/demo/phones");
        await Look(coordinator, "phones");
        await coordinator.GotoAsync("/on-call");
        await coordinator.EvaluateAsync("document.querySelectorAll('main details').forEach(one => one.open = true)");
        await Look(coordinator, "on-call-coordinator");
    }

    /// <summary>What changes changes in place: what was opened stays open, and nothing moves under the eyes.</summary>
    async Task KeepsItsReadersPlace(IPage page)
    {
        var open = page.Locator("[data-part=requests] li", new() { HasText = "Dermatologie" }).Locator(".chip");
        var before = await open.InnerTextAsync();
        await page.EvaluateAsync("() => { window.stayed = true; document.querySelector('details.more').open = true; document.querySelector('details.more').scrollIntoView() }");
        var stands = await page.EvaluateAsync<double>("document.querySelector('details.more').getBoundingClientRect().top");
        await browsers.Hub.Submit(family: "Izard");
        await Expect(open).Not.ToHaveTextAsync(before, new() { Timeout = 30_000 });
        Assert.True(await page.EvaluateAsync<bool>("window.stayed && document.querySelector('details.more').open"));
        Assert.Equal(stands, await page.EvaluateAsync<double>("document.querySelector('details.more').getBoundingClientRect().top"), 1.0);
    }

    /// <summary>A rota of two people by the week; the first one's week began yesterday.</summary>
    async Task Rota(string name, string first, string second, int? until)
    {
        using var http = await browsers.Hub.As("system");
        var now = JsonNode.Parse(await http.GetStringAsync(new Uri(browsers.Hub.Url, "/on-call")))!["at"]!.GetValue<DateTimeOffset>();
        var rota = JsonNode.Parse($$$"""
            {"resourceType":"Schedule","id":"rota-{{{name}}}","identifier":[{"system":"urn:telemed:rota","value":"{{{name}}}"}],"comment":"Astreinte {{{name}}}",
             "actor":[{"reference":"HealthcareService/pool-dermatology"}],"planningHorizon":{"start":"{{{now.AddDays(-1):yyyy-MM-dd}}}"},
             "extension":[{"url":"https://telemed.example/fhir/StructureDefinition/rota","extension":[
               {"url":"time-zone","valueCode":"Europe/Paris"},{"url":"hand-over","valueTime":"00:00:00"},{"url":"turn","valueDuration":{"value":1,"system":"http://unitsofmeasure.org","code":"wk"}},
               {"url":"site","extension":[{"url":"person","valueReference":{"reference":"PractitionerRole/{{{first}}}"} }]},
               {"url":"site","extension":[{"url":"person","valueReference":{"reference":"PractitionerRole/{{{second}}}"} }]}]}]}
            """)!;
        if (until is { } days) rota["planningHorizon"]!["end"] = now.AddDays(days).ToString("yyyy-MM-dd");
        using var sent = await http.PutAsync(new Uri(browsers.Hub.Url, $"/fhir/Schedule/rota-{name}"), new StringContent(rota.ToJsonString(), null, "application/fhir+json"));
        Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync());
    }

    static async Task Look(IPage page, string name)
    {
        foreach (var (width, height, scheme) in new[] { (390, 844, ColorScheme.Light), (1280, 900, ColorScheme.Dark) })
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
