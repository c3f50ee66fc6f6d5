using System.Net;
using System.Text.RegularExpressions;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Monitoring;

/// <summary>Pages and their forms, as a browser reads and sends them.</summary>
public static partial class Forms
{
    /// <summary>What a page says, its text decoded and its spaces plain.</summary>
    public static async Task<string> Page(HubUnderTest hub, string account, string address)
    {
        var answer = await (await hub.As(account)).Get(address);
        Assert.True(answer.Status == HttpStatusCode.OK, $"{address}: {answer.Status}");
        return WebUtility.HtmlDecode(await answer.Raw.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Replace('\u00a0', ' ');
    }

    /// <summary>Sends a form of a page.</summary>
    /// <param name="from">The page the form's token is of, where not this one.</param>
    public static async Task<HttpResponseMessage> Post(Software person, string address, string act, IReadOnlyList<(string Name, string Value)> fields, string? from = null)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = person.Http.BaseAddress, DefaultRequestHeaders = { Authorization = person.Http.DefaultRequestHeaders.Authorization } };
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        var token = Token().Match(await http.GetStringAsync(new Uri(from ?? address, UriKind.Relative), TestContext.Current.CancellationToken)).Groups[1].Value;
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).Append(new("__RequestVerificationToken", token)));
        return await http.PostAsync(new Uri($"{address}/{act}", UriKind.Relative), form, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
