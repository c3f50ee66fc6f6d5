using Quartz;
using Telemed.Core.OnCall;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Rotas;

/// <summary>
/// Looks seven days ahead for times in which a rota has fewer people than it needs, or one person is first on two rotas that are called
/// together, and tells the coordinators once of each; of one that has begun, once a day.
/// </summary>
[DisallowConcurrentExecution]
sealed class FindGaps(FhirStore store, InboxEvents inbox, PathwayList pathways, ILogger<FindGaps> log) : IJob
{
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(7), Every = TimeSpan.FromMinutes(10);
    const string Gap = "gap/", Double = "double/";

    /// <param name="Key">By which it is told once.</param>
    sealed record Found(string Key, string Kind, RotaOnFile Rota, DateTimeOffset Start);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await using var transaction = await store.Begin(Caller.Hub, cancellationToken);
        var rotas = await OnCall.All(transaction.Connection, transaction.Now, cancellationToken);
        List<Found> found = [.. rotas.SelectMany(rota => Gaps(rota, transaction.Now)), .. Doubles(rotas, transaction.Now)];
        foreach (var prefix in new[] { Gap, Double })
            await ToldOnce.Forget(transaction, prefix, [.. found.Select(one => one.Key)], cancellationToken);
        var coordinators = found.Count == 0 ? [] : await Duties.Holders(transaction.Connection, "coordinator", cancellationToken);
        foreach (var one in found)
        {
            if (!await ToldOnce.Claim(transaction, one.Key, cancellationToken)) continue;
            log.RotaWarned(one.Rota.Rota.Name, one.Kind, one.Start, coordinators.Count);
            inbox.Tell(transaction, coordinators, new InboxEvent(
                Guid.CreateVersion7(transaction.Now), one.Kind, one.Start < transaction.Now.AddDays(1) ? "urgent" : "routine", one.Rota.Schedule, "", one.Start, transaction.Now));
        }
        await transaction.Commit(cancellationToken);
    }

    static IEnumerable<Found> Gaps(RotaOnFile rota, DateTimeOffset now) =>
        from gap in Shifts.Gaps(rota.Rota, rota.Changes, now, now + Ahead)
        select new Found($"{Gap}{rota.Schedule}/{Begins(gap.During.Start, now):O}", "rota-gap", rota, gap.During.Start);

    IEnumerable<Found> Doubles(IReadOnlyList<RotaOnFile> rotas, DateTimeOffset now) =>
        from turn in DoubleTurns.Between(pathways, rotas, now, now + Ahead)
        select new Found(
            $"{Double}{turn.One.Schedule}/{turn.Other.Schedule}/{turn.Account}/{Begins(turn.During.Start, now):O}", "rota-double", turn.One, turn.During.Start);

    static DateTime Begins(DateTimeOffset start, DateTimeOffset now) => start == now ? now.UtcDateTime.Date : start.UtcDateTime;
}

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Rota {Rota}: {Kind} from {Start}; {Coordinators} coordinators told")]
    public static partial void RotaWarned(this ILogger log, string rota, string kind, DateTimeOffset start, int coordinators);
}
