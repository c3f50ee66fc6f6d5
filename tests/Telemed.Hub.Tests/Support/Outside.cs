using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Telemed.Hub.Features.Channels;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Types;
using WireMock.Util;

namespace Telemed.Hub.Tests.Support;

/// <summary>A message as it arrived outside the hub.</summary>
/// <param name="Delivery">The idempotency key it came under.</param>
public sealed record Message(string Channel, string To, string Text, string Delivery, string Receipts);

/// <summary>
/// The world that the hub's channels lead to: providers of text messages and calls, a push service, a mail server. They keep what they
/// get, act once for an idempotency key, and fail when they are told to.
/// </summary>
public sealed class Outside : IAsyncDisposable
{
    public const string Secret = "a secret of at least thirty-two characters";
    readonly WireMockServer server = WireMockServer.Start();
    readonly ConcurrentDictionary<string, Subscription> subscriptions = new();
    readonly ConcurrentQueue<Message> arrived = new();
    readonly ConcurrentDictionary<string, byte> keys = new();
    readonly HashSet<Message> expected = [];

    public Outside()
    {
        foreach (var channel in new[] { "sms", "voice", "push" })
            server.Given(Request.Create().WithPath($"/{channel}*").UsingPost()).RespondWith(Response.Create().WithCallback(request => Take(channel, request)));
    }

    public MailServer Mail { get; } = new();

    public string Url => server.Url!;

    /// <summary>Every request that reached a provider, repetitions included.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>How a channel answers; 2xx takes the message. Only what is put here fails.</summary>
    public ConcurrentDictionary<string, Func<Task<int>>> Answers { get; } = new();

    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Channels:Address"] = "https://hub.example",
        ["Channels:Sms:Url"] = $"{Url}/sms", ["Channels:Sms:Secret"] = Secret, ["Channels:Sms:Token"] = "sesame",
        ["Channels:Voice:Url"] = $"{Url}/voice", ["Channels:Voice:Secret"] = Secret,
        ["Channels:Email:Host"] = "127.0.0.1", ["Channels:Email:Port"] = $"{Mail.Port}", ["Channels:Email:From"] = "alertes@hub.example", ["Channels:Email:Tls"] = "None",
        ["Channels:Push:Services"] = Url,
    };

    /// <summary>A browser subscribes; its endpoint.</summary>
    public string Subscribe(Subscription subscription)
    {
        var endpoint = $"{Url}/push/{Guid.NewGuid():N}";
        subscriptions[endpoint] = subscription;
        return endpoint;
    }

    async Task<IResponseMessage> Take(string channel, IRequestMessage request)
    {
        Requests.Enqueue(channel);
        var status = Answers.TryGetValue(channel, out var answer) ? await answer() : 201;
        if (status is >= 200 and < 300 && Read(channel, request) is var message && keys.TryAdd($"{channel}/{message.To}/{message.Delivery}", 0)) arrived.Enqueue(message);
        return new ResponseMessage { StatusCode = status, BodyData = new BodyData { BodyAsString = """{"id":"p-1"}""", DetectedBodyType = BodyType.String } };
    }

    Message Read(string channel, IRequestMessage request)
    {
        if (channel == "push")
        {
            Assert.Equal("aes128gcm", request.Headers!["Content-Encoding"].Single());
            Assert.True(IsVapid(request.Headers["Authorization"].Single(), server.Url!));
            var said = subscriptions[request.Url].Decrypt(request.BodyAsBytes!);
            return new("push", request.Url, said.ToJsonString(), said["receipt"]!.GetValue<string>(), "");
        }
        var body = JsonNode.Parse(request.BodyAsBytes!)!;
        Assert.Equal((string?)body["id"], request.Headers!["Idempotency-Key"].Single());
        return new(channel, (string)body["to"]!, (string)body["text"]!, (string)body["id"]!, (string)body["receipts"]!);
    }

    /// <summary>https://www.rfc-editor.org/rfc/rfc8292#section-2</summary>
    static bool IsVapid(string authorization, string audience)
    {
        var parts = authorization["vapid ".Length..].Split(", ").ToDictionary(part => part[..1], part => part[2..]);
        var (token, point) = (parts["t"].Split('.'), Base64Url.DecodeFromChars(parts["k"]));
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(token[1]))!;
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = point[1..33], Y = point[33..] } });
        return (string)claims["aud"]! == audience && (string)claims["sub"]! == "https://hub.example"
            && key.VerifyData(Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Base64Url.DecodeFromChars(token[2]), HashAlgorithmName.SHA256);
    }

    IEnumerable<Message> All =>
        [.. arrived, .. Mail.Letters.Select(letter => new Message("email", letter.To, letter.Content, letter.Header("Message-Id").Trim('<', '>').Split('@')[0], ""))];

    /// <summary>Waits for a message that was not asked about before.</summary>
    public async Task<Message> Gets(string channel, string to)
    {
        for (var i = 0; i < 600; i++)
        {
            if (All.FirstOrDefault(one => one.Channel == channel && one.To == to && !expected.Contains(one)) is { } message)
            {
                expected.Add(message);
                return message;
            }
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        throw new Xunit.Sdk.XunitException($"{to} was not told by {channel}. Arrived: {string.Join(" | ", All)}");
    }

    /// <summary>The end of every story: whatever else could still leave has left, and it was nothing.</summary>
    public void GotNothingElse() => Assert.Empty(All.Except(expected));

    /// <summary>A provider says what became of a message, signed as it was agreed.</summary>
    public static async Task<HttpResponseMessage> Says(
        HubUnderTest hub, string channel, string delivery, string status, string? number = null, DateTimeOffset? signedAt = null, string secret = Secret, bool signed = true)
    {
        var now = await hub.Now();
        var body = new JsonObject { ["event"] = number ?? Guid.NewGuid().ToString(), ["delivery"] = delivery, ["status"] = status, ["at"] = now.ToString("O") }.ToJsonString();
        var seconds = (signedAt ?? now).ToUnixTimeSeconds();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(hub.Url, $"/channels/{channel}/receipts")) { Content = new StringContent(body, null, "application/json") };
        if (signed) request.Headers.Add("Telemed-Signature", $"t={seconds},v1={TakeReceipt.Signature(seconds, Encoding.UTF8.GetBytes(body), secret)}");
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        server.Dispose();
        await Mail.DisposeAsync();
    }
}
