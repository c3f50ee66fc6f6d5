using Npgsql;

namespace Telemed.Hub.Platform;

/// <summary>The connections of the hub: what it says again and again is parsed once for each of them.</summary>
static class PreparedDatabase
{
    const int Statements = 200;

    public static NpgsqlDataSource Open(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            // The hub leaves no state in a session: resetting it at every return to the pool would be a round trip for nothing.
            NoResetOnClose = true,
            MaxAutoPrepare = Statements,
            AutoPrepareMinUsages = 2,
        };
        // Prepared, but planned for its values each time: a plan made for all values at once would walk half the store for a common code.
        settings.Options = $"{settings.Options} -c plan_cache_mode=force_custom_plan".TrimStart();
        return NpgsqlDataSource.Create(settings);
    }
}
