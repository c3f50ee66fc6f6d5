using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Telemed.Hub.Platform;

/// <summary>Ready to serve means that the database answers.</summary>
sealed class DatabaseAnswers(NpgsqlDataSource db) : IHealthCheck
{
    public const string Ready = "ready";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = db.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException e)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", e);
        }
    }
}
