using Dapper;
using Telemed.Core.Requests;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Escalations;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Tasks;

/// <summary>
/// Word of a waiting Task has reached a device of somebody who was told: requested becomes received, once, in the transaction that
/// records the confirmation. Forty consoles confirm at once, and one of them does it; no acceptance waits behind the others.
/// </summary>
sealed class DeliverTask(PathwayList pathways, InboxEvents inbox)
{
    /// <summary>Of a notification n and its escalation w: nobody's device has confirmed yet, and somebody is still waited for.</summary>
    public const string IsFirst = "w.waiting and n.clock = 'accept' and w.received_at is null and coalesce(n.response, 'undefined') = 'undefined'";

    /// <summary>How long to look away when somebody else has the Task: they move it, and there is nothing left to do.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    const int Looks = 25;

    /// <summary>Locks the Task, then what follows it; the caller writes the confirmation after that.</summary>
    /// <param name="look">How often the caller has looked before; after some, it waits for the lock.</param>
    /// <returns>False when somebody else has the Task: nothing is done.</returns>
    public async Task<bool> Run(StoreTransaction transaction, string reference, int look, CancellationToken cancel)
    {
        if (look < Looks && await transaction.Connection.ExecuteScalarAsync<long?>(new(
                "select key from fhir.resource where type = 'Task' and id = @id for update skip locked", new { id = reference["Task/".Length..] }, cancellationToken: cancel)) is null) return false;
        if (await transaction.Lock(reference, cancel) is not { Deleted: false } stored) return true;
        var waits = await transaction.Connection.ExecuteScalarAsync<bool>(new(
            "select waiting and received_at is null from hub.escalation where key = @key for update", new { key = stored.Key }, cancellationToken: cancel));
        if (!waits) return true;
        transaction.Effect("update hub.escalation set received_at = $2 where key = $1", stored.Key, transaction.Now);
        var resource = stored.As<FhirTask>();
        if (pathways.Find(resource.InstantiatesCanonical) is not { } pathway
            || RequestLifecycle.Decide(new RequestFacts(resource.Status), RequestEvent.Deliver, Part.Hub) is not Decision.Move move) return true;

        var task = new LivingTask(stored.Id, resource, pathway);
        task.Follow(move.Transition, task.ReplyClock, transaction.Now);
        var write = transaction.Update(stored, resource);
        var kind = Transitions.CodeOf(RequestEvent.Deliver);
        Access.LeaveTrace(transaction, kind, reference, write.Version);
        var provenance = await transaction.Create(Transitions.Record(transaction, reference, RequestEvent.Deliver, null), null, cancel);
        Access.Put(transaction, task.Request, provenance.Key, RequestAccess.SectionOf(provenance.Type));
        if (WaitingTask.Account(task.Requester) is { } requester) inbox.Tell(transaction, [requester], Transitions.Event(transaction, task, kind, task.ReplyClock.Due));
        return true;
    }
}
