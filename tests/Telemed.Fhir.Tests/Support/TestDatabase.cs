using Npgsql;
using Telemed.Fhir.Schema;

[assembly: AssemblyFixture(typeof(TestDatabase))]

namespace Telemed.Fhir.Tests.Support;

/// <summary>A database of its own for each server under test, copied from one that was migrated once for this run.</summary>
public sealed class TestDatabase : IAsyncLifetime, IDisposable
{
    static readonly string Server = Environment.GetEnvironmentVariable("TELEMED_TEST_PG")
        ?? throw new InvalidOperationException("TELEMED_TEST_PG is not set: run ./telemed test");

    readonly string template = $"fhir_{Guid.NewGuid():N}";
    readonly SemaphoreSlim oneCopyAtATime = new(1);

    public async ValueTask InitializeAsync()
    {
        await Run($"create database {template}");
        await Migrator.Migrate(To(template), CancellationToken.None);
        NpgsqlConnection.ClearAllPools();
    }

    public async Task<string> Create()
    {
        var name = $"fhir_{Guid.NewGuid():N}";
        await oneCopyAtATime.WaitAsync();
        try
        {
            await Run($"create database {name} template {template}");
        }
        finally
        {
            oneCopyAtATime.Release();
        }
        return To(name);
    }

    public static async Task<string> CreateEmpty()
    {
        var name = $"fhir_{Guid.NewGuid():N}";
        await Run($"create database {name}");
        return To(name);
    }

    public static Task Drop(string connectionString) =>
        Run($"drop database if exists {new NpgsqlConnectionStringBuilder(connectionString).Database} with (force)");

    public async ValueTask DisposeAsync()
    {
        await Drop(To(template));
        Dispose();
    }

    public void Dispose() => oneCopyAtATime.Dispose();

    static string To(string database) => new NpgsqlConnectionStringBuilder(Server) { Database = database, MaxPoolSize = 30, IncludeErrorDetail = true }.ConnectionString;

    static async Task Run(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
