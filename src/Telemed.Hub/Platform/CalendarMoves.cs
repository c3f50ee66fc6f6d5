using Dapper;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Telemed.Hub.Platform;

/// <summary>
/// Quartz has left triggers behind before (quartznet#1726, #3673): one that should have fired half a minute ago and is still taken,
/// blocked or in error needs a person. No alert depends on it, so the node goes on serving.
/// </summary>
sealed class CalendarMoves(NpgsqlDataSource db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = await db.OpenConnectionAsync(cancellationToken);
            var stuck = (await connection.QueryAsync<string>(new(Stuck, cancellationToken: cancellationToken))).ToList();
            Telemetry.StuckTriggers.Record(stuck.Count);
            return stuck.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"Calendar jobs stand still: {string.Join(", ", stuck)}.");
        }
        catch (NpgsqlException e)
        {
            return HealthCheckResult.Degraded("The database does not answer.", e);
        }
    }

    // Quartz writes instants as ticks since the year 1.
    const string Stuck = """
        select trigger_name || ' ' || trigger_state from quartz.triggers
        where trigger_state in ('ACQUIRED', 'BLOCKED', 'ERROR')
          and next_fire_time < (extract(epoch from hub.now() - interval '30 s') * 10000000)::bigint + 621355968000000000
        order by trigger_name
        """;
}
