using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR.Client;

namespace Telemed.Hub.Tests.Support;

/// <summary>An answer of the hub: its status, its body, its ETag.</summary>
public sealed record Answer(HttpStatusCode Status, JsonNode? Body, string? ETag, HttpResponseMessage Raw)
{
    public string Id => Body!["id"]!.GetValue<string>();

    public string Issue => Body?["issue"]?[0]?["diagnostics"]?.GetValue<string>() ?? "";

    public IEnumerable<JsonNode> Entries => Body!["entry"]?.AsArray().Select(entry => entry!["resource"]!) ?? [];
}

/// <summary>Somebody's software speaking FHIR to the hub.</summary>
public sealed class Software(string account, string token, HttpClient http, Uri url)
{
    public string Account => account;

    public HttpClient Http => http;

    /// <summary>The same person at another node.</summary>
    public Software At(Uri node) => new(account, token, new HttpClient { BaseAddress = node, DefaultRequestHeaders = { Authorization = http.DefaultRequestHeaders.Authorization } }, node);

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path, null);

    public Task<Answer> Post(string path, JsonNode? body = null) => Send(HttpMethod.Post, path, body);

    public Task<Answer> Put(string path, JsonNode body, string? ifMatch = null) => Send(HttpMethod.Put, path, body, ifMatch);

    public Task<Answer> Do(string taskId, string operation, params (string Name, JsonNode Value)[] parameters) => Post(
        $"/fhir/Task/{taskId}/${operation}",
        parameters.Length == 0 ? null : new JsonObject
        {
            ["resourceType"] = "Parameters",
            ["parameter"] = new JsonArray([.. parameters.Select(parameter => new JsonObject
            {
                ["name"] = parameter.Name,
                [parameter.Value is JsonObject ? "resource" : "valueString"] = parameter.Value,
            })]),
        });

    public async Task<Answer> Send(HttpMethod method, string path, JsonNode? body, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = HubUnderTest.Json(body, "application/fhir+json");
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync();
        var json = response.Content.Headers.ContentType?.MediaType?.Contains("json", StringComparison.Ordinal) == true && text.Length > 0 ? JsonNode.Parse(text) : null;
        return new Answer(response.StatusCode, json, response.Headers.ETag?.ToString(), response);
    }

    /// <summary>Opens the person's console: a SignalR connection that has resumed from a cursor.</summary>
    public async Task<Console> OpenConsole(Guid? epoch = null, long cursor = 0, string? device = null)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(url, device is null ? "/hubs/inbox" : $"/hubs/inbox?device={device}"), options => options.AccessTokenProvider = () => Task.FromResult<string?>(token))
            .Build();
        var console = new Console(connection);
        await connection.StartAsync(TestContext.Current.CancellationToken);
        console.Head = await connection.InvokeAsync<Head>("Resume", epoch, cursor, TestContext.Current.CancellationToken);
        return console;
    }
}

public sealed record Head(Guid Epoch, long Seq);

public sealed record Told(Guid Epoch, long Seq, long Prev, ToldEvent Event);

public sealed record ToldEvent(Guid Id, string Kind, string Priority, string Request, string Task, DateTimeOffset? DueAt, DateTimeOffset At);
