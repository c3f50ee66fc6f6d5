using Hl7.Fhir.Model;
using Telemed.Core.Requests;
using Telemed.Fhir;

namespace Telemed.Hub.Features.Tasks;

/// <summary>
/// A decline by a pool member is recorded and changes nothing; a decline or release by the holder, and a reassignment by the
/// coordinator, return the same Task to its pool.
/// </summary>
static class ReturnTask
{
    public static readonly TaskOperation Decline = new(RequestEvent.Decline, ParametersReading.BringsReason, ToThePool);

    public static readonly TaskOperation Release = new(RequestEvent.Release, ParametersReading.BringsReason, ToThePool);

    public static readonly TaskOperation Reassign = new(RequestEvent.Reassign, ParametersReading.BringsReason, ToThePool);

    static Task<Refusal?> ToThePool(TaskMove move, CancellationToken cancel)
    {
        if (!RequestLifecycle.IsHeld(move.Resource.Status)) move.Resource.Owner = new ResourceReference(move.Task.Pool);
        move.Resource.StatusReason = move.Parameters.Reason();
        return Task.FromResult<Refusal?>(null);
    }
}
