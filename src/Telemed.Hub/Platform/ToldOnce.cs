using Dapper;
using Telemed.Fhir.Store;

namespace Telemed.Hub.Platform;

/// <summary>What a calendar job tells, it tells once: a second run, on this node or another, finds it written.</summary>
static class ToldOnce
{
    /// <summary>True for the first to ask. Another transaction that asks for the same waits for this one to end.</summary>
    public static async Task<bool> Claim(StoreTransaction transaction, string what, CancellationToken cancel) =>
        await transaction.Connection.ExecuteAsync(new(
            "insert into hub.told_once (what, at) values (@what, @now) on conflict do nothing", new { what, now = transaction.Now }, cancellationToken: cancel)) == 1;

    /// <summary>Forgets what begins so and is no longer so: when it comes back it is told again.</summary>
    public static Task Forget(StoreTransaction transaction, string prefix, IReadOnlyCollection<string> still, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new(
            "delete from hub.told_once where starts_with(what, @prefix) and what <> all(@still)", new { prefix, still = still.ToArray() }, cancellationToken: cancel));

    /// <summary>Forgets what is so old that it cannot come back.</summary>
    public static Task ForgetOld(StoreTransaction transaction, string prefix, TimeSpan age, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new(
            "delete from hub.told_once where starts_with(what, @prefix) and at < @before", new { prefix, before = transaction.Now - age }, cancellationToken: cancel));
}
