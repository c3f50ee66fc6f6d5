using System.Text.Json;
using Hl7.Fhir.Model;
using Telemed.Fhir;
using Telemed.Fhir.Rest;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;
using Measure = Telemed.Core.Monitoring.Measure;

namespace Telemed.Hub.Features.Visits;

/// <summary>What a patient says of themselves, as the Bundle that enters like any other. They write, about themselves, and read nothing.</summary>
static class OwnReport
{
    public static async Task<Refusal?> Take(FhirStore store, string patient, Questionnaire form, IFormCollection posted, DateTimeOffset now, CancellationToken cancel)
    {
        var caller = new Caller(patient, "", null, null, null, [], [], [], patient, [], ReachesAll: false) { Patient = patient };
        using var json = JsonDocument.Parse(ResourceBody.Write(Bundle(patient, form, posted, now)));
        var (_, refusal) = await FhirEndpoints.RunTransaction(store, caller, json.RootElement, cancel);
        return refusal;
    }

    static Bundle Bundle(string patient, Questionnaire form, IFormCollection posted, DateTimeOffset now)
    {
        // Minted with the page: a second tap is the same answer.
        var id = $"urn:uuid:{(Guid.TryParse(posted["identifier"], out var minted) ? minted : Guid.CreateVersion7(now))}";
        var response = FilledForm.Read(form, posted);
        response.Identifier = new("urn:ietf:rfc:3986", id);
        response.Subject = response.Author = response.Source = new ResourceReference(patient);
        response.AuthoredElement = new FhirDateTime(now);
        var bundle = new Bundle { Type = Hl7.Fhir.Model.Bundle.BundleType.Transaction };
        Add(bundle, id, response);
        foreach (var (measure, value) in response.Item.Select(item => (Measure.Find(item.LinkId), (item.Answer[0].Value as FhirDecimal)?.Value)))
            if (measure is { Loinc: [var loinc, ..] } && value is { } number)
                Add(bundle, "urn:uuid:measured", new Observation
                {
                    Meta = FrenchMeasures.Profile(loinc) is { } profile ? new() { Profile = [profile] } : null,
                    Status = ObservationStatus.Final,
                    Category = [new("http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs", "vital-signs", null)],
                    Code = new CodeableConcept("http://loinc.org", loinc),
                    Subject = new ResourceReference(patient),
                    Performer = [new ResourceReference(patient)],
                    Effective = new FhirDateTime(now),
                    Value = new Quantity(number, measure.Unit, "http://unitsofmeasure.org") { Code = measure.Unit },
                    DerivedFrom = [new ResourceReference(id)],
                });
        return bundle;
    }

    static void Add(Bundle bundle, string fullUrl, Resource resource) => bundle.Entry.Add(new()
    {
        FullUrl = fullUrl, Resource = resource, Request = new() { Method = Hl7.Fhir.Model.Bundle.HTTPVerb.POST, Url = resource.TypeName },
    });
}
