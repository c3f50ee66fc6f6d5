using Hl7.Fhir.Model;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>A change of treatment somebody told the hub of: since when, what, and who says so.</summary>
public sealed record TreatmentChange(DateTimeOffset At, string Text, string By);

/// <summary>Reads a MedicationRequest or a MedicationStatement as a change of treatment. The hub shows what was written and suggests nothing.</summary>
static class Treatments
{
    /// <summary>Whom it is about; null for anything else.</summary>
    public static string? Patient(Resource? resource) => resource switch
    {
        MedicationRequest order => order.Subject?.Reference,
        MedicationStatement statement => statement.Subject?.Reference,
        _ => null,
    };

    /// <param name="arrived">Since when, where it does not say.</param>
    /// <returns>Null for what was entered in error or is only a draft.</returns>
    public static TreatmentChange? Read(Resource? resource, DateTimeOffset arrived) => resource switch
    {
        MedicationRequest { Status: not (MedicationRequest.MedicationrequestStatus.EnteredInError or MedicationRequest.MedicationrequestStatus.Draft) } order => new(
            PlanReader.Instant(order.AuthoredOnElement) ?? arrived, Said(order.Medication, order.Status == MedicationRequest.MedicationrequestStatus.Stopped), Name(order.Requester)),
        MedicationStatement { Status: not MedicationStatement.MedicationStatusCodes.EnteredInError } statement => new(
            PlanReader.Instant(statement.Effective as FhirDateTime ?? (statement.Effective as Period)?.StartElement ?? statement.DateAssertedElement) ?? arrived,
            Said(statement.Medication, statement.Status == MedicationStatement.MedicationStatusCodes.Stopped), Name(statement.InformationSource)),
        _ => null,
    };

    static string Said(DataType? medication, bool stopped)
    {
        var what = medication switch
        {
            CodeableConcept concept => concept.Text ?? concept.Coding.Select(coding => coding.Display ?? coding.Code).FirstOrDefault(),
            ResourceReference reference => reference.Display,
            _ => null,
        };
        return $"{(stopped ? "arrêt : " : "")}{what}";
    }

    static string Name(ResourceReference? who) => who?.Display ?? who?.Reference ?? "";
}
