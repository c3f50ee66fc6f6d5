using System.Diagnostics.Metrics;
using Dapper;
using Npgsql;

namespace Telemed.Hub.Features.Channels;

/// <summary>
/// Looks at the rows, and not at those who send them: how long the most overdue delivery has been waiting to be taken up. A lane that
/// stopped shows here although its own gauges stand at zero.
/// </summary>
sealed class WatchDeliveries : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(5), TooLong = TimeSpan.FromSeconds(10);

    readonly NpgsqlDataSource db;
    readonly ILogger<WatchDeliveries> log;
    double overdue;

    public WatchDeliveries(NpgsqlDataSource db, IMeterFactory meters, ILogger<WatchDeliveries> log)
    {
        (this.db, this.log) = (db, log);
        meters.Create("Telemed").CreateObservableGauge("telemed.delivery.overdue", () => Volatile.Read(ref overdue), "s", "How long the most overdue delivery has been waiting to be taken up");
    }

    /// <summary>Seconds; zero when nothing is due.</summary>
    public static async Task<double> Overdue(NpgsqlConnection connection, CancellationToken cancel) => await connection.ExecuteScalarAsync<double>(new(
        """
        select coalesce(extract(epoch from hub.now() - min(coalesce(next_attempt_at, lease_until))), 0)::double precision
        from hub.delivery where state in ('queued', 'sending') and coalesce(next_attempt_at, lease_until) <= hub.now()
        """, cancellationToken: cancel));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var connection = await db.OpenConnectionAsync(stoppingToken);
                var seconds = await Overdue(connection, stoppingToken);
                Volatile.Write(ref overdue, seconds);
                if (seconds > TooLong.TotalSeconds) log.DeliveriesOverdue(seconds);
            }
            catch (NpgsqlException e)
            {
                log.SendingInterrupted(e);
            }
        }
    }
}

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A delivery has been waiting to be taken up for {Seconds} s: nobody sends")]
    public static partial void DeliveriesOverdue(this ILogger log, double seconds);
}
