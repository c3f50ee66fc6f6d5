using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Npgsql;
using Telemed.Faults.Support;
using Telemed.Hub.Tests.Photos;
using Telemed.Hub.Tests.Support;

namespace Telemed.Bench;

/// <summary>How many rows one submission leaves in each kind of table, as counted in the hub's database.</summary>
sealed record RowCounts(int Resources, int Index, int Access, int Inbox, int Deadlines, int Traces, int Notifications)
{
    public static RowCounts Parse(string text) => text.Split(',').Select(int.Parse).ToArray() is [var a, var b, var c, var d, var e, var f, var g] ? new(a, b, c, d, e, f, g) : throw new FormatException(text);

    public override string ToString() => string.Join(',', Resources, Index, Access, Inbox, Deadlines, Traces, Notifications);
}

/// <summary>The hub and its floor, each a process of its own with a database of its own on the same server.</summary>
sealed class Peers : IAsyncDisposable
{
    const string HubUrl = "http://127.0.0.1:8591", FloorUrl = "http://127.0.0.1:8592";
    readonly List<Process> processes = [];
    readonly string server;

    Peers(string server) => this.server = server;

    public Peer Hub { get; private set; } = null!;

    public Peer Floor { get; private set; } = null!;

    /// <summary>What a dermatology request leaves.</summary>
    public RowCounts Rows { get; private set; } = null!;

    /// <summary>What a stroke alert leaves.</summary>
    public RowCounts AlertRows { get; private set; } = null!;

    /// <summary>For what no request of anybody's could make in time: thousands of accounts and events.</summary>
    public NpgsqlDataSource HubDb { get; private set; } = null!;

    public NpgsqlDataSource FloorDb { get; private set; } = null!;

    public const int Senders = 8;

    /// <summary>One for each sender, sent once before: what a picture costs to draw anew is no part of these figures.</summary>
    public static IReadOnlyList<string> Photos { get; } = [.. Enumerable.Range(0, Senders).Select(_ => Guid.NewGuid().ToString())];

    public static async Task<Peers> Start(string server)
    {
        var peers = new Peers(server);
        try
        {
            await peers.StartBoth();
            return peers;
        }
        catch
        {
            await peers.DisposeAsync();
            throw;
        }
    }

    async Task StartBoth()
    {
        var (hub, floor) = (await Database("bench_hub"), await Database("bench_floor"));
        (HubDb, FloorDb) = (NpgsqlDataSource.Create(hub), NpgsqlDataSource.Create(floor));
        var hubProcess = Run([typeof(Peers).Assembly.Location.Replace("Telemed.Bench.dll", "Telemed.Hub.dll")], new()
        {
            ["ConnectionStrings__Telemed"] = hub, ["Demo__SignIn"] = "true", ["Urls"] = HubUrl, ["Serilog__MinimumLevel__Default"] = "Warning",
            ["Pathways__Folder"] = Path.Combine(Root(), "fhir-profiles", "pathways"),
            // Only some of those who are told have a console here: what is done about the others is no part of these figures.
            ["Alerting__ResendAfter"] = "7200", ["Alerting__SecondChannelAfter"] = "7201", ["Alerting__AlarmAfter"] = "7202",
        });
        await Ready(HubUrl + "/health/live");
        var directory = People.Directory();
        directory["entry"]!.AsArray().Add(TwoNodes.Rota("stroke-neurology", "neuro-lens", "neuro-valenciennes"));
        directory["entry"]!.AsArray().Add(TwoNodes.Rota("stroke-radiology", "radio-arras", "radio-maubeuge"));
        var system = await Token("system");
        using (var software = Peer.Client(HubUrl, system))
        using (var seeded = await software.PostAsync("/fhir", Peer.Fhir(directory))) seeded.EnsureSuccessStatusCode();
        Hub = new(hubProcess, HubUrl, await Token("gp"), await Token("ed-cambrai"), "/fhir", "/fhir");
        foreach (var id in Photos)
        {
            using var photo = new ByteArrayContent(CameraPhoto.Jpeg(640, 480));
            using var kept = await Hub.Requester.PutAsync($"/photos/{id}/preview", photo);
            kept.EnsureSuccessStatusCode();
        }
        (Rows, AlertRows) = (await CountRows(() => Hub.Submit(Photos[0])), await CountRows(Hub.Alert));
        var floorProcess = Run([typeof(Peers).Assembly.Location, "floor", floor], new() { ["Urls"] = FloorUrl });
        await Ready(FloorUrl + "/health/live");
        Floor = new(floorProcess, FloorUrl, "", "", $"/fhir?rows={Rows}", $"/fhir?rows={AlertRows}");
        foreach (var peer in new[] { Hub, Floor }) await WarmUp(peer);
    }

    // A hub runs for weeks: what its first minute costs, while the runtime still compiles it, is no part of these figures either.
    static async Task WarmUp(Peer peer)
    {
        await Task.WhenAll(Photos.Select(async photo =>
        {
            for (var i = 0; i < 250; i++) await peer.Submit(photo);
        }));
    }

    public async Task<RowCounts> CountRows(Func<Task> submit)
    {
        for (var i = 0; i < 3; i++) await submit();
        var before = await Count();
        await submit();
        var left = (await Count()).Zip(before, (a, b) => (int)(a - b)).ToArray();
        return new RowCounts(left[0], left[1], left[2], left[3], left[4], left[5], left[6]);
    }

    async Task<long[]> Count()
    {
        await using var command = HubDb.CreateCommand(
            """
            select array[
              (select count(*) from fhir.resource),
              (select count(*) from fhir.search_token) + (select count(*) from fhir.search_string) + (select count(*) from fhir.search_date)
                + (select count(*) from fhir.search_reference) + (select count(*) from fhir.search_quantity) + (select count(*) from fhir.search_uri),
              (select count(*) from hub.access_content) + (select count(*) from hub.access_member),
              (select count(*) from hub.inbox_event), (select count(*) from hub.deadline) + (select count(*) from hub.escalation), (select count(*) from hub.trace),
              (select count(*) from hub.notification)]
            """);
        return (long[])(await command.ExecuteScalarAsync())!;
    }

    Process Run(string[] arguments, Dictionary<string, string> environment)
    {
        // Where its pages find what they are made of.
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = Path.Combine(Root(), "src", "Telemed.Hub") };
        foreach (var argument in arguments.Prepend("exec")) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => { if (line.Data?.Contains("\"Error\"", StringComparison.Ordinal) == true) Console.Error.WriteLine(line.Data); };
        process.BeginOutputReadLine();
        processes.Add(process);
        return process;
    }

    static async Task Ready(string url)
    {
        using var http = new HttpClient();
        for (var i = 0; i < 600; i++)
        {
            try
            {
                if ((await http.GetAsync(url)).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(100);
        }
        throw new InvalidOperationException($"{url} did not answer.");
    }

    /// <summary>A bearer token of an account of the hub.</summary>
    public static async Task<string> Token(string account)
    {
        using var answer = await Anybody.PostAsync(HubUrl + "/demo/token", new FormUrlEncodedContent([new("account", account)]));
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    static readonly HttpClient Anybody = new();

    async Task<string> Database(string name)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using (var drop = new NpgsqlCommand($"drop database if exists {name} with (force)", connection)) await drop.ExecuteNonQueryAsync();
        await using (var create = new NpgsqlCommand($"create database {name}", connection)) await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    public static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Telemed.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
        Hub?.Dispose();
        Floor?.Dispose();
        if (HubDb is not null) await HubDb.DisposeAsync();
        if (FloorDb is not null) await FloorDb.DisposeAsync();
    }
}

/// <summary>One of the two servers as its clients see it.</summary>
sealed class Peer(Process process, string url, string requesterToken, string emergencyToken, string submissions, string alerts) : IDisposable
{
    readonly HttpClient emergency = Client(url, emergencyToken);

    /// <summary>What the server's process has used of the processors so far: tells more than the clock on a busy machine.</summary>
    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public Uri Url { get; } = new(url);

    public HttpClient Requester { get; } = Client(url, requesterToken);

    /// <summary>A dermatology request; returns the answer.</summary>
    public Task<string> Submit(string photo) => Post(Requester, submissions, Lesion.Bundle(photo: photo));

    /// <summary>A stroke alert; returns the answer.</summary>
    public Task<string> Alert() => Post(emergency, alerts, StrokeAlert.Bundle("ed-cambrai", DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(-50), nihss: 12));

    static async Task<string> Post(HttpClient by, string path, JsonNode bundle)
    {
        using var body = Fhir(bundle);
        using var answer = await by.PostAsync(path, body);
        var words = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? words : throw new InvalidOperationException(words);
    }

    public static StringContent Fhir(JsonNode body) => new(body.ToJsonString(), null, "application/fhir+json");

    public static HttpClient Client(string url, string token)
    {
        var client = new HttpClient { BaseAddress = new Uri(url) };
        if (token.Length > 0) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public void Dispose()
    {
        Requester.Dispose();
        emergency.Dispose();
    }
}
