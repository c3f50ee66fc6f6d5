using Hl7.Fhir.Model;
using Telemed.Core.Requests;
using Telemed.Fhir;

namespace Telemed.Hub.Features.Tasks;

/// <summary>A request ends without an answer: withdrawn by its requester, refused by the coordinator, or lost to a technical incident (R6316-4 5°).</summary>
static class EndTask
{
    public static readonly TaskOperation Cancel = new(RequestEvent.Cancel, Reason, Apply);

    public static readonly TaskOperation Reject = new(RequestEvent.Reject, Reason, Apply);

    public static readonly TaskOperation Fail = new(RequestEvent.Fail, Reason, Apply);

    static RecordItems Reason(Parameters parameters) => RecordItems.Reason.If(parameters.Text("reason") is not null);

    static Task<Refusal?> Apply(TaskMove move, CancellationToken cancel)
    {
        move.Resource.StatusReason = move.Parameters.Text("reason") is { } reason ? new CodeableConcept { Text = reason } : null;
        return Task.FromResult<Refusal?>(null);
    }
}
