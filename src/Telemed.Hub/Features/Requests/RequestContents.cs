using System.Text.Json;
using Hl7.Fhir.Model;
using Telemed.Core.Pathways;
using Telemed.Core.Requests;
using Telemed.Fhir.Store;
using static Hl7.Fhir.Model.OperationOutcome;
using Issues = System.Collections.Generic.List<(Hl7.Fhir.Model.OperationOutcome.IssueType Code, string Why, string? Expression)>;

namespace Telemed.Hub.Features.Requests;

/// <summary>What a request consists of, gathered from its own transaction and from the store, and held against its pathway.</summary>
sealed record RequestContents(ServiceRequest Request, Patient? Patient, QuestionnaireResponse? Form, IReadOnlyList<Media> Photos, Consent? Consent)
{
    public static async Task<RequestContents> Gather(ServiceRequest request, StoreTransaction transaction, CancellationToken cancel)
    {
        var supporting = new List<Resource>();
        foreach (var reference in request.SupportingInfo.Select(info => info.Reference).OfType<string>())
            if (await transaction.Reaches(reference, cancel) && await transaction.Find(reference, cancel) is { } stored) supporting.Add(stored.As<Resource>());
        var patient = request.Subject?.Reference is { } subject && await transaction.Reaches(subject, cancel) ? await transaction.Find(subject, cancel) : null;
        return new RequestContents(
            request, patient?.Type == "Patient" ? patient.As<Patient>() : null,
            supporting.OfType<QuestionnaireResponse>().FirstOrDefault(), [.. supporting.OfType<Media>()],
            supporting.OfType<Consent>().FirstOrDefault());
    }

    /// <summary>Everything that keeps the request from leaving, at once.</summary>
    public Issues Check(Pathway pathway)
    {
        var issues = new Issues();
        if (Request.Status != RequestStatus.Active) issues.Add((IssueType.Value, "A request is sent with status active.", "ServiceRequest.status"));
        if (Patient is null) issues.Add((IssueType.NotFound, "The patient is not known.", "ServiceRequest.subject"));
        if (pathway.Urgency(Request.Priority) is null)
            issues.Add((IssueType.CodeInvalid, $"The pathway has no urgency class for priority {Request.Priority}: {string.Join(", ", pathway.UrgencyClasses.Select(urgency => urgency.Priority))}.", "ServiceRequest.priority"));

        if (Form is null) issues.Add((IssueType.Required, $"The form {pathway.Form.Url} is missing.", "ServiceRequest.supportingInfo"));
        else if (Form.Questionnaire?.Split('|')[0] != pathway.Form.Url) issues.Add((IssueType.Value, $"The form is not {pathway.Form.Url}.", "QuestionnaireResponse.questionnaire"));
        else issues.AddRange(QuestionnaireForm.Check(pathway.Form, Form).Select(issue => (issue.Code, issue.Text.ToString(), (string?)issue.Expression)));

        foreach (var view in pathway.PhotoViews.Where(view => view.Required && !Photos.Any(photo => Shows(photo, view))))
            issues.Add((IssueType.Required, $"The photo is missing: {view.Title}.", $"Media.view ({view.Code})"));
        return issues;
    }

    public static bool Shows(Media photo, PhotoView view) => photo.View?.Coding.Exists(coding => coding.System == view.System && coding.Code == view.Code) == true;

    /// <summary>That the patient was informed and is not opposed. https://loinc.org/59284-0</summary>
    public RecordItems Present => IsInformed(Consent, Request.Subject) ? RecordItems.PatientInformed : RecordItems.None;

    /// <summary>Whether a Consent says so of that patient.</summary>
    public static bool IsInformed(Consent? consent, ResourceReference? patient) =>
        consent is { Status: Consent.ConsentState.Active }
        && consent.Scope?.Coding.Exists(coding => coding.Code == "treatment") == true
        && consent.Category.Exists(category => category.Coding.Exists(coding => coding is { System: "http://loinc.org", Code: "59284-0" }))
        && consent.PolicyRule?.Coding.Exists(coding => coding.Code == "OPTIN") == true
        && consent.Patient?.Reference == patient?.Reference;

    /// <summary>Where an identity stands in what the pool reads; null when nowhere.</summary>
    public static string? IdentityIn(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object when element.TryGetProperty("resourceType", out var type) && type.GetString() is "Patient" or "RelatedPerson" => path,
        JsonValueKind.Object when LeadsToAPatient(element) && element.TryGetProperty("display", out _) => $"{path}.display",
        JsonValueKind.Object when LeadsToAPatient(element) && element.TryGetProperty("identifier", out _) => $"{path}.identifier",
        JsonValueKind.Object => element.EnumerateObject().Select(property => IdentityIn(property.Value, $"{path}.{property.Name}")).FirstOrDefault(found => found is not null),
        JsonValueKind.Array => element.EnumerateArray().Select((item, i) => IdentityIn(item, $"{path}[{i}]")).FirstOrDefault(found => found is not null),
        _ => null,
    };

    static bool LeadsToAPatient(JsonElement element) => Telemed.Fhir.Reference.Of(element) is { Type: "Patient" };
}
