using Quartz;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Deadlines;

/// <summary>
/// A second way, independent of the claimers: what is overdue by more than they could ever be late is fired from here, and that it was
/// ever necessary is an alarm.
/// </summary>
[DisallowConcurrentExecution]
sealed class OverdueSweep(FireDeadlines fire, ILogger<OverdueSweep> log) : IJob
{
    public static void Schedule(IQuartzBuilder quartz) => quartz.Every<OverdueSweep>(TimeSpan.FromSeconds(5));

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var stat in new[] { true, false })
            for (var fired = -1; fired != 0;)
            {
                fired = await fire.Batch(stat, 50, Heartbeat.Overdue, null, cancellationToken);
                if (fired == 0) continue;
                Telemetry.DeadlinesSwept.Add(fired);
                log.Swept(fired);
            }
    }
}

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} deadlines were overdue: nobody had claimed them")]
    public static partial void Swept(this ILogger log, int count);
}
