using System.Net;
using System.Text.RegularExpressions;

namespace Telemed.Hub.Tests.Support;

/// <summary>Pages over plain HTTP, as a browser without scripts would use them.</summary>
static partial class Browsing
{
    /// <summary>A page as its text; what it sets as cookies is kept.</summary>
    public static async Task<string> Read(Software by, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        request.Headers.TryAddWithoutValidation("Accept-Language", "fr");
        using var answer = await by.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{address}: {(int)answer.StatusCode}");
        if (answer.Headers.TryGetValues("Set-Cookie", out var cookies)) by.Http.DefaultRequestHeaders.TryAddWithoutValidation("Cookie", cookies.Select(cookie => cookie.Split(';')[0]));
        return WebUtility.HtmlDecode(page);
    }

    /// <summary>Sends a form of a page that was read before.</summary>
    public static async Task<HttpResponseMessage> Post(Software by, string address, string page, Dictionary<string, string> fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        request.Content = new FormUrlEncodedContent(fields.Append(new("__RequestVerificationToken", Token().Match(page).Groups[1].Value)));
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler) { BaseAddress = by.Http.BaseAddress };
        foreach (var header in by.Http.DefaultRequestHeaders) http.DefaultRequestHeaders.TryAddWithoutValidation(header.Key, header.Value);
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
