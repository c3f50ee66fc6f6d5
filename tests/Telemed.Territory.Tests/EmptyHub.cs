using Dapper;
using Microsoft.AspNetCore.Mvc.Testing;
using Npgsql;
using Telemed.Hub.Tests.Support;
using Telemed.Territory.Hub;

namespace Telemed.Territory.Tests;

/// <summary>The real hub on a real port, with an empty database of its own.</summary>
public sealed class EmptyHub : IAsyncLifetime
{
    WebApplicationFactory<global::Program> factory = null!;
    NpgsqlDataSource db = null!;
    string database = null!;

    internal HubClient Client { get; private set; } = null!;

    internal static string PathwaysFolder { get; } = Path.Combine(RepositoryRoot(), "fhir-profiles", "pathways");

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.Create();
        db = NpgsqlDataSource.Create(database);
        factory = new WebApplicationFactory<global::Program>().WithWebHostBuilder(host => host
            .UseSetting("ConnectionStrings:Telemed", database)
            .UseSetting("Demo:SignIn", "true")
            .UseSetting("Pathways:Folder", PathwaysFolder)
            .UseSetting("Serilog:MinimumLevel:Default", "Warning"));
        factory.UseKestrel(0);
        factory.StartServer();
        Client = new HubClient(factory.ClientOptions.BaseAddress);
    }

    public async Task<long> Count(string type)
    {
        await using var connection = await db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await connection.ExecuteScalarAsync<long>("select count(*) from fhir.resource where type = @type", new { type });
    }

    /// <summary>How many requests followed a pathway.</summary>
    public Task<long> TasksOf(string pathway) => One(
        "select count(*) from fhir.resource where type = 'Task' and body::jsonb ->> 'instantiatesCanonical' like '%PlanDefinition/' || @pathway || '|%'", new { pathway });

    /// <summary>How often requests of a pathway moved.</summary>
    public Task<long> MovesOf(string pathway) => One(
        """
        select count(*) from fhir.resource p join fhir.resource t on t.type = 'Task' and 'Task/' || t.id = p.body::jsonb #>> '{target,0,reference}'
        where p.type = 'Provenance' and t.body::jsonb ->> 'instantiatesCanonical' like '%PlanDefinition/' || @pathway || '|%'
        """, new { pathway });

    /// <summary>How many patients the rules have still to look at.</summary>
    public Task<long> LooksDue() => One("select count(*) from hub.deadline where kind = 'evaluate' and due_at <= hub.now()", new { });

    /// <summary>How many patients were watched for weeks: with weights, and looked at.</summary>
    public Task<long> Watched() => One(
        "select count(*) from hub.monitoring m where m.evaluated_at is not null and (select count(*) from hub.measurement w where w.patient = m.patient and w.measure = 'weight') > 10", new { });

    /// <summary>How many values scales and nurses have sent.</summary>
    public Task<long> Measured() => One("select count(*) from hub.measurement", new { });

    public Task<long> Visits() => One("select count(*) from hub.visit", new { });

    public Task<long> Calls() => One("select count(*) from hub.patient_call", new { });

    public Task<long> AlarmsAnswered() => One("select count(*) from hub.alarm where outcome is not null", new { });

    async Task<long> One(string question, object values)
    {
        await using var connection = await db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await connection.ExecuteScalarAsync<long>(question, values);
    }

    public async Task<long> PeopleWithChannels()
    {
        await using var connection = await db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await connection.ExecuteScalarAsync<long>("select count(distinct user_id) from hub.contact_point");
    }

    /// <summary>How many events of a kind were told.</summary>
    public async Task<long> Came(string kind)
    {
        await using var connection = await db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await connection.ExecuteScalarAsync<long>("select count(*) from hub.inbox_event where kind = @kind", new { kind });
    }

    /// <summary>What is stored, version by version, photos included.</summary>
    public async Task<string> Everything()
    {
        await using var connection = await db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return (await connection.ExecuteScalarAsync<string>("""
            select md5(string_agg(one, ' ' order by one)) from (
                select type || id || version || updated as one from fhir.resource
                union all select id::text || variant from hub.photo
            ) as everything
            """))!;
    }

    /// <summary>How far the hub's clock is from the machine's.</summary>
    public async Task<TimeSpan> Ahead()
    {
        await using var connection = await db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await connection.ExecuteScalarAsync<TimeSpan>("select hub.now() - clock_timestamp()");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await factory.DisposeAsync();
        await db.DisposeAsync();
        await TestDatabase.Drop(database);
    }

    static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Telemed.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
