using Microsoft.Playwright;
using Telemed.Browser.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Telemed.Browser.Tests;

public sealed class AnswerByKeyboard(Browsers browsers)
{
    [Fact]
    public async Task From_the_list_to_the_answer_without_a_mouse_then_the_requester_reads_it_and_closes()
    {
        var task = await browsers.Hub.Submit(priority: "urgent", family: "Fabre");
        var desk = await browsers.Desk("derm1");
        await desk.GotoAsync("/triage");
        await Expect(desk.GetByText("En direct")).ToBeVisibleAsync();
        await Walk(desk, task);
        await desk.Keyboard.PressAsync("Enter");
        await desk.WaitForURLAsync($"**/cases/{task}*");
        await desk.Keyboard.PressAsync("a");
        await Expect(desk.GetByRole(AriaRole.Heading, new() { Name = "Votre avis" })).ToBeVisibleAsync();

        await desk.Keyboard.PressAsync("r");
        await desk.Keyboard.PressAsync("Space");
        await Expect(desk.Locator("[name=outcome]").First).ToBeCheckedAsync();
        await desk.Keyboard.PressAsync("Tab");
        await Expect(desk.GetByLabel("Compte rendu")).ToBeFocusedAsync();
        await desk.Keyboard.TypeAsync("Lésion bénigne, pas de suivi.");
        await desk.Keyboard.PressAsync("Control+Enter");
        await Expect(desk.Locator(".opinion, main").GetByText("Lésion bénigne, pas de suivi.").First).ToBeVisibleAsync();
        await Expect(desk.GetByLabel("Compte rendu")).ToHaveCountAsync(0);

        await ReadAndClose(await browsers.Phone("gp"));
    }

    static async Task Walk(IPage desk, string task)
    {
        var rows = await desk.Locator(".case").CountAsync();
        await desk.Keyboard.PressAsync("k");
        for (var i = 0; i < rows && !await Chosen(desk, task); i++) await desk.Keyboard.PressAsync("j");
        Assert.True(await Chosen(desk, task));
    }

    static Task<bool> Chosen(IPage desk, string task) => desk.EvaluateAsync<bool>("task => document.activeElement?.closest('.case')?.dataset.task === task", task);

    static async Task ReadAndClose(IPage phone)
    {
        await phone.GotoAsync("/requests");
        await phone.Locator(".request", new() { HasText = "Fabre" }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(phone.GetByText("Lésion bénigne, pas de suivi.").First).ToBeVisibleAsync();
        await phone.GetByRole(AriaRole.Button, new() { Name = "J’ai lu cet avis" }).ClickAsync();
        foreach (var answer in new[] { "visit-avoided-yes", "referral-avoided", "very-useful", "follow-up" }) await phone.Locator($"label:has(input[value={answer}])").ClickAsync();
        await phone.GetByRole(AriaRole.Button, new() { Name = "Clore la demande" }).ClickAsync();
        await Expect(phone.GetByRole(AriaRole.Heading, new() { Name = "Une minute pour clore" })).ToHaveCountAsync(0);
        await phone.GotoAsync("/requests");
        await Expect(phone.Locator("section", new() { HasText = "Terminées" }).Locator(".request", new() { HasText = "Fabre" })).ToHaveCountAsync(1);
    }
}
