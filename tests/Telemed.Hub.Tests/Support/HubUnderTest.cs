using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Telemed.Hub.Tests.Support;

/// <summary>The real hub on a real port, with a database of its own and a small territory in it.</summary>
public class HubUnderTest : IAsyncLifetime
{
    readonly ConcurrentDictionary<string, string> tokens = new();
    WebApplicationFactory<Program> factory = null!;

    /// <summary>Connection string: for a second hub on the same database.</summary>
    public string Database { get; private set; } = null!;

    public Uri Url { get; private set; } = null!;

    public NpgsqlDataSource Db { get; private set; } = null!;

    /// <summary>What the hub itself works with, for what no outside surface reaches yet.</summary>
    public IServiceProvider Services => factory.Services;

    /// <summary>What this hub is configured with beyond what every hub under test is.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>();

    public static string RepositoryRoot { get; } = FindRoot();

    public static string PathwaysFolder { get; } = Path.Combine(RepositoryRoot, "fhir-profiles", "pathways");

    public virtual async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.Create();
        factory = Factory(Database, PathwaysFolder).WithWebHostBuilder(host =>
        {
            foreach (var (name, value) in Settings) host.UseSetting(name, value);
        });
        factory.UseKestrel();
        factory.StartServer();
        Url = new Uri(factory.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Db = NpgsqlDataSource.Create(Database);
        var seeded = await (await As("system")).Post("/fhir", People.Directory());
        Assert.True(seeded.Status == System.Net.HttpStatusCode.OK, seeded.Body?.ToJsonString());
    }

    public static WebApplicationFactory<Program> Factory(string database, string pathways) => new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
        .UseSetting("urls", "http://127.0.0.1:0")
        .UseSetting("ConnectionStrings:Telemed", database)
        .UseSetting("Demo:SignIn", "true")
        .UseSetting("Pathways:Folder", pathways)
        .UseSetting("Serilog:MinimumLevel:Default", "Warning"));

    public async Task<Software> As(string account)
    {
        if (!tokens.TryGetValue(account, out var token))
        {
            using var http = new HttpClient { BaseAddress = Url };
            using var answer = await http.PostAsync(new Uri(Url, "/demo/token"), new FormUrlEncodedContent([new("account", account)]));
            token = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, token);
            tokens[account] = token;
        }
        var client = new HttpClient { BaseAddress = Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new Software(account, token, client, Url);
    }

    public async Task<DateTimeOffset> Now()
    {
        await using var command = Db.CreateCommand("select hub.now()");
        return new((DateTime)(await command.ExecuteScalarAsync())!, TimeSpan.Zero);
    }

    /// <summary>The hub's clock jumps ahead, for every process at once.</summary>
    public async Task Advance(TimeSpan by) => await SetClock(await Now() + by);

    /// <summary>The hub's clock stands at an instant and goes on from there.</summary>
    public async Task SetClock(DateTimeOffset to)
    {
        using var http = new HttpClient { BaseAddress = Url };
        using var answer = await http.PostAsync(new Uri(Url, "/demo/clock"), Json(new JsonObject { ["now"] = to.UtcDateTime.ToString("O"), ["rate"] = 1 }));
        answer.EnsureSuccessStatusCode();
        // They are good for half a day.
        tokens.Clear();
    }

    public static StringContent Json(JsonNode body, string media = "application/json") => new(body.ToJsonString(), null, media);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await factory.DisposeAsync();
        if (Db is not null) await Db.DisposeAsync();
        await TestDatabase.Drop(Database);
    }

    static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Telemed.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
