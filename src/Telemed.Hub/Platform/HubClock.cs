using Dapper;
using Npgsql;

namespace Telemed.Hub.Platform;

/// <summary>
/// The hub's time as C# sees it: the last hub.now() plus monotonic time. The machine's own clock is never asked, so a node whose
/// clock is wrong does no harm. When hub.now() jumps or runs faster (tests, drills, the demo), this follows within half a second.
/// </summary>
sealed class HubClock(NpgsqlDataSource db) : TimeProvider
{
    sealed record Reading(DateTimeOffset Now, long Timestamp, double Rate);

    volatile Reading last = new(DateTimeOffset.UnixEpoch, 0, 1);

    public override DateTimeOffset GetUtcNow()
    {
        var reading = last;
        return reading.Now + GetElapsedTime(reading.Timestamp) * reading.Rate;
    }

    public async Task Read(CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        var now = await connection.ExecuteScalarAsync<DateTime>(new("select hub.now()", cancellationToken: cancel));
        last = new Reading(new DateTimeOffset(now, TimeSpan.Zero), GetTimestamp(), 1);
    }

    public sealed class Reader(HubClock clock, ILogger<HubClock> log) : BackgroundService
    {
        public override async Task StartAsync(CancellationToken cancellationToken)
        {
            await clock.Read(cancellationToken);
            await base.StartAsync(cancellationToken);
        }

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await clock.Read(stoppingToken);
                }
                catch (NpgsqlException e)
                {
                    log.ClockNotRead(e);
                }
            }
        }
    }
}

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The hub's clock could not be read; counting on from its last reading")]
    public static partial void ClockNotRead(this ILogger log, Exception e);
}
