using Microsoft.Playwright;

namespace Telemed.Browser.Tests.Support;

/// <summary>One hub and one Chromium for a class of tests; each person gets a browser context of their own.</summary>
public sealed class Browsers : IAsyncLifetime
{
    IPlaywright playwright = null!;
    IBrowser chromium = null!;
    readonly List<IBrowserContext> open = [];
    string? story;

    public HubProcess Hub { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // A page is judged by what it comes to show, not by how fast this machine is.
        Assertions.SetDefaultExpectTimeout(30_000);
        Hub = await HubProcess.Start();
        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
            ],
        });
    }

    /// <summary>A GP's phone, signed in.</summary>
    public Task<IPage> Phone(string account) => SignIn(account, new()
    {
        ViewportSize = new() { Width = 390, Height = 844 }, DeviceScaleFactor = 2, IsMobile = true, HasTouch = true, Locale = "fr-FR", Permissions = ["camera"], BypassCSP = true,
    });

    /// <summary>A specialist's desk, signed in.</summary>
    public Task<IPage> Desk(string account) => SignIn(account, new() { ViewportSize = new() { Width = 1440, Height = 900 }, Locale = "fr-FR", BypassCSP = true });

    /// <summary>A page of nobody.</summary>
    public Task<IPage> Anonymous() => Page(new() { Locale = "fr-FR", BypassCSP = true });

    /// <summary>A browser that has seen nothing of the console yet, under the hub's own content policy; signed in unless nobody is named.</summary>
    public async Task<IPage> FirstVisit(string? account)
    {
        var options = new BrowserNewContextOptions { Locale = "fr-FR" };
        if (account is not null)
        {
            var page = await SignIn(account, new() { Locale = "fr-FR" });
            options.StorageState = await page.Context.StorageStateAsync();
            await page.Context.CloseAsync();
        }
        return await Page(options);
    }

    async Task<IPage> Page(BrowserNewContextOptions options)
    {
        // What a story that is over has left open would go on listening, ticking and filming beside the next ones.
        if (story != TestContext.Current.Test?.UniqueID)
        {
            foreach (var context in open) await context.CloseAsync();
            open.Clear();
            story = TestContext.Current.Test?.UniqueID;
        }
        options.BaseURL = Hub.Url.ToString();
        open.Add(await chromium.NewContextAsync(options));
        return await open[^1].NewPageAsync();
    }

    async Task<IPage> SignIn(string account, BrowserNewContextOptions options)
    {
        var page = await Page(options);
        page.SetDefaultTimeout(30_000);
        await page.GotoAsync("/sign-in");
        await page.Locator($"button[name=account][value={account}]").ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await chromium.CloseAsync();
        playwright.Dispose();
        await Hub.DisposeAsync();
    }
}
