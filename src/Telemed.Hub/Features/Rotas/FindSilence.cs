using Microsoft.Extensions.Options;
using Quartz;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Escalations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Rotas;

/// <summary>
/// Tells the coordinators, once in a turn, of somebody on call whose devices are not heard any more. An alert goes its way all the same:
/// other channels, the next rank.
/// </summary>
[DisallowConcurrentExecution]
sealed class FindSilence(FhirStore store, InboxEvents inbox, IOptions<AlertingOptions> alerting, ILogger<FindSilence> log) : IJob
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await using var transaction = await store.Begin(Caller.Hub, cancellationToken);
        var rotas = await OnCall.All(transaction.Connection, transaction.Now.AddDays(-1), cancellationToken);
        var silent = (await OnCallDevices.Now(transaction.Connection, rotas, transaction.Now, TimeSpan.FromSeconds(alerting.Value.SilentAfter), cancellationToken))
            .Where(one => one is { IsSilent: true, ToldAt: null }).ToList();
        var coordinators = silent.Count == 0 ? [] : await Duties.Holders(transaction.Connection, "coordinator", cancellationToken);
        foreach (var one in silent)
        {
            if (!await ToldOnce.Claim(transaction, one.Key, cancellationToken)) continue;
            log.DeviceSilent(one.Rota.Rota.Name, one.Person.Rank, coordinators.Count);
            inbox.Tell(transaction, coordinators, new InboxEvent(
                Guid.CreateVersion7(transaction.Now), "device-silent", one.Person.Rank == 1 ? "urgent" : "routine", one.Rota.Schedule, "", null, transaction.Now));
        }
        await ToldOnce.ForgetOld(transaction, OnCallDevices.Prefix, Kept, cancellationToken);
        transaction.Effect("delete from hub.device where heard_at < $1", transaction.Now - Kept);
        transaction.Effect("delete from hub.listening where at < $1", transaction.Now - Kept);
        await transaction.Commit(cancellationToken);
    }
}

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "No device is heard of rank {Rank} on rota {Rota}; {Coordinators} coordinators told")]
    public static partial void DeviceSilent(this ILogger log, string rota, int rank, int coordinators);
}
