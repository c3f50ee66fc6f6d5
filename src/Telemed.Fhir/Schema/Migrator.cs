using System.Reflection;
using Dapper;
using DbUp;
using Npgsql;

namespace Telemed.Fhir.Schema;

/// <summary>Brings a database to the present: embedded, numbered, forward-only SQL files, under an advisory lock.</summary>
public static class Migrator
{
    /// <summary>Runs what has not run yet, from this assembly and then from those given. Safe when several nodes start at once.</summary>
    public static async Task Migrate(string connectionString, CancellationToken cancel, params Assembly[] more)
    {
        // Not pooled: the lock lives as long as the connection, and closing must end it.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancel);
        await connection.ExecuteAsync(new("select pg_advisory_lock(hashtext('telemed.migrations'))", cancellationToken: cancel));
        var result = DeployChanges.To.PostgresqlDatabase(connectionString)
            .WithScriptsEmbeddedInAssemblies([typeof(Migrator).Assembly, .. more], name => name.EndsWith(".sql", StringComparison.Ordinal))
            .WithTransactionPerScript()
            .JournalToPostgresqlTable("public", "schema_version")
            .WithVariablesDisabled()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful) throw new InvalidOperationException($"Migration {result.ErrorScript?.Name} failed: {result.Error.Message}", result.Error);
    }
}
