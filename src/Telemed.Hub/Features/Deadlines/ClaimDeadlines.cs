using Npgsql;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Monitoring;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Deadlines;

/// <summary>
/// Looks for due deadlines, on every node alike: there is no leader that could be dead. Priority stat has a lane of its own, so that no
/// heap of reminders delays an alert; patients to be looked at have another. A deadline that cannot be fired holds up no other: it is tried again alone, then set aside.
/// </summary>
sealed class ClaimDeadlines(FhirStore store, FireDeadlines fire, EvaluateDue evaluate, InboxEvents inbox, ILogger<ClaimDeadlines> log) : BackgroundService
{
    const int MostAttempts = 5, LooksAtOnce = 4;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(
                Lane(new(cancel => fire.IsAnyDue(true, cancel), (limit, claimed, cancel) => fire.Batch(true, limit, TimeSpan.Zero, claimed, cancel), 50, TimeSpan.FromMilliseconds(20)), stoppingToken),
                Lane(new(cancel => fire.IsAnyDue(false, cancel), (limit, claimed, cancel) => fire.Batch(false, limit, TimeSpan.Zero, claimed, cancel), 200, TimeSpan.FromMilliseconds(40)), stoppingToken),
                Lane(new(evaluate.IsAnyDue, evaluate.Several, LooksAtOnce, TimeSpan.FromMilliseconds(40)), stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped in the middle of a look: what was claimed is claimed again by somebody else.
        }
    }

    /// <param name="Fire">Fires up to so many, and gives the rows before anything is done about them, so that it is known which one failed.</param>
    sealed record Deadlines(Func<CancellationToken, Task<bool>> IsAnyDue, Func<int, Action<IReadOnlyList<ClaimedDeadline>>?, CancellationToken, Task<int>> Fire, int Limit, TimeSpan Pause);

    async Task Lane(Deadlines lane, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var fired = 0;
            try
            {
                if (await lane.IsAnyDue(cancel)) fired = await lane.Fire(lane.Limit, null, cancel);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                if (IsInterruption(e)) log.ClaimInterrupted(e);
                else fired = await Alone(lane, cancel);
            }
            // Nodes whose looks fall apart see a deadline sooner than nodes that look together.
            if (fired == 0) await Task.Delay(lane.Pause * (0.5 + Random.Shared.NextDouble()), cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task<int> Alone(Deadlines lane, CancellationToken cancel)
    {
        for (var fired = 0; ; fired++)
        {
            ClaimedDeadline? claimed = null;
            try
            {
                if (fired == lane.Limit || await lane.Fire(1, rows => claimed = rows[0], cancel) == 0) return fired;
            }
            catch (Exception e) when (!cancel.IsCancellationRequested && (claimed is null || IsInterruption(e)))
            {
                log.ClaimInterrupted(e);
                return 0;
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                log.CannotFire(e, claimed?.Kind, claimed?.Task);
                try
                {
                    await SetBack(claimed!, e.Message, cancel);
                }
                catch (Exception again) when (!cancel.IsCancellationRequested)
                {
                    log.ClaimInterrupted(again);
                    return 0;
                }
            }
        }
    }

    // The database went away, or broke a tie of two nodes: nothing is wrong with the deadline.
    static bool IsInterruption(Exception e) => e is TimeoutException or NpgsqlException { IsTransient: true } or PostgresException
    {
        SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or StoodStill,
    };

    /// <summary>idle_in_transaction_session_timeout</summary>
    const string StoodStill = "25P03";

    async Task SetBack(ClaimedDeadline row, string reason, CancellationToken cancel)
    {
        await using var transaction = await store.Begin(Caller.Hub, cancel);
        var (at, aside) = (transaction.Now + TimeSpan.FromSeconds(1 << row.Attempt), row.Attempt + 1 >= MostAttempts);
        transaction.Effect(aside ? SetAside : TryLater, row.Key, row.Kind, row.Step, row.About, aside ? transaction.Now : at, reason);
        if (aside)
        {
            var coordinators = await Duties.Holders(transaction.Connection, "coordinator", cancel);
            inbox.Tell(transaction, coordinators, new InboxEvent(Guid.CreateVersion7(transaction.Now), "deadline-aside", "stat", row.Request, row.Task, null, transaction.Now));
            transaction.AfterCommit(() => Telemetry.DeadlinesAside.Add(1));
        }
        await transaction.Commit(cancel);
    }

    const string TryLater = """
        update hub.deadline set attempt = attempt + 1, due_at = $5 where key = $1 and kind = $2 and step = $3 and about = $4 and $6::text is not null
        """;

    const string SetAside = """
        with gone as (delete from hub.deadline where key = $1 and kind = $2 and step = $3 and about = $4 returning *)
        insert into hub.deadline_aside (key, kind, step, about, due_at, aside_at, reason) select key, kind, step, about, due_at, $5, $6 from gone
        """;
}

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Deadlines could not be looked at; trying again")]
    public static partial void ClaimInterrupted(this ILogger log, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "Deadline {Kind} of {Task} cannot be fired")]
    public static partial void CannotFire(this ILogger log, Exception e, string? kind, string? task);
}
