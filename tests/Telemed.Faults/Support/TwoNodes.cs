using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using Telemed.Hub.Tests.Photos;
using Telemed.Hub.Tests.Support;

namespace Telemed.Faults.Support;

/// <summary>Two hub processes on one database of their own, with a small territory in it and two rotas that are never empty.</summary>
public sealed class TwoNodes : IAsyncDisposable
{
    public const int Dermatologists = 4;
    readonly ConcurrentDictionary<(Node, string), HttpClient> clients = new();
    readonly ConcurrentDictionary<string, string> tokens = new();
    readonly string server;
    readonly string database;

    TwoNodes(string server, string database, string[] clocksOff)
    {
        (this.server, this.database) = (server, database);
        var connection = To(database);
        Db = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { ApplicationName = "faults" }.ConnectionString);
        Nodes = [.. clocksOff.Select(off => new Node(connection, Pathways, off.Length == 0 ? null : off))];
    }

    public static string Root { get; } = FindRoot();

    public static string Pathways { get; } = Path.Combine(Root, "fhir-profiles", "pathways");

    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The rows, seen past the hub.</summary>
    public NpgsqlDataSource Db { get; }

    /// <summary>One photo for every request: what it costs to draw it is not what is tested.</summary>
    public string Photo { get; } = Guid.NewGuid().ToString();

    /// <param name="clockOff">How wrong the second node's own clock is, in faketime's words; the first is wrong the other way. Null for not at all.</param>
    public static async Task<TwoNodes> Start(string server, string? clockOff = null)
    {
        var name = $"faults_{Guid.NewGuid():N}";
        await using (var db = NpgsqlDataSource.Create(server))
        await using (var create = db.CreateCommand($"create database {name}")) await create.ExecuteNonQueryAsync();
        var both = new TwoNodes(server, name, clockOff is null ? ["", ""] : [$"-{clockOff}", $"+{clockOff}"]);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        foreach (var node in both.Nodes)
        {
            node.Start();
            await node.Ready(patience.Token);
        }
        using var seeded = await both.Client(both.Nodes[0], "system", await both.Token("system")).PostAsync("/fhir", Fhir(Directory()));
        if (!seeded.IsSuccessStatusCode) throw new InvalidOperationException(await seeded.Content.ReadAsStringAsync());
        foreach (var account in Enumerable.Range(1, Dermatologists).Select(i => $"derm{i}").Concat(["gp", "ed-cambrai", "neuro-lens", "neuro-valenciennes", "radio-arras", "radio-maubeuge", "coordinator"]))
            await both.Token(account);
        using var photo = new ByteArrayContent(CameraPhoto.Jpeg(320, 240));
        using var kept = await both.As(both.Nodes[0], "gp").PutAsync($"/photos/{both.Photo}/preview", photo);
        kept.EnsureSuccessStatusCode();
        return both;
    }

    /// <summary>Somebody's client at one of the nodes; a token is good at both.</summary>
    public HttpClient As(Node node, string account) => Client(node, account, tokens[account]);

    public string TokenOf(string account) => tokens[account];

    public Node Any() => Nodes[Random.Shared.Next(Nodes.Count)];

    public async Task<DateTimeOffset> Now()
    {
        await using var connection = await Db.OpenConnectionAsync();
        return new(await connection.ExecuteScalarAsync<DateTime>("select hub.now()"), TimeSpan.Zero);
    }

    /// <summary>The hub's clock jumps, and runs at a rate from there.</summary>
    public async Task SetClock(double rate, TimeSpan ahead = default)
    {
        using var http = new HttpClient { BaseAddress = Nodes[0].Url };
        var setting = new JsonObject { ["now"] = (await Now() + ahead).UtcDateTime.ToString("O"), ["rate"] = rate };
        using var answer = await http.PostAsync("/demo/clock", new StringContent(setting.ToJsonString(), null, "application/json"));
        answer.EnsureSuccessStatusCode();
    }

    public static StringContent Fhir(JsonNode body) => new(body.ToJsonString(), null, "application/fhir+json");

    HttpClient Client(Node node, string account, string token) => clients.GetOrAdd((node, account), _ =>
    {
        var http = new HttpClient { BaseAddress = node.Url, Timeout = TimeSpan.FromSeconds(10) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    });

    async Task<string> Token(string account)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(new Uri(Nodes[0].Url, "/demo/token"), new FormUrlEncodedContent([new("account", account)]));
        return tokens[account] = answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : throw new InvalidOperationException($"{account}: {answer.StatusCode}");
    }

    static JsonObject Directory()
    {
        var directory = People.Directory();
        var entries = directory["entry"]!.AsArray();
        for (var i = Dermatologists + 1; i <= People.Dermatologists; i++)
            foreach (var url in new[] { $"Practitioner/p-derm{i}", $"PractitionerRole/derm{i}" }) entries.Remove(entries.Single(entry => (string)entry!["request"]!["url"]! == url));
        entries.Add(Rota("stroke-neurology", "neuro-lens", "neuro-valenciennes"));
        entries.Add(Rota("stroke-radiology", "radio-arras", "radio-maubeuge"));
        return directory;
    }

    public static JsonNode Rota(string name, params string[] people) => JsonNode.Parse($$$"""
        {"request":{"method":"PUT","url":"Schedule/rota-{{{name}}}"},
         "resource":{"resourceType":"Schedule","id":"rota-{{{name}}}","identifier":[{"system":"urn:telemed:rota","value":"{{{name}}}"}],"active":true,"comment":"Astreinte {{{name}}}",
          "actor":[{"reference":"HealthcareService/pool-{{{name}}}"}],"planningHorizon":{"start":"2026-01-05"},
          "extension":[{"url":"https://telemed.example/fhir/StructureDefinition/rota","extension":[
            {"url":"time-zone","valueCode":"Europe/Paris"},{"url":"hand-over","valueTime":"08:30:00"},
            {"url":"turn","valueDuration":{"value":1,"system":"http://unitsofmeasure.org","code":"wk"}},{"url":"never-empty","valueBoolean":true},
            {{{string.Join(',', people.Select(person => $$"""{"url":"site","extension":[{"url":"organization","valueReference":{"reference":"Organization/hospital"} },{"url":"person","valueReference":{"reference":"PractitionerRole/{{person}}"} }]}"""))}}}]}]}}
        """)!;

    string To(string name) => new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 40, IncludeErrorDetail = true }.ConnectionString;

    static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Telemed.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes) await node.DisposeAsync();
        foreach (var client in clients.Values) client.Dispose();
        await Db.DisposeAsync();
        await using var db = NpgsqlDataSource.Create(server);
        await using var drop = db.CreateCommand($"drop database {database} with (force)");
        await drop.ExecuteNonQueryAsync();
    }
}
