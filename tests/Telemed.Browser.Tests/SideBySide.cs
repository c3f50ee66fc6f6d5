using Microsoft.Playwright;
using Telemed.Browser.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Telemed.Browser.Tests;

public sealed class SideBySide(Browsers browsers)
{
    [Fact]
    public async Task A_request_announces_itself_and_comes_in_when_called_then_shows_who_took_it_without_a_reload()
    {
        var first = await browsers.Desk("derm1");
        await first.GotoAsync("/triage");
        await Expect(first.GetByText("En direct")).ToBeVisibleAsync();
        await first.EvaluateAsync("document.body.dataset.sameDocument = 'yes'");
        var rows = await first.Locator(".case").CountAsync();

        var task = await browsers.Hub.Submit(family: "Estève");
        var row = first.Locator($"#task-{task}");
        await Expect(first.GetByRole(AriaRole.Button, new() { Name = "1 nouvelle demande" })).ToBeVisibleAsync();
        // Nothing moves under the hand: it waits to be called.
        await Expect(first.Locator(".case")).ToHaveCountAsync(rows);
        await first.Keyboard.PressAsync("n");
        await Expect(row).ToContainTextAsync("libre");

        var second = await browsers.Desk("derm2");
        await second.GotoAsync("/triage");
        await second.Locator($"#task-{task} a").ClickAsync();
        await second.GetByRole(AriaRole.Button, new() { Name = "Prendre" }).First.ClickAsync();
        await second.WaitForURLAsync($"**/cases/{task}");

        await Expect(row).ToContainTextAsync("Dr Dermatologue 2");
        Assert.Equal("yes", await first.EvaluateAsync<string>("document.body.dataset.sameDocument"));
    }
}
