using Quartz;
using Telemed.Hub.Features.Monitoring;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Deadlines;

/// <summary>
/// A second way, independent of the claimers: what is overdue by more than they could ever be late is fired from here, and that it was
/// ever necessary is an alarm.
/// </summary>
[DisallowConcurrentExecution]
sealed class OverdueSweep(FireDeadlines fire, EvaluateDue evaluate, ILogger<OverdueSweep> log) : IJob
{
    // A morning on which thousands weigh themselves is worked off in a minute or two: that is no alarm.
    static readonly TimeSpan Unwatched = TimeSpan.FromMinutes(5);

    public static void Schedule(IQuartzBuilder quartz) => quartz.Every<OverdueSweep>(TimeSpan.FromSeconds(5));

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var lanes = new Func<Task<int>>[]
        {
            () => fire.Batch(true, 50, Heartbeat.Overdue, null, cancellationToken), () => fire.Batch(false, 50, Heartbeat.Overdue, null, cancellationToken),
            () => evaluate.Next(Unwatched, null, cancellationToken),
        };
        foreach (var lane in lanes)
            for (var fired = -1; fired != 0;)
            {
                fired = await lane();
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
