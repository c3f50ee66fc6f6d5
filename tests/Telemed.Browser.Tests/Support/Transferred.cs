using System.Text.Json;
using Microsoft.Playwright;

namespace Telemed.Browser.Tests.Support;

/// <summary>Bytes on the wire of a page's document, styles and scripts, headers included, as Chromium's network log counts them.</summary>
sealed class Transferred
{
    readonly Dictionary<string, (string What, int Bytes)> responses = [];

    public int Bytes => responses.Values.Sum(response => response.Bytes);

    /// <summary>The document, its stylesheet and its script have arrived.</summary>
    public bool IsComplete => responses.Count >= 3 && responses.Values.All(response => response.Bytes > 0);

    public override string ToString() => string.Join(", ", responses.Values.Select(response => $"{response.What} {response.Bytes}"));

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
        if (told.GetProperty("type").GetString() is "Document" or "Stylesheet" or "Script")
            responses[told.GetProperty("requestId").GetString()!] = (told.GetProperty("response").GetProperty("url").GetString()!, 0);
    }

    void End(JsonElement told)
    {
        var id = told.GetProperty("requestId").GetString()!;
        if (responses.TryGetValue(id, out var response)) responses[id] = response with { Bytes = (int)told.GetProperty("encodedDataLength").GetDouble() };
    }
}
