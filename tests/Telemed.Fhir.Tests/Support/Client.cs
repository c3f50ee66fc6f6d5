using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Telemed.Fhir.Tests.Support;

/// <summary>Another program that speaks FHIR to the server, and sees what it answers to the byte.</summary>
public sealed class Client(string fhirBase) : IDisposable
{
    readonly HttpClient http = new() { BaseAddress = new Uri(fhirBase + "/") };

    public Task<Answer> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, (HttpContent?)null, headers);

    public Task<Answer> Post(string path, JsonNode body, params (string Name, string Value)[] headers) => Send(HttpMethod.Post, path, body.ToJsonString(), headers);

    public Task<Answer> Put(string path, JsonNode body, params (string Name, string Value)[] headers) => Send(HttpMethod.Put, path, body.ToJsonString(), headers);

    public Task<Answer> Delete(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Delete, path, (HttpContent?)null, headers);

    public Task<Answer> Transaction(params JsonObject[] entries) => Post("", Resource.Transaction(entries));

    public Task<Answer> Send(HttpMethod method, string path, string body, params (string Name, string Value)[] headers) =>
        Send(method, path, new StringContent(body, Encoding.UTF8, "application/fhir+json"), headers);

    public async Task<Answer> Send(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (text.Length > 0 && response.Content.Headers.ContentType?.MediaType == "application/fhir+json") IsValid(text);
        return new Answer(response.StatusCode, text, response.Headers, response.Content.Headers);
    }

    /// <summary>Creates a resource and answers with its reference.</summary>
    public async Task<string> Creates(JsonNode resource)
    {
        var answer = await Post(resource["resourceType"]!.GetValue<string>(), resource);
        answer.Is(HttpStatusCode.Created);
        return answer.Reference;
    }

    public void Dispose() => http.Dispose();

    // Whatever the server says must be R4 as strictly as it asks of others.
    static void IsValid(string text)
    {
        using var json = JsonDocument.Parse(text);
        Assert.Empty(ResourceBody.Check(json.RootElement)?.Outcome.Issue.Select(issue => $"{issue.Diagnostics} {text}") ?? []);
    }

    /// <summary>The ids a search finds, in order.</summary>
    public async Task<string[]> Finds(string search)
    {
        var answer = await Get(search);
        answer.Is(HttpStatusCode.OK);
        return [.. answer.Matches.Select(match => match["id"]!.GetValue<string>())];
    }
}

/// <summary>An answer of the server.</summary>
public sealed record Answer(HttpStatusCode Status, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    JsonNode? body;

    public JsonNode Body => body ??= JsonNode.Parse(Text) ?? throw new InvalidOperationException("The answer is null.");

    public string Id => Body["id"]!.GetValue<string>();

    public string Reference => $"{Body["resourceType"]}/{Id}";

    public string? ETag => Headers.ETag?.ToString();

    public IEnumerable<JsonNode> Entries => Body["entry"]?.AsArray().Select(entry => entry!) ?? [];

    public IEnumerable<JsonNode> Matches => Entries.Where(entry => entry["search"]?["mode"]?.GetValue<string>() == "match").Select(entry => entry["resource"]!);

    public IEnumerable<JsonNode> Included => Entries.Where(entry => entry["search"]?["mode"]?.GetValue<string>() == "include").Select(entry => entry["resource"]!);

    public JsonNode Issue => Body["issue"]![0]!;

    public string? Link(string relation) =>
        Body["link"]?.AsArray().FirstOrDefault(link => link!["relation"]!.GetValue<string>() == relation)?["url"]!.GetValue<string>();

    public Answer Is(HttpStatusCode status)
    {
        Assert.True(status == Status, $"{(int)status} was expected, {(int)Status} came: {Text}");
        return this;
    }

    /// <summary>A refusal is an OperationOutcome that says what kind of issue it is and, where there is one, which element.</summary>
    public Answer Refuses(HttpStatusCode status, string code, string? expression = null)
    {
        Is(status);
        Assert.StartsWith("application/fhir+json", ContentHeaders.ContentType?.ToString(), StringComparison.Ordinal);
        Assert.Equal("OperationOutcome", Body["resourceType"]!.GetValue<string>());
        Assert.Equal("error", Issue["severity"]!.GetValue<string>());
        Assert.Equal(code, Issue["code"]!.GetValue<string>());
        Assert.NotEmpty(Issue["diagnostics"]!.GetValue<string>());
        if (expression is not null) Assert.Equal(expression, Issue["expression"]?[0]?.GetValue<string>());
        return this;
    }
}
