using Quartz;
using Telemed.Core.OnCall;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Rotas;

/// <summary>Half an hour before first rank changes, tells who comes that their shift begins, and who goes that there is something to hand over.</summary>
[DisallowConcurrentExecution]
sealed class AnnounceShifts(FhirStore store, InboxEvents inbox) : IJob
{
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(30), Every = TimeSpan.FromMinutes(1);
    const string Prefix = "shift/";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await using var transaction = await store.Begin(Caller.Hub, cancellationToken);
        foreach (var rota in await OnCall.All(transaction.Connection, transaction.Now.AddDays(-1), cancellationToken))
            foreach (var (kind, account, at) in Changes(rota, transaction.Now))
                if (await ToldOnce.Claim(transaction, $"{Prefix}{rota.Schedule}/{at.UtcDateTime:O}/{kind}/{account}", cancellationToken))
                    inbox.Tell(transaction, [account], new InboxEvent(Guid.CreateVersion7(transaction.Now), kind, "routine", rota.Schedule, "", at, transaction.Now));
        await ToldOnce.ForgetOld(transaction, Prefix, TimeSpan.FromDays(7), cancellationToken);
        await transaction.Commit(cancellationToken);
    }

    // Looks back as far as the hub may have been away: a shift that has begun unannounced is still announced.
    static IEnumerable<(string Kind, string Account, DateTimeOffset At)> Changes(RotaOnFile rota, DateTimeOffset now)
    {
        var first = Shifts.Between(rota.Rota, rota.Changes, now - Ahead, now + Ahead).Where(shift => shift.Rank == 1).ToList();
        foreach (var shift in first)
        {
            if (shift.During.Start > now - Ahead) yield return ("shift-begins", shift.Account, shift.During.Start);
            if (shift.During.End < now + Ahead) yield return ("shift-ends", shift.Account, shift.During.End);
        }
    }
}
