using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Hub.Features.Channels;
using Telemed.Hub.Platform;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Channels;

/// <summary>A hub that is its own provider, as `./telemed up` starts it.</summary>
public sealed class HubOfTheDemo : HubUnderTest
{
    public const string Token = "a token of at least thirty-two characters";
    readonly int port = FreePort();

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["urls"] = $"http://127.0.0.1:{port}", ["Channels:Address"] = $"http://127.0.0.1:{port}",
        ["Channels:Sms:Url"] = $"http://127.0.0.1:{port}/demo/phones/sms", ["Channels:Sms:Secret"] = Outside.Secret, ["Channels:Sms:Token"] = Token,
        ["Channels:Voice:Url"] = $"http://127.0.0.1:{port}/demo/phones/voice", ["Channels:Voice:Secret"] = Outside.Secret, ["Channels:Voice:Token"] = Token,
    };

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>The telephones of the demo speak the protocol of docs/channels.md and ring nowhere.</summary>
public sealed class DemoTelephones(HubOfTheDemo hub) : IClassFixture<HubOfTheDemo>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    MyChannels Mine => hub.Services.GetRequiredService<MyChannels>();

    [Fact]
    public async Task A_text_and_a_call_stand_on_the_page_and_are_confirmed_and_a_telephone_that_is_off_confirms_nothing()
    {
        var derm = await hub.As("derm1");
        var list = JsonNode.Parse("""[{"channel":"sms","address":"06 39 98 04 01"},{"channel":"voice","address":"03 53 01 04 01"}]""")!;
        Assert.Equal(HttpStatusCode.NoContent, (await derm.Send(HttpMethod.Put, "/channels", list)).Status);
        var caller = (await Caller.Load(hub.Db, "derm1", Cancel))!;
        await Mine.Test(caller, null, Cancel);
        await Eventually(async () => (await Mine.All(caller, Cancel)).All(channel => channel.State == "delivered"));
        var page = await Page();
        Assert.Matches("Dr Dermatologue 1(.|\n)*03 53 01 04 01(.|\n)*Ceci est un essai", page);
        Assert.Contains("Telemed : essai de ce canal", page, StringComparison.Ordinal);

        await Press(page, "/demo/phones/+33639980401/off");
        await hub.Advance(TimeSpan.FromMinutes(1));
        await Mine.Test(caller, null, Cancel);
        await Eventually(async () => (await Mine.All(caller, Cancel)).Single(channel => channel.Channel == "voice") is { State: "delivered", StateAt: { } at } && at > await hub.Now() - TimeSpan.FromSeconds(50));
        Assert.Equal("sent", (await Mine.All(caller, Cancel)).Single(channel => channel.Channel == "sms").State);
        Assert.Contains("pas remis, téléphone éteint", await Page(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_takes_one_message_once_from_who_has_the_token_for_numbers_that_nobody_has()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await Send("0a", "+33639980402", token: "another"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Send("0b", "+33612345678"));
        Assert.Equal(HttpStatusCode.BadRequest, await Send("0c", "+33639980402", receipts: "http://elsewhere.example/channels/sms/receipts"));
        Assert.Equal(HttpStatusCode.BadRequest, await Send("0d", "+33639980402", key: "another"));
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.Created, await Send("0e", "+33639980402", text: "Une seule fois"));
        for (var i = 0; i < 25; i++) Assert.Equal(HttpStatusCode.Created, await Send($"1{i}", "+33639980403", text: $"Message {i}."));
        var page = await Page();
        Assert.Single(page.Split("Une seule fois")[1..]);
        Assert.Equal((20, true, false), (page.Split("Message ")[1..].Length, page.Contains("Message 24.", StringComparison.Ordinal), page.Contains("Message 4.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Without_demo_sign_in_there_are_no_such_telephones()
    {
        await using var real = HubUnderTest.Factory(hub.Database, HubUnderTest.PathwaysFolder).WithWebHostBuilder(host => host.UseSetting("Demo:SignIn", "false"));
        real.UseKestrel();
        real.StartServer();
        using var http = new HttpClient { BaseAddress = new(real.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
        foreach (var address in new[] { "/demo/phones", "/demo/phones/now" })
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(address, UriKind.Relative), Cancel)).StatusCode);
        using var body = new StringContent("{}", null, "application/json");
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsync(new Uri("/demo/phones/sms", UriKind.Relative), body, Cancel)).StatusCode);
    }

    async Task<HttpStatusCode> Send(string id, string to, string text = "Bonjour", string token = HubOfTheDemo.Token, string? receipts = null, string? key = null)
    {
        using var http = new HttpClient();
        var body = new JsonObject { ["id"] = id, ["to"] = to, ["text"] = text, ["urgent"] = true, ["receipts"] = receipts ?? new Uri(hub.Url, "/channels/sms/receipts").AbsoluteUri };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(hub.Url, "/demo/phones/sms")) { Content = HubUnderTest.Json(body) };
        request.Headers.Add("Idempotency-Key", key ?? id);
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await http.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    async Task<string> Page()
    {
        using var http = new HttpClient();
        return WebUtility.HtmlDecode(await http.GetStringAsync(new Uri(hub.Url, "/demo/phones"), Cancel));
    }

    async Task Press(string page, string address)
    {
        using var http = new HttpClient();
        var shown = await http.GetStringAsync(new Uri(hub.Url, "/demo/phones"), Cancel);
        var token = shown.Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];
        Assert.Contains(address, WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);
        using var answer = await http.PostAsync(new Uri(hub.Url, address), form, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    static async Task Eventually(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await holds()) return;
            await Task.Delay(50, Cancel);
        }
        Assert.Fail("Never.");
    }
}
