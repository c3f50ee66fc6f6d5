using Hl7.Fhir.Model;
using Telemed.Core.Pathways;

namespace Telemed.Core.Monitoring;

/// <summary>Reads, beside the rules of a PlanDefinition, for how long they are prescribed and when a patient counts as stable.</summary>
static class FollowUpReader
{
    const string Base = "https://telemed.example/fhir", Ucum = "http://unitsofmeasure.org";

    /// <summary>Extension on the PlanDefinition, may be left out: <c>longest</c>, <c>majorated</c>, <c>announced</c> (valueDuration), <c>renewals</c> (valueInteger), <c>source</c> (valueString).</summary>
    public const string Prescription = $"{Base}/StructureDefinition/monitoring-prescription";

    /// <summary>Extension on the PlanDefinition, may be left out: <c>days</c>, <c>ending</c>, <c>again</c> (valueDuration), <c>share</c>, <c>within</c> (valueQuantity), <c>source</c> (valueString).</summary>
    public const string Stable = $"{Base}/StructureDefinition/monitoring-stability";

    public static PrescriptionLimits? Limits(PlanDefinition plan, Place at, FaultLog faults)
    {
        if (plan.GetExtension(Prescription) is not { } extension) return null;
        var place = at[$"extension('{Prescription}')"];
        return new(
            Months(extension, "longest", place, faults), Months(extension, "majorated", place, faults), Renewals(extension, place, faults), Time(extension, "announced", place, faults),
            Source(extension, place, faults));
    }

    public static StabilityRule? Stability(PlanDefinition plan, Place at, FaultLog faults)
    {
        if (plan.GetExtension(Stable) is not { } extension) return null;
        var place = at[$"extension('{Stable}')"];
        return new(
            (int)Time(extension, "days", place, faults).TotalDays, Figure(extension, "share", "%", 100, place, faults) / 100, Figure(extension, "within", "kg", double.MaxValue, place, faults),
            Time(extension, "ending", place, faults), Time(extension, "again", place, faults), Source(extension, place, faults));
    }

    static int Months(Extension extension, string name, Place at, FaultLog faults)
    {
        if (extension.GetExtension(name)?.Value is Duration { System: Ucum, Value: { } value, Code: "mo" or "a" } duration && value == Math.Floor(value) && value > 0)
            return (int)value * (duration.Code == "a" ? 12 : 1);
        faults.Add(at[$"extension('{name}').valueDuration"], $"must be whole months or years: mo or a of {Ucum}");
        return 0;
    }

    static int Renewals(Extension extension, Place at, FaultLog faults)
    {
        if (extension.GetExtension("renewals")?.Value is Integer { Value: >= 0 and { } times }) return times;
        faults.Add(at["extension('renewals').valueInteger"], "is missing: how often the majorated forfait is renewed");
        return 0;
    }

    static TimeSpan Time(Extension extension, string name, Place at, FaultLog faults) => Reading.Time(extension.GetExtension(name)?.Value, at[$"extension('{name}').valueDuration"], faults);

    static double Figure(Extension extension, string name, string unit, double most, Place at, FaultLog faults)
    {
        if (extension.GetExtension(name)?.Value is Quantity { System: Ucum, Value: { } value } quantity && quantity.Code == unit && value > 0 && (double)value <= most) return (double)value;
        faults.Add(at[$"extension('{name}').valueQuantity"], $"must be above 0{(most < double.MaxValue ? $", at most {most}" : "")}, in {unit} of {Ucum}");
        return 0;
    }

    static string Source(Extension extension, Place at, FaultLog faults)
    {
        if ((extension.GetExtension("source")?.Value as FhirString)?.Value is { Length: > 0 } source) return source;
        faults.Add(at["extension('source').valueString"], "is missing: who says so");
        return "";
    }
}
