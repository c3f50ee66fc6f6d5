using System.Buffers.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Telemed.Browser.Tests.Support;
using Telemed.Hub.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Telemed.Browser.Tests;

/// <summary>A person's own channels: added, tried before a shift, and push in a real service worker.</summary>
public sealed class MyChannels(Browsers browsers)
{
    [Fact]
    public async Task A_number_is_added_tried_and_seen_to_arrive_without_a_reload()
    {
        var page = await browsers.Desk("derm2");
        await page.GotoAsync("/triage");
        await page.Locator(".me summary").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Mes canaux" }).ClickAsync();
        await Expect(page.GetByText("Aucun canal")).ToBeVisibleAsync();

        await Add(page, "SMS", "03 53 01 00 12");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("mobile");
        await Add(page, "SMS", "06 39 98 00 01");
        var row = page.Locator(".channel");
        await Expect(row).ToContainTextAsync("jamais essayé");
        await Expect(page.GetByText("Un seul canal")).ToBeVisibleAsync();

        await row.GetByRole(AriaRole.Button, new() { Name = "Essayer" }).ClickAsync();
        var sent = JsonNode.Parse(await browsers.Hub.Outside.Gets("/sms", "39980001"))!;
        await Expect(row).ToContainTextAsync("essai parti, pas encore reçu");
        await page.EvaluateAsync("document.body.dataset.sameDocument = 'yes'");
        await Recorder.Delivered(browsers.Hub.Url, (string)sent["id"]!);
        await Expect(row).ToContainTextAsync("essai reçu");
        Assert.Equal("yes", await page.EvaluateAsync<string>("document.body.dataset.sameDocument"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Retirer SMS" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_push_message_becomes_one_notification_that_a_newer_one_replaces_and_says_that_it_was_shown()
    {
        using var browser = new Subscription();
        var page = await browsers.Phone("gp");
        await page.Context.GrantPermissionsAsync(["notifications"]);
        await page.AddInitScriptAsync(Subscribed(browsers.Hub.Outside.Url + "push/phone", browser));
        await page.GotoAsync("/channels");
        await page.GetByRole(AriaRole.Button, new() { Name = "Activer les notifications ici" }).ClickAsync();
        var row = page.Locator(".channel");
        await Expect(row).ToContainTextAsync("cet appareil");

        await row.GetByRole(AriaRole.Button, new() { Name = "Essayer" }).ClickAsync();
        var message = browser.Decrypt(await browsers.Hub.Outside.Gets("/push/phone"));
        var push = await Pushes.To(page, browsers.Hub.Url);
        await push(message.ToJsonString());
        await Expect(row).ToContainTextAsync("essai reçu");
        Assert.Equal(["Telemed : essai"], await Shown(page));

        foreach (var tag in new[] { "ServiceRequest/1/1", "ServiceRequest/1/1", "ServiceRequest/2/1" })
            await push(new JsonObject { ["kind"] = "alert", ["tag"] = tag, ["stat"] = true, ["receipt"] = "x" }.ToJsonString());
        await Eventually.Holds(async () => (await Shown(page)).Length == 3);
        Assert.Equal(2, (await Shown(page)).Count(title => title == "Nouvelle alerte"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Arrêter les notifications ici" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
    }

    internal static async Task Add(IPage page, string channel, string address)
    {
        await page.GetByText(channel, new() { Exact = true }).Last.ClickAsync();
        await page.GetByLabel("Numéro ou adresse").FillAsync(address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Ajouter", Exact = true }).ClickAsync();
    }

    static Task<string[]> Shown(IPage page) =>
        page.EvaluateAsync<string[]>("async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(shown => shown.title)");

    /// <summary>Chromium here reaches no push service: only the subscribing itself is made up, by a browser whose keys the test holds.</summary>
    static string Subscribed(string endpoint, Subscription browser) => $$"""
        const made = {
          endpoint: "{{endpoint}}", toJSON: () => ({ endpoint: "{{endpoint}}", keys: { p256dh: "{{Base64Url.EncodeToString(browser.P256dh)}}", auth: "{{Base64Url.EncodeToString(browser.Secret)}}" } }),
          unsubscribe: async () => { localStorage.removeItem("subscribed"); return true; },
        };
        PushManager.prototype.subscribe = async () => { localStorage.setItem("subscribed", "yes"); return made; };
        PushManager.prototype.getSubscription = async () => localStorage.getItem("subscribed") ? made : null;
        """;
}

/// <summary>Push messages for a page's service worker, through the browser's debugging protocol.</summary>
static class Pushes
{
    public static async Task<Func<string, Task>> To(IPage page, Uri hub)
    {
        var registered = new TaskCompletionSource<string>();
        var session = await page.Context.NewCDPSessionAsync(page);
        session.Event("ServiceWorker.workerRegistrationUpdated").OnEvent += (_, told) =>
        {
            foreach (var one in told!.Value.GetProperty("registrations").EnumerateArray())
                if (one.GetProperty("scopeURL").GetString() == hub.ToString() && !one.GetProperty("isDeleted").GetBoolean()) registered.TrySetResult(one.GetProperty("registrationId").GetString()!);
        };
        await session.SendAsync("ServiceWorker.enable");
        var registration = await registered.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return async data => await session.SendAsync("ServiceWorker.deliverPushMessage", new() { ["origin"] = hub.GetLeftPart(UriPartial.Authority), ["registrationId"] = registration, ["data"] = data });
    }
}
