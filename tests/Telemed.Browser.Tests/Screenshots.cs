using Microsoft.Playwright;
using Telemed.Browser.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Telemed.Browser.Tests;

/// <summary>The README's pictures, on a hub where nothing else happened.</summary>
public sealed class Screenshots : IAsyncLifetime
{
    readonly Browsers browsers = new();

    public ValueTask InitializeAsync() => browsers.InitializeAsync();

    public ValueTask DisposeAsync() => browsers.DisposeAsync();

    [Fact]
    public async Task The_pages_of_one_request_as_pictures()
    {
        foreach (var (priority, family) in new[] { ("routine", "Lefort"), ("urgent", "Nardi"), ("routine", "Perrin"), ("urgent", "Olivier") })
            await browsers.Hub.Submit(priority: priority, family: family, drawn: true);
        var task = await browsers.Hub.Submit(priority: "urgent", family: "Quentin", drawn: true);

        var desk = await browsers.Desk("derm1");
        await desk.GotoAsync("/triage");
        await Expect(desk.GetByText("En direct")).ToBeVisibleAsync();
        await desk.Locator($"#task-{task} a").ClickAsync();
        await Expect(desk.Locator($"[data-preview-of='{task}']")).ToBeVisibleAsync();
        await Keep(desk, "triage.jpg");

        await desk.GotoAsync($"/cases/{task}");
        await desk.Keyboard.PressAsync("a");
        await Expect(desk.GetByRole(AriaRole.Heading, new() { Name = "Votre avis" })).ToBeVisibleAsync();
        await Keep(desk, "case.jpg");
        await desk.Locator("[name=outcome]").First.CheckAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Insérer le modèle" }).ClickAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Répondre" }).ClickAsync();
        await Expect(desk.GetByLabel("Compte rendu")).ToHaveCountAsync(0);

        var phone = await browsers.Phone("gp");
        await phone.GotoAsync($"/requests/{await browsers.Hub.RequestOf(task)}");
        await Keep(phone, "follow.jpg");
        await Asking.Patient(phone, "Rivet");
        await Asking.Questions(phone);
        await Asking.Choose(phone, "close-up", SkinPhoto.Sharp());
        await Expect(Asking.View(phone, "close-up").GetByText("Nette et bien éclairée.")).ToBeVisibleAsync();
        await Keep(phone, "ask.jpg");
    }

    [Fact]
    public async Task The_pages_of_patients_at_home_as_pictures()
    {
        var plan = await WatchedAtHome.Enrol(browsers.Hub, "Aubert", gain: 2.9, implausible: true, given: "Jeanne", nurse: "nurse");
        await WatchedAtHome.Enrol(browsers.Hub, "Berthier", silentFor: 3, given: "Marthe", nurse: "nurse");
        foreach (var (family, given, gain) in new[] { ("Caillaud", "Simone", 0.0), ("Delmas", "Yvette", 1.2), ("Estève", "Lucie", 0), ("Fournier", "Colette", 2.4), ("Garnier", "Denise", 0) })
            await WatchedAtHome.Enrol(browsers.Hub, family, gain, given: given, nurse: "nurse");

        var desk = await browsers.Desk("cell");
        await desk.GotoAsync("/cell");
        await Expect(desk.Locator("[data-patient]", new() { HasText = "AUBERT" }).GetByText("Appeler le patient")).ToBeVisibleAsync();
        await Expect(desk.Locator("[data-patient]", new() { HasText = "FOURNIER" }).GetByText("Appeler le patient")).ToBeVisibleAsync();
        await Expect(desk.GetByText("En direct")).ToBeVisibleAsync();
        await Keep(desk, "file-active.jpg");
        await desk.GotoAsync($"/monitoring/{plan}");
        await Expect(desk.GetByText("Personne ne l’a prise.")).ToBeVisibleAsync();
        await Keep(desk, "patient-at-home.jpg");

        var phone = await browsers.Phone("nurse");
        await phone.GotoAsync("/round");
        await Expect(phone.Locator("[data-patients] a")).ToHaveCountAsync(7);
        await Keep(phone, "round.jpg");
    }

    static async Task Keep(IPage page, string name)
    {
        await page.EvaluateAsync("() => Promise.all([...document.images].filter(image => image.loading !== 'lazy' && image.src).map(image => image.decode()))");
        var picture = await page.ScreenshotAsync(new() { Path = Path.Combine(HubProcess.Pictures, name), Type = ScreenshotType.Jpeg, Quality = 72, Animations = ScreenshotAnimations.Disabled });
        Assert.InRange(picture.Length, 10_000, 150_000);
    }
}
