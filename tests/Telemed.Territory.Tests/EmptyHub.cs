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
