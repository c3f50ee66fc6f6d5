using Quartz;
using Telemed.Core.OnCall;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Rotas;

/// <summary>
/// Looks seven days ahead for times in which a rota has fewer people than it needs, and tells the coordinators once of each; of one that
/// has begun, once a day.
/// </summary>
[DisallowConcurrentExecution]
sealed class FindGaps(FhirStore store, InboxEvents inbox, ILogger<FindGaps> log) : IJob
{
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(7), Every = TimeSpan.FromMinutes(10);
    const string Prefix = "gap/";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await using var transaction = await store.Begin(Caller.Hub, cancellationToken);
        var found = (await OnCall.All(transaction.Connection, transaction.Now, cancellationToken)).SelectMany(rota => Gaps(rota, transaction.Now)).ToList();
        await ToldOnce.Forget(transaction, Prefix, [.. found.Select(one => one.Key)], cancellationToken);
        var coordinators = found.Count == 0 ? [] : await Duties.Holders(transaction.Connection, "coordinator", cancellationToken);
        foreach (var (key, rota, gap) in found)
        {
            if (!await ToldOnce.Claim(transaction, key, cancellationToken)) continue;
            log.GapFound(rota.Rota.Name, gap.During.Start, coordinators.Count);
            inbox.Tell(transaction, coordinators, new InboxEvent(
                Guid.CreateVersion7(transaction.Now), "rota-gap", gap.During.Start < transaction.Now.AddDays(1) ? "urgent" : "routine",
                rota.Schedule, "", gap.During.Start, transaction.Now));
        }
        await transaction.Commit(cancellationToken);
    }

    static IEnumerable<(string Key, RotaOnFile Rota, Gap Gap)> Gaps(RotaOnFile rota, DateTimeOffset now) =>
        from gap in Shifts.Gaps(rota.Rota, rota.Changes, now, now + Ahead)
        let begins = gap.During.Start == now ? now.UtcDateTime.Date : gap.During.Start.UtcDateTime
        select ($"{Prefix}{rota.Schedule}/{begins:O}", rota, gap);
}

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Rota {Rota} has too few people from {Start}; {Coordinators} coordinators told")]
    public static partial void GapFound(this ILogger log, string rota, DateTimeOffset start, int coordinators);
}
