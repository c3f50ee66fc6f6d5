using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Telemed.Hub.Features.Escalations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Deadlines;

/// <summary>
/// Says outside that deadlines are kept, and only while they are: it reads the rows, not the loop that should have fired them. When it
/// falls silent, whoever listens raises the alarm.
/// </summary>
sealed class Heartbeat(NpgsqlDataSource db, HttpClient http, IOptions<AlertingOptions> options, ILogger<Heartbeat> log) : BackgroundService
{
    public static readonly TimeSpan Overdue = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.HeartbeatEvery));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var connection = await db.OpenConnectionAsync(stoppingToken);
                var overdue = TimeSpan.FromSeconds(await connection.ExecuteScalarAsync<double>(new(
                    "select coalesce(extract(epoch from hub.now() - min(due_at)), 0) from (select min(due_at) as due_at from hub.deadline where priority = 0 union all select min(due_at) from hub.deadline where priority > 0 union all select min(due_at) + interval '5 minutes' from hub.deadline where priority < 0) oldest where due_at < hub.now()",
                    cancellationToken: stoppingToken)));
                Telemetry.OldestOverdue.Record(overdue.TotalSeconds);
                if (overdue >= Overdue) log.Late(overdue);
                else if (options.Value.Heartbeat is { } heartbeat) (await http.PostAsync(heartbeat, null, stoppingToken)).Dispose();
            }
            catch (Exception e) when (e is NpgsqlException or HttpRequestException or TaskCanceledException && !stoppingToken.IsCancellationRequested)
            {
                log.NoHeartbeat(e);
            }
        }
    }
}

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Deadlines are overdue by {Overdue}: no heartbeat is sent")]
    public static partial void Late(this ILogger log, TimeSpan overdue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The heartbeat could not be sent")]
    public static partial void NoHeartbeat(this ILogger log, Exception e);
}
