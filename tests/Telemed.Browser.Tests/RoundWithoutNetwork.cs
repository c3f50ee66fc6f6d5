using Microsoft.Playwright;
using Telemed.Browser.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Telemed.Browser.Tests;

/// <summary>The nurse's round where there is no network: everything is kept, sent by itself later, and counts once.</summary>
public sealed class RoundWithoutNetwork(Browsers browsers)
{
    [Fact]
    public async Task A_visit_recorded_without_network_waits_through_a_closed_tab_and_is_sent_once()
    {
        var patient = await HomeVisits.Enrol(browsers.Hub, "Garnier");
        for (var day = 4; day > 0; day--) await patient.Weighs(70 + day * 0.1, day);
        await patient.Weighs(72.6);
        await patient.Alarm();
        var observations = await patient.Count("Observation");
        var page = await browsers.Phone("nurse");
        await page.GotoAsync("/round");
        await Expect(page.Locator("[data-patients]")).ToContainTextAsync("Jamais visité");
        await Expect(page.Locator("[data-patients] a", new() { HasText = "GARNIER" })).ToContainTextAsync("Visite d’ici le");
        await Kept(page);
        await Picture(page, "round");

        await page.Context.SetOfflineAsync(true);
        await page.ReloadAsync();
        await Expect(page.Locator("[data-read-at]")).ToContainTextAsync("Hors réseau");
        await HomeVisits.Open(page, "Garnier");
        await HomeVisits.Record(page);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Il reste 7 signes à coter.");
        await HomeVisits.Fill(page);
        await Picture(page, "visit", full: true);
        await HomeVisits.Record(page);
        await Expect(page.Locator("[data-visit-state=waiting]")).ToContainTextAsync("À envoyer : pas de réseau.");
        await Picture(page, "round-waiting");

        await page.CloseAsync();
        page = await page.Context.NewPageAsync();
        await page.GotoAsync("/round");
        await Expect(page.Locator("[data-visit-state=waiting]")).ToContainTextAsync("GARNIER");
        Assert.Equal(0, await patient.Count("QuestionnaireResponse", "&questionnaire=https://telemed.example/fhir/Questionnaire/heart-failure-visit"));

        await page.Context.SetOfflineAsync(false);
        await page.GotoAsync("/round");
        await Eventually.Holds(async () => await patient.Count("Observation") == observations + 2);
        await Expect(page.Locator("[data-patients] a", new() { HasText = "GARNIER" })).ToContainTextAsync("Vu aujourd’hui");
        await Expect(page.Locator("[data-patients] a", new() { HasText = "GARNIER" })).ToContainTextAsync("Pas avant le");
        await Expect(page.Locator("[data-visit-state=waiting]")).ToHaveCountAsync(0);
        // Sent by this page or by the service worker, whoever woke first: never by both.
        await page.EvaluateAsync("() => navigator.locks.request('telemed/nurse', () => undefined)");
        Assert.Equal(observations + 2, await patient.Count("Observation"));
    }

    [Fact]
    public async Task A_visit_that_the_hub_refuses_says_why_opens_again_as_it_was_and_is_sent_corrected()
    {
        var patient = await HomeVisits.Enrol(browsers.Hub, "Hubert");
        var page = await browsers.Phone("nurse");
        await page.GotoAsync("/round");
        await Kept(page);
        await page.Context.SetOfflineAsync(true);
        await HomeVisits.Open(page, "Hubert");
        await HomeVisits.Fill(page, weight: "68,2");
        await HomeVisits.Record(page);
        await Expect(page.Locator("[data-visit-state=waiting]")).ToBeVisibleAsync();
        await patient.LosesTheNurse();
        await page.Context.SetOfflineAsync(false);
        await Expect(page.Locator("[data-visit-state=refused]")).ToContainTextAsync("Refusée :");
        await page.ReloadAsync();
        var refused = page.Locator("[data-visit-state=refused]");
        await Expect(refused).ToContainTextAsync("HUBERT");
        // Of a patient who is on the round no more there is no form to correct it in: it stays where it can be read.
        await Expect(page.Locator("[data-read-at]")).ToContainTextAsync("liste lue à");
        await Expect(refused.GetByRole(AriaRole.Button, new() { Name = "Corriger" })).ToHaveCountAsync(0);
        await Expect(refused).ToContainTextAsync("n’est plus sur votre tournée");
        await Picture(page, "round-refused");

        await patient.GetsTheNurseBack();
        await page.ReloadAsync();
        await refused.GetByRole(AriaRole.Button, new() { Name = "Corriger" }).ClickAsync();
        var weight = page.GetByLabel("Poids", new() { Exact = true });
        await Expect(weight).ToHaveValueAsync("68,2");
        await Expect(page.Locator("[data-question=oedema] input").Nth(1)).ToBeCheckedAsync();
        await weight.FillAsync("68,4");
        await HomeVisits.Record(page);
        await Eventually.Holds(async () => await patient.Count("QuestionnaireResponse", "&questionnaire=https://telemed.example/fhir/Questionnaire/heart-failure-visit") == 1);
        Assert.Equal(1, await patient.Count("Observation", "&code=http://loinc.org|29463-7&value-quantity=68.4"));
        await Expect(refused).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_visit_half_written_is_there_again()
    {
        await HomeVisits.Enrol(browsers.Hub, "Imbert");
        var page = await browsers.Phone("nurse");
        await page.GotoAsync("/round");
        await HomeVisits.Open(page, "Imbert");
        await page.GetByLabel("Poids", new() { Exact = true }).FillAsync("66,6");
        await page.Locator("[data-question=cough] label").Nth(2).ClickAsync();
        await page.WaitForTimeoutAsync(500);
        await page.ReloadAsync();
        await Expect(page.GetByLabel("Poids", new() { Exact = true })).ToHaveValueAsync("66,6");
        await Expect(page.Locator("[data-question=cough] input").Nth(2)).ToBeCheckedAsync();
    }

    [Fact]
    public async Task No_page_of_a_patient_at_home_has_a_violation()
    {
        var patient = await HomeVisits.Enrol(browsers.Hub, "Joly");
        await patient.Weighs(72.8);
        var alarm = await patient.Alarm();
        var nurse = await browsers.Phone("nurse");
        await nurse.GotoAsync("/round");
        await HomeVisits.Open(nurse, "Joly");
        await HomeVisits.Record(nurse);
        await Check(nurse);
        await nurse.GetByRole(AriaRole.Link, new() { Name = "← Tournée" }).ClickAsync();
        await Expect(nurse.Locator("[data-patients] a").First).ToBeVisibleAsync();
        await Check(nurse);

        await nurse.GotoAsync($"/own-links/{patient.Id}");
        await nurse.GetByRole(AriaRole.Button, new() { Name = "Créer un lien" }).ClickAsync();
        var link = await nurse.GetByLabel("Lien à donner au patient").InputValueAsync();
        await Check(nurse);
        await Picture(nurse, "own-link");
        var own = await browsers.Anonymous();
        await own.GotoAsync(link);
        await Check(own);
        await Picture(own, "own-report", full: true);
        await own.GetByLabel("Votre poids ce matin").FillAsync("72,4");
        foreach (var sign in await own.Locator(".grade").AllAsync()) await sign.Locator("label").First.ClickAsync();
        await own.GetByRole(AriaRole.Button, new() { Name = "Envoyer mes réponses" }).ClickAsync();
        await Expect(own.GetByText("Merci, vos réponses sont enregistrées.")).ToBeVisibleAsync();
        await Check(own);
        await Picture(own, "own-thanks");

        var gp = await browsers.Phone("gp");
        await gp.GotoAsync("/requests");
        await Picture(gp, "gp-alarms");
        await gp.GotoAsync($"/alarms/{alarm}");
        await Check(gp);
        await Picture(gp, "gp-alarm", full: true);
        await gp.GetByRole(AriaRole.Button, new() { Name = "Vu, je m’en occupe" }).ClickAsync();
        await Expect(gp.GetByText("Vous vous en occupez")).ToBeVisibleAsync();
        await Check(gp);
        await Picture(gp, "gp-alarm-taken", full: true);
    }

    /// <summary>The empty page, its script and the list are on the device.</summary>
    static Task Kept(IPage page) => Eventually.Holds(() => page.EvaluateAsync<bool>(
        "async () => (await Promise.all(['/round', document.querySelector('script[src]').src, document.querySelector('script[data-later]').dataset.later, document.querySelector('link[href*=round]').href].map(file => caches.match(file)))).every(Boolean)"));

    static async Task Check(IPage page)
    {
        await Accessibility.Look(page, 1440, 900, ColorScheme.Dark);
        await Accessibility.Look(page, 390, 844, ColorScheme.Light);
    }

    static async Task Picture(IPage page, string name, bool full = false)
    {
        await page.SetViewportSizeAsync(390, 844);
        await page.ScreenshotAsync(new() { Path = Path.Combine(HubProcess.Screenshots, $"{name}.jpg"), Type = ScreenshotType.Jpeg, Quality = 72, FullPage = full, Animations = ScreenshotAnimations.Disabled });
    }
}
