using System.Globalization;
using System.Text.Json;
using Hl7.Fhir.Model;
using Telemed.Core.Pathways;
using Telemed.Core.Stroke;
using Telemed.Fhir;
using Telemed.Fhir.Rest;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Stroke;

/// <summary>
/// The emergency department's form becomes the same transaction Bundle any software sends, and enters the same way. The identifier was
/// minted with the page: a second tap, or a retry after a lost network, is the same alert.
/// </summary>
static class StartAlert
{
    /// <summary>The id of the request, of this sending or of the first one.</summary>
    public static async Task<(string? Request, Refusal? Refusal)> Run(FhirStore store, Caller caller, Pathway pathway, IFormCollection posted, DateTimeOffset now, CancellationToken cancel)
    {
        using var json = JsonDocument.Parse(ResourceBody.Write(Bundle(caller, pathway, posted, now)));
        var (response, refusal) = await FhirEndpoints.RunTransaction(store, caller, json.RootElement, cancel);
        return refusal is not null ? (null, refusal) : (RequestIn(response!), null);
    }

    static string? RequestIn(byte[] response)
    {
        using var json = JsonDocument.Parse(response);
        return json.RootElement.GetProperty("entry").EnumerateArray()
            .Select(entry => entry.GetProperty("response").GetProperty("location").GetString()!.Split('/'))
            .Where(location => Array.IndexOf(location, "ServiceRequest") >= 0)
            .Select(location => location[Array.IndexOf(location, "ServiceRequest") + 1])
            .FirstOrDefault();
    }

    static Bundle Bundle(Caller caller, Pathway pathway, IFormCollection posted, DateTimeOffset now)
    {
        var requester = new ResourceReference(caller.Agent);
        var (patient, form) = (new ResourceReference("urn:uuid:patient"), new ResourceReference("urn:uuid:form"));
        var request = new ServiceRequest
        {
            Status = RequestStatus.Active,
            Intent = RequestIntent.Order,
            Priority = RequestPriority.Stat,
            Identifier = [new("urn:ietf:rfc:3986", $"urn:uuid:{posted["identifier"]}")],
            InstantiatesCanonical = [pathway.Canonical],
            Subject = patient,
            Requester = requester,
            AuthoredOnElement = new FhirDateTime(now),
            SupportingInfo = [form],
        };
        if (DateTimeOffset.TryParse(posted["opened"], CultureInfo.InvariantCulture, out var opened) && opened <= now)
            request.AddExtension(ReadRequests.PreparationUrl, new Duration { Value = (decimal)Math.Round((now - opened).TotalSeconds), Unit = "s", System = "http://unitsofmeasure.org", Code = "s" });
        var bundle = new Bundle { Type = Hl7.Fhir.Model.Bundle.BundleType.Transaction };
        Add(bundle, "urn:uuid:patient", Patient(posted));
        Add(bundle, "urn:uuid:form", Form(pathway, posted, patient, requester, now));
        Add(bundle, "urn:uuid:request", request);
        return bundle;
    }

    /// <summary>Without a name when there is none yet: it comes later, or by the number of the visit.</summary>
    static Patient Patient(IFormCollection posted)
    {
        var patient = new Patient { Gender = posted["sex"].ToString() switch { "female" => AdministrativeGender.Female, "male" => AdministrativeGender.Male, _ => AdministrativeGender.Unknown } };
        CompleteIdentity.Fill(patient, posted);
        return patient;
    }

    static QuestionnaireResponse Form(Pathway pathway, IFormCollection posted, ResourceReference patient, ResourceReference author, DateTimeOffset now)
    {
        var response = FilledForm.Read(pathway.Form, posted);
        response.Subject = patient;
        response.Author = author;
        response.AuthoredElement = new FhirDateTime(now);
        response.Item.RemoveAll(item => item.LinkId is TwinClock.Arrival or TwinClock.LastKnownWell);
        Instant(response, TwinClock.Arrival, Language.LastAt(posted[TwinClock.Arrival], now));
        if (posted[StrokePathway.Onset] != StrokePathway.UnknownOnset) Instant(response, TwinClock.LastKnownWell, Language.LastAt(posted[TwinClock.LastKnownWell], now));
        return response;
    }

    static void Instant(QuestionnaireResponse response, string linkId, DateTimeOffset? at)
    {
        if (at is { } known) response.Item.Add(new() { LinkId = linkId, Answer = [new() { Value = new FhirDateTime(known) }] });
    }

    static void Add(Bundle bundle, string fullUrl, Resource resource) => bundle.Entry.Add(new()
    {
        FullUrl = fullUrl, Resource = resource, Request = new() { Method = Hl7.Fhir.Model.Bundle.HTTPVerb.POST, Url = resource.TypeName },
    });
}
