using Microsoft.Playwright;
using Telemed.Browser.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Telemed.Browser.Tests;

public sealed class AskOnAPhone(Browsers browsers)
{
    [Fact]
    public async Task A_GP_photographs_a_lesion_with_the_phone_and_the_request_is_under_way()
    {
        var page = await browsers.Phone("gp");
        await Asking.Patient(page, "Aubert");
        await Asking.Questions(page);
        foreach (var view in new[] { "close-up", "20-cm", "site" })
        {
            var screen = Asking.View(page, view);
            await screen.GetByRole(AriaRole.Button, new() { Name = "Viseur" }).ClickAsync();
            await screen.GetByRole(AriaRole.Button, new() { Name = "Déclencher" }).ClickAsync();
            await Expect(screen.GetByAltText("La photo prise")).ToBeVisibleAsync();
            // Chromium's drawn camera is nobody's skin: whatever the check says of it, the requester decides.
            var keep = page.GetByRole(AriaRole.Button, new() { Name = "La garder" });
            var next = page.GetByRole(AriaRole.Button, new() { Name = "Continuer" });
            await keep.Or(next).WaitForAsync();
            await keep.Or(next).ClickAsync();
        }
        await Asking.Urgency(page);
        await Asking.Consent(page);
        await Asking.Send(page);
        // Sent behind what other stories' queues send.
        await Expect(page.Locator("[data-letter=sent]")).ToContainTextAsync("Votre demande est partie à");

        await page.GetByRole(AriaRole.Link, new() { Name = "Mes demandes" }).First.ClickAsync();
        await Expect(page.Locator(".request", new() { HasText = "AUBERT" })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_blurred_photo_is_told_so_in_plain_words_and_taken_again()
    {
        var page = await browsers.Phone("gp");
        await Asking.Patient(page, "Bellec");
        await Asking.Questions(page);
        var screen = Asking.View(page, "close-up");
        await Asking.Choose(page, "close-up", SkinPhoto.Blurred());
        await Expect(screen.GetByRole(AriaRole.Alert)).ToContainTextAsync("Floue");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reprendre" }).ClickAsync();
        await Asking.Choose(page, "close-up", SkinPhoto.Sharp());
        await Expect(screen.GetByText("Nette et bien éclairée.")).ToBeVisibleAsync();
        await Expect(screen.GetByRole(AriaRole.Alert)).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Without_the_patient_s_information_nothing_leaves()
    {
        var page = await browsers.Phone("gp");
        await Asking.Fill(page, "Cosson");
        await Asking.Send(page);
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "informé" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Votre demande est partie à")).ToBeHiddenAsync();

        await page.GotoAsync("/requests");
        await Expect(page.GetByText("Demande commencée")).ToBeVisibleAsync();
        await Expect(page.Locator(".request", new() { HasText = "COSSON" })).ToHaveCountAsync(0);
    }
}
