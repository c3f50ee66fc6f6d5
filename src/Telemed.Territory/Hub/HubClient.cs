using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Telemed.Territory.Hub;

/// <summary>
/// Everybody's software, speaking to one hub over HTTP as whoever is named. A token lives twelve hours of the hub's time: one that was
/// fetched in the present outlives every past instant the clock is moved to.
/// </summary>
sealed class HubClient(Uri url) : IDisposable
{
    public const string Software = "system";

    static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly HttpClient http = new() { BaseAddress = url };
    readonly ConcurrentDictionary<string, Task<string>> tokens = new();

    public Uri Url => url;

    public Task<HubAnswer> Get(string account, string path, CancellationToken cancel) => Send(account, HttpMethod.Get, path, null, cancel);

    public Task<HubAnswer> Post(string account, string path, JsonNode? body, CancellationToken cancel) => Send(account, HttpMethod.Post, path, Fhir(body), cancel);

    public Task<HubAnswer> Put(string account, string path, JsonNode body, CancellationToken cancel) => Send(account, HttpMethod.Put, path, Fhir(body), cancel);

    public Task<HubAnswer> PutJpeg(string account, string path, byte[] jpeg, CancellationToken cancel) =>
        Send(account, HttpMethod.Put, path, () => new ByteArrayContent(jpeg) { Headers = { ContentType = new("image/jpeg") } }, cancel);

    /// <summary>Every match of a search, page after page.</summary>
    public async IAsyncEnumerable<JsonObject> Search(string account, string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        for (string? next = path; next is not null;)
        {
            var page = (await Get(account, next, cancel)).Expected();
            foreach (var resource in page.Resources) yield return resource;
            next = page.Body?["link"]?.AsArray().FirstOrDefault(link => link.Text("relation") == "next").Text("url");
        }
    }

    /// <summary>The hub's clock: from now on it is <paramref name="now"/>, and a second of the world is <paramref name="rate"/> seconds there.</summary>
    public async Task SetClock(DateTimeOffset now, double rate, CancellationToken cancel)
    {
        var setting = new JsonObject { ["now"] = now.UtcDateTime.ToString("O"), ["rate"] = rate };
        using var body = new StringContent(setting.ToJsonString(), null, "application/json");
        using var answer = await Reach(() => http.PostAsync(new Uri("/demo/clock", UriKind.Relative), body, cancel));
        if (answer.StatusCode == HttpStatusCode.NotFound) throw SignInIsOff;
        if (answer.IsSuccessStatusCode) return;
        throw new HubFault(ExitCode.Refused, $"/demo/clock: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancel)}");
    }

    public Task<string> Token(string account, CancellationToken cancel) => tokens.GetOrAdd(account, _ => FetchToken(account, cancel));

    /// <summary>For a connection that may have to be made again after the first token has expired.</summary>
    public Task<string> NewToken(string account, CancellationToken cancel) => tokens[account] = FetchToken(account, cancel);

    /// <summary>Sends as an account; a token that is no longer good is fetched anew, once.</summary>
    async Task<HubAnswer> Send(string account, HttpMethod method, string path, Func<HttpContent?>? content, CancellationToken cancel)
    {
        for (var again = false; ; again = true)
        {
            using var request = new HttpRequestMessage(method, path) { Content = content?.Invoke() };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await Token(account, cancel));
            using var answer = await Reach(() => http.SendAsync(request, cancel));
            if (answer.StatusCode == HttpStatusCode.Unauthorized && !again)
            {
                tokens.TryRemove(account, out _);
                continue;
            }
            var text = await answer.Content.ReadAsStringAsync(cancel);
            var isJson = answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true && text.Length > 0;
            return new HubAnswer($"{account}: {method} {path}", answer.StatusCode, isJson ? JsonNode.Parse(text) : null);
        }
    }

    async Task<string> FetchToken(string account, CancellationToken cancel)
    {
        using var form = new FormUrlEncodedContent([new("account", account)]);
        using var answer = await Reach(() => http.PostAsync(new Uri("/demo/token", UriKind.Relative), form, cancel));
        var text = await answer.Content.ReadAsStringAsync(cancel);
        if (answer.IsSuccessStatusCode) return text;
        tokens.TryRemove(account, out _);
        // The software's account always exists: without it, nobody is let in.
        throw account == Software ? SignInIsOff : new HubFault(ExitCode.Refused, $"/demo/token: {(int)answer.StatusCode} {text}");
    }

    async Task<HttpResponseMessage> Reach(Func<Task<HttpResponseMessage>> call)
    {
        try
        {
            return await call();
        }
        catch (HttpRequestException e)
        {
            throw new HubFault(ExitCode.Unreachable, $"No hub answers at {url} ({e.Message})");
        }
    }

    HubFault SignInIsOff => new(ExitCode.SignInOff, $"Demo sign-in is off on {url}: start that hub with Demo__SignIn=true.");

    static Func<HttpContent?>? Fhir(JsonNode? body) =>
        body is null ? null : () => new StringContent(body.ToJsonString(AsWritten), Encoding.UTF8, "application/fhir+json");

    public void Dispose() => http.Dispose();
}
