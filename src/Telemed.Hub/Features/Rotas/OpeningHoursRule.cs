using Hl7.Fhir.Model;
using Telemed.Core.Calendars;
using Telemed.Fhir;
using Telemed.Fhir.Store;

namespace Telemed.Hub.Features.Rotas;

/// <summary>Hours that a delay could not run by are refused when they are written, with every reason at once.</summary>
sealed class OpeningHoursRule : IWriteRule
{
    public bool Concerns(string type) => type == "HealthcareService";

    public ValueTask<Refusal?> Guard(Write write, StoreTransaction transaction, CancellationToken cancel) =>
        ValueTask.FromResult(write.Resource is HealthcareService service && OpeningHours.Read(service) is { Faults: { Count: > 0 } faults } ? RotaRefusals.Of(faults) : null);
}
