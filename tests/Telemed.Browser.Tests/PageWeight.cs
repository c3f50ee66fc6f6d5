using Microsoft.Playwright;
using Telemed.Browser.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Telemed.Browser.Tests;

/// <summary>What a page brings to a browser that has nothing yet, and that the hub's own content policy lets all of it work.</summary>
public sealed class PageWeight(Browsers browsers)
{
    const int Phone = 20 * 1024, Desk = 40 * 1024;

    [Fact]
    public Task The_sign_in_page_comes_within_20_kB() => ComesWithin(Phone, null, "/sign-in");

    [Theory, InlineData("/ask"), InlineData("/requests")]
    public Task A_requester_s_page_comes_within_20_kB(string address) => ComesWithin(Phone, "gp", address);

    [Fact]
    public async Task One_request_comes_within_20_kB()
    {
        var task = await browsers.Hub.Submit(family: "Imbert");
        await ComesWithin(Phone, "gp", $"/requests/{await browsers.Hub.RequestOf(task)}");
    }

    [Fact]
    public async Task A_nurse_s_round_of_25_comes_within_20_kB()
    {
        foreach (var family in Enumerable.Range(0, 25).Select(i => $"{(char)('A' + i)}lbertini {i}"))
        {
            var patient = await HomeVisits.Enrol(browsers.Hub, family, nurse: "ehpad");
            for (var day = 4; day > 0; day--) await patient.Weighs(70 + day * 0.1, day);
            if (family[0] > 'D') continue;
            await patient.Weighs(72.6);
            await patient.Alarm();
        }
        await ComesWithin(Phone, "ehpad", "/round");
    }

    [Theory, InlineData("/triage"), InlineData("/cases")]
    public async Task An_expert_s_list_comes_within_40_kB(string address)
    {
        foreach (var family in new[] { "Joubert", "Jolivet", "Jourdan" }) await browsers.Hub.Submit(family: family);
        await ComesWithin(Desk, "derm1", address);
    }

    [Fact]
    public async Task A_case_comes_within_40_kB() => await ComesWithin(Desk, "derm1", $"/cases/{await browsers.Hub.Submit(family: "Keller")}");

    [Fact]
    public async Task A_patient_at_home_comes_within_20_kB() => await ComesWithin(Phone, "gp", $"/monitoring/{await WatchedAtHome.Enrol(browsers.Hub, "Kessler", gain: 3, implausible: true)}");

    [Fact]
    public async Task A_page_of_patients_at_home_comes_within_20_kB()
    {
        for (var more = 0; more < 30; more++) await WatchedAtHome.Enrol(browsers.Hub, $"Lacroix {more}");
        await ComesWithin(Phone, "cell", "/cell");
    }

    [Fact]
    public async Task Asking_and_answering_break_no_policy()
    {
        var requester = await browsers.FirstVisit("gp");
        var complaints = Complaints(requester);
        await Asking.Fill(requester, "Lambert");
        await Asking.Consent(requester);
        await Asking.Send(requester);
        await requester.GetByRole(AriaRole.Link, new() { Name = "Suivre" }).ClickAsync();
        await Expect(requester.Locator("[data-follow]")).ToBeVisibleAsync();
        Assert.Empty(complaints);

        var expert = await browsers.FirstVisit("derm1");
        complaints = Complaints(expert);
        await expert.GotoAsync($"/cases/{await browsers.Hub.Submit(family: "Lebrun")}");
        foreach (var key in new[] { "+", "c", "a" }) await expert.Keyboard.PressAsync(key);
        await Expect(expert.GetByRole(AriaRole.Heading, new() { Name = "Votre avis" })).ToBeVisibleAsync();
        Assert.Empty(complaints);
    }

    async Task ComesWithin(int budget, string? account, string address)
    {
        var page = await browsers.FirstVisit(account);
        var (complaints, weight) = (Complaints(page), await Transferred.Of(page));
        await page.GotoAsync(address);
        // A person's browser asks for these by itself, one without a window may not; an address without fingerprint passes every cache.
        await page.EvaluateAsync("() => Promise.all([...document.querySelectorAll('link:is([rel=icon], [rel=manifest])')].map(link => fetch(new URL(link.href).pathname, { cache: 'no-store' })))");
        await page.WaitForLoadStateAsync();
        await Eventually.Holds(async () =>
        {
            await Task.Delay(500);
            return weight.IsComplete;
        });
        await page.Context.CloseAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{address} brings {weight}");
        Assert.True(weight.Bytes <= budget, $"{address} brings {weight}");
        Assert.Empty(complaints);
    }

    /// <summary>What the page says of itself on the console when something fails or breaks the policy.</summary>
    static List<string> Complaints(IPage page)
    {
        var complaints = new List<string>();
        page.Console += (_, said) => { if (said.Type == "error") complaints.Add(said.Text); };
        page.PageError += (_, error) => complaints.Add(error);
        return complaints;
    }
}
