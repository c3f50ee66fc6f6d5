using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Telemed.Browser.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Telemed.Browser.Tests;

/// <summary>axe on every page, as a phone in the light and as a desk in the dark. Nothing is left out.</summary>
public sealed class Accessibility(Browsers browsers)
{
    [Fact]
    public async Task The_sign_in_page_and_the_error_pages_have_no_violation()
    {
        var anyone = await browsers.Anonymous();
        await Check(anyone, "/sign-in");
        await Check(await browsers.Phone("gp"), "/requests/nobody-s");
        await Check(await browsers.Desk("derm1"), "/cases/nobody-s");
    }

    [Fact]
    public async Task No_step_of_asking_has_a_violation()
    {
        var page = await browsers.Phone("gp");
        await page.GotoAsync("/ask");
        var screens = await page.Locator(".screen").CountAsync();
        for (var screen = 0; screen < screens; screen++)
        {
            await Show(page, screen);
            await Look(page, 390, 844, ColorScheme.Light);
        }
        await Asking.Send(page);
        await Check(page);
    }

    [Fact]
    public async Task The_requester_s_pages_have_no_violation()
    {
        var task = await browsers.Hub.Submit(family: "Gallet");
        var page = await browsers.Phone("gp");
        await Check(page, "/requests");
        await page.Locator(".request", new() { HasText = "Gallet" }).GetByRole(AriaRole.Link).ClickAsync();
        await page.WaitForURLAsync("**/requests/*");
        await Check(page);

        var desk = await browsers.Desk("derm1");
        await desk.GotoAsync($"/cases/{task}");
        await desk.Keyboard.PressAsync("a");
        await desk.Locator("[name=outcome]").First.CheckAsync();
        await desk.GetByLabel("Compte rendu").FillAsync("Rien d’inquiétant.");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Répondre" }).ClickAsync();
        await Expect(desk.GetByLabel("Compte rendu")).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "J’ai lu cet avis" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Une minute pour clore" })).ToBeVisibleAsync();
        await Check(page);
    }

    [Fact]
    public async Task The_expert_s_pages_have_no_violation()
    {
        var task = await browsers.Hub.Submit(family: "Hamon");
        var desk = await browsers.Desk("derm1");
        await desk.GotoAsync("/triage");
        await desk.Locator($"#task-{task} a").FocusAsync();
        await Check(desk);
        await desk.Keyboard.PressAsync("?");
        await Check(desk);
        await Check(desk, $"/cases/{task}");
        await desk.Keyboard.PressAsync("a");
        await Expect(desk.GetByRole(AriaRole.Heading, new() { Name = "Votre avis" })).ToBeVisibleAsync();
        await desk.Locator("#request-information summary").ClickAsync();
        await Check(desk);
        await Check(desk, "/cases");
    }

    [Fact]
    public async Task The_pages_of_a_stroke_have_no_violation()
    {
        var phone = await browsers.Phone("ed-cambrai");
        await Check(phone, "/alerts");
        await phone.Locator("[data-ago='60']").ClickAsync();
        await phone.Locator("label", new() { HasText = "90 ans" }).ClickAsync();
        await phone.Locator("label", new() { HasText = "côté droit" }).ClickAsync();
        await phone.GetByRole(AriaRole.Button, new() { Name = "Lancer l’alerte" }).ClickAsync();
        await phone.WaitForURLAsync("**/alerts/*");
        await Check(phone);
        var desk = await browsers.Desk("neuro-lens");
        await Check(desk, "/board");
        await desk.GotoAsync(phone.Url);
        await desk.Keyboard.PressAsync("a");
        await Expect(desk.GetByRole(AriaRole.Button, new() { Name = "Imagerie faite" })).ToBeVisibleAsync();
        foreach (var form in new[] { "Coter : 15 items", "Remplir la liste", "Corriger une heure", "Rendre l’avis", "Demander un transfert", "Joindre un document" }) await desk.GetByText(form).ClickAsync();
        await Check(desk);
        await Check(desk, "/figures");
    }

    [Fact]
    public async Task The_page_of_one_s_channels_has_no_violation()
    {
        var page = await browsers.Phone("nurse");
        await Check(page, "/channels");
        await MyChannels.Add(page, "SMS", "06 39 98 00 02");
        await MyChannels.Add(page, "SMS", "06 39 98 00 03");
        await page.GetByRole(AriaRole.Button, new() { Name = "Essayer tous mes canaux" }).ClickAsync();
        await Expect(page.GetByText("essai parti").First).ToBeVisibleAsync();
        await MyChannels.Add(page, "SMS", "08 99");
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Check(page);
    }

    /// <summary>A screen of the form as the browser's own history would bring it back, answered or not.</summary>
    static async Task Show(IPage page, int screen)
    {
        await page.EvaluateAsync("at => dispatchEvent(new PopStateEvent('popstate', { state: { screen: at } }))", screen);
        if (screen == 0) await page.GetByText("Patient pas encore dans votre liste").ClickAsync();
        await Expect(page.Locator(".screen").Nth(screen)).ToBeVisibleAsync();
    }

    static async Task Check(IPage page, string? address = null)
    {
        if (address is not null) await page.GotoAsync(address);
        await Look(page, 390, 844, ColorScheme.Light);
        await Look(page, 1440, 900, ColorScheme.Dark);
    }

    internal static async Task Look(IPage page, int width, int height, ColorScheme scheme)
    {
        await page.SetViewportSizeAsync(width, height);
        await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        var found = await page.RunAxe();
        var faults = found.Violations.SelectMany(v => v.Nodes, (v, node) => $"{page.Url}: {v.Help}: {node.Html} {string.Join(", ", node.Any.Concat(node.All).Select(check => check.Message))}");
        Assert.True(found.Violations.Length == 0, string.Join('\n', faults));
    }
}
