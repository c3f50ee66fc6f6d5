using Microsoft.Playwright;
using Telemed.Browser.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Telemed.Browser.Tests;

/// <summary>An emergency department's phone and two boards, at once.</summary>
public sealed class AStrokeSideBySide(Browsers browsers)
{
    [Fact]
    public async Task Four_taps_start_an_alert_that_every_board_shows_and_one_key_takes()
    {
        var (first, second, phone) = (await Board("neuro-lens"), await Board("neuro-valenciennes"), await browsers.Phone("ed-cambrai"));
        await phone.GotoAsync("/alerts");
        await Start(phone, "80-89 ans");
        await phone.WaitForURLAsync("**/alerts/*");
        var request = phone.Url.Split('/')[^1].Split('#')[0];

        foreach (var board in new[] { first, second })
        {
            var card = board.Locator($"#alert-{request}");
            // Seen by a shape and a word, said to a screen reader, counted in the title: never by colour or sound alone.
            await Expect(card.GetByText("Neurologue attendu")).ToBeVisibleAsync();
            await Expect(board.Locator("[data-said]")).ToContainTextAsync("Nouvelle alerte");
            await Expect(board).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("^\\(\\d+\\)"));
        }
        // Read at three metres: both clocks stand in figures of 100 pixels and more.
        var sizes = await first.Locator($"#alert-{request} .figures").EvaluateAllAsync<float[]>("all => all.map(one => parseFloat(getComputedStyle(one).fontSize))");
        Assert.Equal(2, sizes.Length);
        Assert.All(sizes, size => Assert.True(size >= 100, $"{size} px"));

        await first.Locator($"#alert-{request} .go").First.FocusAsync();
        await first.Keyboard.PressAsync("a");
        await first.WaitForURLAsync($"**/alerts/{request}");
        await Expect(phone.Locator("[data-part=people]")).ToContainTextAsync("Dr Paul Delattre");
        await Expect(second.Locator($"#alert-{request}")).ToContainTextAsync("Dr Paul Delattre");
        await Expect(second.Locator($"#alert-{request}").GetByText("Neurologue attendu")).ToHaveCountAsync(0);

        await phone.Locator("[data-stamp=imaging]").ClickAsync();
        await Expect(first.Locator(".milestones li", new() { HasText = "Imagerie" }).GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await phone.GetByPlaceholder("Écrire à l’équipe").FillAsync("Scanner fait, images envoyées.");
        await phone.GetByRole(AriaRole.Button, new() { Name = "Envoyer" }).ClickAsync();
        await Expect(first.GetByText("Scanner fait")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_alert_without_network_says_so_at_once_and_leaves_once_when_it_is_back()
    {
        var phone = await browsers.Phone("ed-douai");
        await phone.GotoAsync("/alerts");
        await phone.Context.SetOfflineAsync(true);
        await Start(phone, "50-59 ans");
        await Expect(phone.GetByText("L’alerte n’est pas partie : pas de réseau.")).ToBeVisibleAsync();
        await Expect(phone.GetByText("Téléphonez au neurologue de garde ou au 15.")).ToBeVisibleAsync();
        await phone.Context.SetOfflineAsync(false);
        await phone.WaitForURLAsync("**/alerts/*");
        await phone.GotoAsync("/alerts");
        await Expect(phone.GetByText("50-59 ans · côté gauche")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_score_adds_up_while_it_is_made_and_what_is_being_written_is_not_taken_away()
    {
        var (phone, desk) = (await browsers.Phone("ed-cambrai"), await browsers.Desk("neuro-valenciennes"));
        await phone.GotoAsync("/alerts");
        await Start(phone, "60-69 ans");
        await phone.WaitForURLAsync("**/alerts/*");
        await desk.GotoAsync(phone.Url);
        await desk.Keyboard.PressAsync("a");
        await Expect(desk.GetByRole(AriaRole.Button, new() { Name = "Imagerie faite" })).ToBeVisibleAsync();

        await desk.GetByText("Coter : 15 items").ClickAsync();
        await desk.Locator("[name='5b']").SelectOptionAsync("3");
        await desk.Locator("[name='10']").SelectOptionAsync("UN");
        await Expect(desk.GetByText("3 pour l’instant, 13 à coter")).ToBeVisibleAsync();
        await phone.Locator("[data-stamp=physician]").ClickAsync();
        await Expect(desk.Locator(".milestones li", new() { HasText = "Médecin au lit" }).GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await desk.GetByRole(AriaRole.Button, new() { Name = "Le reste à 0" }).ClickAsync();
        await Expect(desk.GetByText("3 / 42")).ToBeVisibleAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Enregistrer la cotation" }).ClickAsync();
        await Expect(phone.Locator("[data-part=nihss]")).ToContainTextAsync("mineur");
        await Expect(phone.Locator("[data-part=nihss]")).ToContainTextAsync("UN : 10");
    }

    async Task<IPage> Board(string account)
    {
        var board = await browsers.Desk(account);
        await board.GotoAsync("/board");
        await Expect(board.GetByText("En direct")).ToBeVisibleAsync();
        return board;
    }

    static async Task Start(IPage phone, string age)
    {
        await phone.Locator("[data-ago='90']").ClickAsync();
        await phone.Locator("label", new() { HasText = age }).ClickAsync();
        await phone.Locator("label", new() { HasText = "côté gauche" }).ClickAsync();
        await phone.GetByRole(AriaRole.Button, new() { Name = "Lancer l’alerte" }).ClickAsync();
    }
}
