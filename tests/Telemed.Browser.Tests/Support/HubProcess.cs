using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Npgsql;
using Telemed.Hub.Tests.Support;

namespace Telemed.Browser.Tests.Support;

/// <summary>The hub as it runs: a process of its own on a free port, a database of its own, a small territory in it.</summary>
public sealed class HubProcess : IAsyncDisposable
{
    static readonly string Root = FindRoot();
    readonly Process process;
    readonly string database;

    HubProcess(Process process, string database, Uri url, Recorder outside) => (this.process, this.database, Url, Outside) = (process, database, url, outside);

    public Uri Url { get; }

    /// <summary>Where the hub's channels lead.</summary>
    public Recorder Outside { get; }

    /// <summary>A folder nobody keeps, for whoever wants to look at what a test saw.</summary>
    public static string Screenshots { get; } = Directory.CreateDirectory(Path.Combine(Root, "artifacts", "screenshots")).FullName;

    /// <summary>The README's pictures when they are to be made anew, else the same folder.</summary>
    public static string Pictures { get; } = Environment.GetEnvironmentVariable("TELEMED_WRITE_DOCS") == "1" ? Path.Combine(Root, "docs", "screenshots") : Screenshots;

    public static async Task<HubProcess> Start()
    {
        var server = Environment.GetEnvironmentVariable("TELEMED_TEST_PG") ?? throw new InvalidOperationException("TELEMED_TEST_PG is not set: run ./telemed test");
        var name = $"browser_{Guid.NewGuid():N}";
        await Run(server, $"create database {name}");
        var url = new Uri($"http://localhost:{FreePort.Next()}");
        var folder = Path.Combine(Root, "src", "Telemed.Hub");
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(folder, "bin", configuration, "net10.0", "Telemed.Hub.dll"));
        start.Environment["ConnectionStrings__Telemed"] = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
        start.Environment["Demo__SignIn"] = "true";
        start.Environment["Pathways__Folder"] = Path.Combine(Root, "fhir-profiles", "pathways");
        start.Environment["Urls"] = url.ToString();
        start.Environment["Serilog__MinimumLevel__Default"] = "Warning";
        var outside = new Recorder(FreePort.Next());
        foreach (var (setting, value) in outside.Settings(url)) start.Environment[setting] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var hub = new HubProcess(process, name, url, outside);
        await hub.Ready();
        using var answer = await (await hub.As("system")).PostAsync(new Uri(url, "/fhir"), Fhir(People.Directory()));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return hub;
    }

    /// <summary>A client with the account's bearer token.</summary>
    public async Task<HttpClient> As(string account)
    {
        var http = new HttpClient { BaseAddress = Url };
        using var answer = await http.PostAsync(new Uri(Url, "/demo/token"), new FormUrlEncodedContent([new("account", account)]));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await answer.Content.ReadAsStringAsync());
        return http;
    }

    /// <summary>A dermatology request as another software would send it; returns the id of its Task.</summary>
    /// <param name="drawn">Photos to look at rather than four quarters of colour.</param>
    public async Task<string> Submit(string requester = "gp", string priority = "routine", string family = "Martin", bool drawn = false)
    {
        using var http = await As(requester);
        var bundle = Lesion.Bundle(requester, priority: priority, family: family);
        if (drawn) SkinPhoto.Replace(bundle);
        using var sent = await http.PostAsync(new Uri(Url, "/fhir"), Fhir(bundle));
        var body = JsonNode.Parse(await sent.Content.ReadAsStringAsync())!;
        Assert.True(sent.IsSuccessStatusCode, body.ToJsonString());
        var request = body["entry"]!.AsArray().Select(entry => entry!["resource"]!).First(resource => (string)resource["resourceType"]! == "ServiceRequest")["id"];
        var found = JsonNode.Parse(await http.GetStringAsync(new Uri(Url, $"/fhir/Task?focus=ServiceRequest/{request}")))!;
        return (string)found["entry"]![0]!["resource"]!["id"]!;
    }

    /// <summary>The id of the ServiceRequest a Task is about.</summary>
    public async Task<string> RequestOf(string task)
    {
        using var http = await As("gp");
        return ((string)JsonNode.Parse(await http.GetStringAsync(new Uri(Url, $"/fhir/Task/{task}")))!["focus"]!["reference"]!).Split('/')[^1];
    }

    /// <summary>The hub's clock jumps ahead and goes on from there.</summary>
    public async Task Advance(TimeSpan by)
    {
        var now = DateTimeOffset.Parse(await Set([]), CultureInfo.InvariantCulture);
        await Set(new() { ["now"] = (now + by).ToString("O") });

        async Task<string> Set(JsonObject clock)
        {
            using var http = new HttpClient();
            using var answer = await http.PostAsync(new Uri(Url, "/demo/clock"), new StringContent(clock.ToJsonString(), null, "application/json"));
            return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        }
    }

    static StringContent Fhir(JsonNode body) => new(body.ToJsonString(), null, "application/fhir+json");

    async Task Ready()
    {
        using var http = new HttpClient();
        for (var i = 0; i < 300 && !process.HasExited; i++)
        {
            try
            {
                if ((await http.GetAsync(new Uri(Url, "/health/ready"))).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(200);
        }
        throw new InvalidOperationException("The hub did not start.");
    }

    static async Task Run(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Outside.Dispose();
        await Run(Environment.GetEnvironmentVariable("TELEMED_TEST_PG")!, $"drop database {database} with (force)");
    }

    static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Telemed.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
