using Telemed.Core.Requests;
using Telemed.Fhir;

namespace Telemed.Hub.Features.Tasks;

/// <summary>A request ends without an answer: withdrawn by its requester, refused by the coordinator, or lost to a technical incident (R6316-4 5°).</summary>
static class EndTask
{
    public static readonly TaskOperation Cancel = new(RequestEvent.Cancel, ParametersReading.BringsReason, Apply);

    public static readonly TaskOperation Reject = new(RequestEvent.Reject, ParametersReading.BringsReason, Apply);

    public static readonly TaskOperation Fail = new(RequestEvent.Fail, ParametersReading.BringsReason, Apply);

    static Task<Refusal?> Apply(TaskMove move, CancellationToken cancel)
    {
        move.Resource.StatusReason = move.Parameters.Reason();
        return Task.FromResult<Refusal?>(null);
    }
}
