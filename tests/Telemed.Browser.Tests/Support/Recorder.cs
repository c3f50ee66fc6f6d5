using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Telemed.Browser.Tests.Support;

/// <summary>A provider of text messages and a push service in one, which keep what they get.</summary>
public sealed class Recorder : IDisposable
{
    public const string Secret = "a secret of at least thirty-two characters";
    readonly HttpListener listener = new();
    readonly ConcurrentQueue<(string Path, byte[] Body)> received = new();

    public Recorder(int port)
    {
        Url = new Uri($"http://127.0.0.1:{port}");
        listener.Prefixes.Add(Url.ToString());
        listener.Start();
        _ = Listen();
    }

    public Uri Url { get; }

    public IReadOnlyDictionary<string, string> Settings(Uri hub) => new Dictionary<string, string>
    {
        ["Channels__Address"] = hub.ToString(),
        ["Channels__Sms__Url"] = $"{Url}sms",
        ["Channels__Sms__Secret"] = Secret,
        ["Channels__Push__Services"] = Url.GetLeftPart(UriPartial.Authority),
    };

    /// <summary>The body of the first request to that path, and about that number.</summary>
    public async Task<byte[]> Gets(string path, string about = "")
    {
        byte[]? body = null;
        await Eventually.Holds(() =>
        {
            body = received.FirstOrDefault(request => request.Path == path && Encoding.UTF8.GetString(request.Body).Contains(about, StringComparison.Ordinal)).Body;
            return Task.FromResult(body is not null);
        });
        return body!;
    }

    /// <summary>The provider says that a text message arrived.</summary>
    public static async Task Delivered(Uri hub, string delivery)
    {
        var body = new JsonObject { ["event"] = Guid.NewGuid().ToString(), ["delivery"] = delivery, ["status"] = "delivered", ["at"] = DateTimeOffset.UtcNow.ToString("O") }.ToJsonString();
        var seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(hub, "/channels/sms/receipts")) { Content = new StringContent(body, null, "application/json") };
        request.Headers.Add("Telemed-Signature", $"t={seconds},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{seconds}.{body}")))}");
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    async Task Listen()
    {
        while (listener.IsListening)
        {
            try
            {
                var call = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await call.Request.InputStream.CopyToAsync(body);
                received.Enqueue((call.Request.Url!.AbsolutePath, body.ToArray()));
                call.Response.StatusCode = 201;
                call.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    public void Dispose() => ((IDisposable)listener).Dispose();
}
