using Npgsql;
using Telemed.Fhir.Schema;

namespace Telemed.Hub.Tests.Support;

/// <summary>A database of its own for each hub under test, copied from one that was migrated once.</summary>
static class TestDatabase
{
    static readonly string Server = Environment.GetEnvironmentVariable("TELEMED_TEST_PG")
        ?? throw new InvalidOperationException("TELEMED_TEST_PG is not set: run ./telemed test");

    static readonly Lazy<Task> Template = new(async () =>
    {
        await Run("drop database if exists hub_template");
        await Run("create database hub_template");
        await Migrator.Migrate(To("hub_template"), TestContext.Current.CancellationToken, typeof(Program).Assembly);
        NpgsqlConnection.ClearAllPools();
    });

    static readonly SemaphoreSlim OneCopyAtATime = new(1);

    public static async Task<string> Create()
    {
        await Template.Value;
        var name = $"hub_{Guid.NewGuid():N}";
        await OneCopyAtATime.WaitAsync();
        try
        {
            await Run($"create database {name} template hub_template");
        }
        finally
        {
            OneCopyAtATime.Release();
        }
        return To(name);
    }

    public static async Task Drop(string connectionString)
    {
        NpgsqlConnection.ClearAllPools();
        await Run($"drop database if exists {new NpgsqlConnectionStringBuilder(connectionString).Database} with (force)");
    }

    static string To(string database) => new NpgsqlConnectionStringBuilder(Server) { Database = database, MaxPoolSize = 40, IncludeErrorDetail = true }.ConnectionString;

    static async Task Run(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
