using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Telemed.Browser.Tests.Support;

/// <summary>A requester's way through the form, one question a screen, by what stands on the screen.</summary>
static class Asking
{
    public static async Task Fill(IPage page, string family)
    {
        await Patient(page, family);
        await Questions(page);
        foreach (var view in new[] { "close-up", "20-cm", "site" })
        {
            await Choose(page, view, SkinPhoto.Sharp(view switch { "close-up" => 4, "20-cm" => 2, _ => 1 }));
            await Next(page);
        }
        await Urgency(page);
    }

    public static async Task Patient(IPage page, string family)
    {
        await page.GotoAsync("/ask");
        await page.GetByText("Patient pas encore dans votre liste").ClickAsync();
        await page.GetByLabel("Nom de naissance").FillAsync(family);
        await page.GetByLabel("Premier prénom").FillAsync("Jeanne");
        await page.GetByLabel("Date de naissance").FillAsync("1958-03-12");
        await page.GetByText("Femme", new() { Exact = true }).ClickAsync();
        await page.GetByText("Je suis son médecin traitant").ClickAsync();
        await Next(page);
    }

    public static async Task Questions(IPage page)
    {
        await Tap(page, "body-site", "face");
        await Type(page, "size-mm", "9");
        await Tap(page, "evolution", "evolution-months");
        foreach (var optional in new[] { "abcde", "symptoms", "phototype", "skin-cancer-history", "immunosuppression", "treatment", "hypothesis" })
        {
            await Expect(Question(page, optional)).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Passer" }).ClickAsync();
        }
        await Tap(page, "suspicion", "suspicion-likely");
        await Type(page, "question", "Exérèse d’emblée, ou consultation rapide ?");
    }

    public static Task Choose(IPage page, string view, byte[] photo) =>
        View(page, view).GetByLabel("Fichier").SetInputFilesAsync(new FilePayload { Name = $"{view}.jpg", MimeType = "image/jpeg", Buffer = photo });

    public static ILocator View(IPage page, string view) => page.Locator($"[data-photo='{view}']");

    public static Task Urgency(IPage page, string priority = "routine") => page.Locator($"label:has(input[name=priority][value={priority}])").ClickAsync();

    public static Task Consent(IPage page) => page.GetByLabel("Le patient a été informé et ne s’y oppose pas").CheckAsync();

    public static Task Next(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Continuer" }).ClickAsync();

    public static Task Send(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Envoyer", Exact = true }).ClickAsync();

    static ILocator Question(IPage page, string id) => page.Locator($"[data-question-screen='{id}']");

    // A single choice goes on by itself.
    static Task Tap(IPage page, string question, string answer) => Question(page, question).Locator($"label:has(input[value={answer}])").ClickAsync();

    static async Task Type(IPage page, string question, string words)
    {
        await Question(page, question).Locator("input, textarea").FillAsync(words);
        await Next(page);
    }
}
