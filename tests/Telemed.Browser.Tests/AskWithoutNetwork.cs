using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Telemed.Browser.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Telemed.Browser.Tests;

public sealed class AskWithoutNetwork(Browsers browsers)
{
    [Fact]
    public async Task A_request_written_without_network_waits_through_a_closed_tab_and_is_sent_once()
    {
        var page = await browsers.Phone("gp");
        await Asking.Fill(page, "Delorme");
        await Asking.Consent(page);
        await page.EvaluateAsync("() => navigator.serviceWorker.ready");

        await page.Context.SetOfflineAsync(true);
        await Asking.Send(page);
        await Expect(page.GetByText("Pas de réseau : elle part dès qu’il revient.")).ToBeVisibleAsync();

        await page.CloseAsync();
        page = await page.Context.NewPageAsync();
        await page.GotoAsync("/ask");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Pour quel patient ?" })).ToBeVisibleAsync();
        Assert.Equal(0, await Tasks());

        await page.Context.SetOfflineAsync(false);
        await page.GotoAsync("/requests");
        // Sent by this page or by the service worker, whoever wakes first; the list tells the rest.
        await Eventually.Holds(async () => await Tasks() == 1);
        await page.ReloadAsync();
        await Expect(page.Locator(".request", new() { HasText = "DELORME" })).ToHaveCountAsync(1);
        await Expect(page.Locator("[data-letter=waiting]")).ToHaveCountAsync(0);
        await page.EvaluateAsync("() => navigator.locks.request('telemed/gp', () => undefined)");
        Assert.Equal(1, await Tasks());
    }

    [Fact]
    public async Task The_form_opened_without_network_takes_photos_and_keeps_the_request()
    {
        var page = await browsers.Phone("gp");
        await page.GotoAsync("/ask");
        await Eventually.Holds(() => page.EvaluateAsync<bool>(
            "async () => (await Promise.all(['/ask', document.querySelector('script[data-later]').dataset.later].map(file => caches.match(file)))).every(Boolean)"));
        await page.Context.SetOfflineAsync(true);
        await Asking.Fill(page, "Durieux");
        await Asking.Consent(page);
        await Asking.Send(page);
        await Expect(page.GetByText("Pas de réseau : elle part dès qu’il revient.")).ToBeVisibleAsync();
    }

    /// <summary>Others ask at the same time: what counts is what was asked for this patient.</summary>
    async Task<int> Tasks()
    {
        using var gp = await browsers.Hub.As("gp");
        var found = JsonNode.Parse(await gp.GetStringAsync(new Uri(browsers.Hub.Url, "/fhir/Task?patient.family=delorme&_summary=count")));
        return (int)found!["total"]!;
    }
}
