using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Telemed.Fhir.Rest;
using Telemed.Fhir.Search;
using Telemed.Fhir.Store;

namespace Telemed.Fhir.Tests.Support;

/// <summary>A FHIR server on a real port, with a database of its own, that everybody may read: what every interaction is tested through.</summary>
public class FhirServer(TestDatabase databases) : IAsyncLifetime
{
    WebApplication app = null!;
    string database = null!;

    public static readonly FhirCaller Software = new("Device/software", ["Device/software"], ReachesAll: true);

    /// <summary>The address of the FHIR base, without a slash at its end.</summary>
    public string Base { get; private set; } = null!;

    public NpgsqlDataSource Db { get; private set; } = null!;

    public FhirStore Store => app.Services.GetRequiredService<FhirStore>();

    public Client Client { get; private set; } = null!;

    protected virtual IEnumerable<IWriteRule> Rules => [];

    protected virtual IReadRule Reading => new OpenReading();

    public virtual async ValueTask InitializeAsync()
    {
        database = await databases.Create();
        Db = NpgsqlDataSource.Create(database);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0");
        builder.Services.AddSingleton(Db);
        builder.Services.AddSingleton(await SearchParameters.Load(Db, CancellationToken.None));
        builder.Services.AddSingleton(Reading);
        foreach (var rule in Rules) builder.Services.AddSingleton(rule);
        builder.Services.AddSingleton<FhirStore>();
        app = builder.Build();
        app.MapGroup("/fhir").MapFhir(_ => Software);
        await app.StartAsync();
        Base = app.Urls.Single() + "/fhir";
        Client = new Client(Base);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        await Db.DisposeAsync();
        await TestDatabase.Drop(database);
        GC.SuppressFinalize(this);
    }

    /// <summary>The first column of the first row.</summary>
    public async Task<T> Scalar<T>(string sql)
    {
        await using var command = Db.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async Task Run(string sql)
    {
        await using var command = Db.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
