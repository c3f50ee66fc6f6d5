using System.Text.Json;
using Microsoft.Playwright;

namespace Telemed.Browser.Tests.Support;

/// <summary>
/// Bytes on the wire of everything a page brings, headers included, as Chromium's network log counts them. Not counted: photos, which
/// are the case's and not the page's; the inbox, which waits for what has not happened yet; and what the service worker puts by for
/// want of a network once the page is there.
/// </summary>
sealed class Transferred
{
    readonly Dictionary<string, Response> responses = [];

    public int Bytes => Files.Sum(file => file.Bytes);

    /// <summary>The document and whatever else was begun have arrived.</summary>
    public bool IsComplete => responses.Count > 0 && responses.Values.All(response => response.Bytes is not null);

    public override string ToString() => $"{Bytes} bytes: {string.Join(", ", Files.Select(file => $"{file.Path} {file.Bytes}"))}";

    /// <summary>What is asked for twice comes once: the second time it is in the cache, or was asked for by the test alone.</summary>
    IEnumerable<(string Path, int Bytes)> Files =>
        responses.Values.GroupBy(response => response.Path).Select(same => (same.Key, same.Max(response => response.Bytes ?? 0)));

    public static async Task<Transferred> Of(IPage page)
    {
        var weight = new Transferred();
        var network = await page.Context.NewCDPSessionAsync(page);
        network.Event("Network.responseReceived").OnEvent += (_, told) => weight.Begin(told!.Value);
        network.Event("Network.loadingFinished").OnEvent += (_, told) => weight.End(told!.Value);
        await network.SendAsync("Network.enable");
        return weight;
    }

    void Begin(JsonElement told)
    {
        var path = new Uri(told.GetProperty("response").GetProperty("url").GetString()!).AbsolutePath;
        if (path is not "/inbox" && !path.StartsWith("/photos/", StringComparison.Ordinal)) responses[told.GetProperty("requestId").GetString()!] = new(path, null);
    }

    void End(JsonElement told)
    {
        var id = told.GetProperty("requestId").GetString()!;
        if (responses.TryGetValue(id, out var response)) responses[id] = response with { Bytes = (int)told.GetProperty("encodedDataLength").GetDouble() };
    }

    sealed record Response(string Path, int? Bytes);
}
