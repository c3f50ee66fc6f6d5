using System.Text.Json.Nodes;
using Npgsql;
using Telemed.Hub.Platform;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Escalations;

/// <summary>A database of a test's own, filled as years would have filled it, and the plans made on it.</summary>
public abstract class PlannedDatabase : IAsyncLifetime
{
    string database = null!;

    protected NpgsqlDataSource Db { get; private set; } = null!;

    /// <summary>Writes the rows and has them counted.</summary>
    protected abstract Task Fill(NpgsqlConnection connection);

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.Create();
        Db = PreparedDatabase.Open(database);
        await using var connection = await Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await Fill(connection);
    }

    /// <summary>A plan's nodes, each with those below it.</summary>
    protected static IEnumerable<JsonNode> Nodes(JsonNode plan) => (plan["Plans"]?.AsArray() ?? []).SelectMany(below => Nodes(below!)).Prepend(plan);

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        await TestDatabase.Drop(database);
        GC.SuppressFinalize(this);
    }
}
