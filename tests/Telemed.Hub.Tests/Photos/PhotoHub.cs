using System.Security.Claims;
using Dapper;
using Binary = Hl7.Fhir.Model.Binary;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Telemed.Fhir;
using Telemed.Fhir.Schema;
using Telemed.Fhir.Search;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Photos;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Tests.Photos;

/// <summary>The photo slices alone, on a PostgreSQL database of their own. Of two people who are not the owner, one reaches the request.</summary>
sealed class PhotoHub : IAsyncDisposable
{
    public const string Owner = "gp", Colleague = "derm1", Stranger = "nurse";

    readonly WebApplication app;
    readonly string database;

    PhotoHub(WebApplication app, string database) => (this.app, this.database) = (app, database);

    public NpgsqlDataSource Database => app.Services.GetRequiredService<NpgsqlDataSource>();

    public FhirStore Store => app.Services.GetRequiredService<FhirStore>();

    static string Server => Environment.GetEnvironmentVariable("TELEMED_TEST_PG")
        ?? throw new InvalidOperationException("TELEMED_TEST_PG names no server: run ./telemed test.");

    public static async Task<PhotoHub> Start(long quota = 300 * 1024 * 1024)
    {
        var database = $"photos_{Guid.CreateVersion7():N}";
        await using (var server = new NpgsqlConnection(Server)) await server.ExecuteAsync($"create database {database}");
        var connectionString = new NpgsqlConnectionStringBuilder(Server) { Database = database }.ConnectionString;
        await Migrator.Migrate(connectionString, CancellationToken.None, typeof(PhotosFeature).Assembly);
        var db = NpgsqlDataSource.Create(connectionString);

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("Photos:UnreferencedBytesPerAccount", quota.ToString())]);
        builder.Services.AddAuthentication().AddCookie();
        builder.Services.AddAuthorization();
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(db).AddSingleton<IReadRule, ColleagueOnly>();
        builder.Services.AddSingleton(await SearchParameters.Load(db, CancellationToken.None)).AddSingleton<FhirStore>();
        PhotosFeature.Add(builder.Services);

        var app = builder.Build();
        app.Use(SignIn);
        app.UseAuthorization();
        PhotosFeature.Map(app);
        await app.StartAsync();
        return new PhotoHub(app, database);
    }

    public Phone As(string account)
    {
        var client = app.GetTestClient();
        client.DefaultRequestHeaders.Add("Account", account);
        return new Phone(client);
    }

    /// <summary>What the rule of submission does: claims the photo and stores the Binary that readers are let in by.</summary>
    public async Task<IReadOnlyList<Guid>> Refer(Guid photo, string owner = Owner)
    {
        await using var transaction = await Store.Begin(Person(owner), CancellationToken.None);
        var missing = await PhotoStore.Claim(transaction, [photo], owner, CancellationToken.None);
        if (missing.Count == 0) await transaction.Create(new Binary { ContentType = "image/jpeg" }, photo.ToString(), CancellationToken.None);
        await transaction.Commit(CancellationToken.None);
        return missing;
    }

    public async Task<int> Count(string table)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>($"select count(*)::int from {table}");
    }

    public async Task Jump(TimeSpan ahead)
    {
        await using var connection = await Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            $"create or replace function hub.now() returns timestamptz language sql stable as $$ select statement_timestamp() + interval '{ahead.TotalSeconds} s' $$");
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await using var server = new NpgsqlConnection(Server);
        await server.ExecuteAsync($"drop database {database} with (force)");
    }

    public static Caller Person(string account) =>
        new(account, account, null, null, null, [], [], [], $"PractitionerRole/{account}", [$"PractitionerRole/{account}"], ReachesAll: false);

    static Task SignIn(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Headers["Account"].ToString() is { Length: > 0 } account)
        {
            http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, account)], "test"));
            http.Features.Set(Person(account));
        }
        return next(http);
    }

    sealed class ColleagueOnly : IReadRule
    {
        public string Reaches(FhirCaller caller) => caller.Agent is $"PractitionerRole/{Colleague}" or $"PractitionerRole/{Owner}" ? "true" : "false";

        public Task Trace(NpgsqlConnection connection, FhirCaller caller, string interaction, IReadOnlyCollection<Stored> read, CancellationToken cancel) =>
            Task.CompletedTask;
    }
}
