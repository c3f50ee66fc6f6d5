using Hl7.Fhir.Model;
using Telemed.Core.Requests;

namespace Telemed.Hub.Features.Tasks;

/// <summary>A specialist takes responsibility for a request, and from then on reaches who the patient is.</summary>
static class AcceptTask
{
    public static readonly TaskOperation Operation = new(RequestEvent.Accept, _ => RecordItems.None, (move, _) =>
    {
        move.Resource.Owner = new ResourceReference(move.Transaction.Caller.Agent);
        return Task.FromResult<Telemed.Fhir.Refusal?>(null);
    });

    public static readonly TaskOperation Start = new(RequestEvent.Start, _ => RecordItems.None, (_, _) => Task.FromResult<Telemed.Fhir.Refusal?>(null));
}
