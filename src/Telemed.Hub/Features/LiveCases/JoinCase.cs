using System.Text.Json;
using Hl7.Fhir.Model;
using Telemed.Core.Pathways;
using Telemed.Core.Requests;
using Telemed.Core.Stroke;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;
using static Hl7.Fhir.Model.OperationOutcome;

namespace Telemed.Hub.Features.LiveCases;

/// <summary>
/// What is based on a live request joins its case, from the console or from any software: an examination, the checklist, a message, a
/// document, a transfer. The people of the case reach it and are told; nobody else may add.
/// </summary>
sealed class JoinCase(PathwayList pathways, InboxEvents inbox) : IWriteRule
{
    /// <summary>Type, and the kind of event it is told as.</summary>
    static readonly Dictionary<string, string> Kinds = new()
    {
        ["Observation"] = "examination", ["QuestionnaireResponse"] = "checklist", ["Communication"] = "message", ["DocumentReference"] = "document", ["ServiceRequest"] = "transfer",
    };

    public bool Concerns(string type) => Kinds.ContainsKey(type);

    public async ValueTask<Refusal?> Guard(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (write.Kind != WriteKind.Create || await Case(write, transaction, cancel) is not var (request, living, pathway)) return null;
        if (living is null) return null;
        if (!await CaseCircle.Holds(transaction, request, cancel)) return Refusal.Forbidden("Prenez d’abord cette alerte. / Accept this alert first.");
        var task = living.As<FhirTask>();
        if (task.Status is FhirTask.TaskStatus.Cancelled or FhirTask.TaskStatus.Rejected || BusinessStatus.Of(task.BusinessStatus) == BusinessStatus.Closed)
            return Refusal.Conflict("Cette alerte est close. / This alert is closed.");
        return write.Resource switch
        {
            Observation observation when NihssObservation.Is(observation) && NihssObservation.Read(observation).Faults is { Count: > 0 } faults =>
                Refusal.Of(422, faults.Select(fault => (IssueType.Value, fault.Text.ToString(), (string?)$"Observation.component ({fault.Item})"))),
            QuestionnaireResponse response when Answered(response, pathway) is { } form && QuestionnaireForm.Check(form, response) is { Count: > 0 } issues =>
                Refusal.Of(422, issues.Select(issue => (issue.Code, issue.Text.ToString(), (string?)issue.Expression))),
            _ => null,
        };
    }

    public async ValueTask<Refusal?> Effects(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (write.Kind != WriteKind.Create || await Case(write, transaction, cancel) is not var (request, living, _)) return null;
        Access.Put(transaction, request, write.Key, RequestAccess.Exchange);
        if (living is not null) await CaseCircle.Tell(transaction, inbox, living.As<FhirTask>(), living.Reference, Kinds[write.Type], cancel);
        return null;
    }

    static Questionnaire? Answered(QuestionnaireResponse response, Pathway pathway) =>
        pathway.Checklist?.Form is { } form && response.Questionnaire?.Split('|')[0] == form.Url ? form : null;

    /// <summary>The live case a resource is based on; its Task is null while the request itself is only being sent.</summary>
    async Task<(string Request, Stored? Living, Pathway Pathway)?> Case(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (write.Body is null) return null;
        using var json = JsonDocument.Parse(write.Body);
        foreach (var request in Requests(json.RootElement))
        {
            if (request == write.Reference || !await transaction.Reaches(request, cancel) || await transaction.Find(request, cancel) is not { } found
                || pathways.Find(found.As<ServiceRequest>().InstantiatesCanonical.FirstOrDefault()) is not { IsLive: true } pathway) continue;
            foreach (var reference in await CaseCircle.Tasks(transaction.Connection, request, cancel))
                if (await transaction.Find(reference, cancel) is { } living && living.As<FhirTask>() is { PartOf.Count: 0 } task && task.Focus?.Reference == request) return (request, living, pathway);
            return (request, null, pathway);
        }
        return null;
    }

    static IEnumerable<string> Requests(JsonElement resource) =>
        from list in new[] { Many(resource, "basedOn"), resource.TryGetProperty("context", out var context) && context.ValueKind == JsonValueKind.Object ? Many(context, "related") : default }
        from reference in list
        where Telemed.Fhir.Reference.Of(reference) is { Type: "ServiceRequest" }
        select Telemed.Fhir.Reference.Of(reference)!.Value.ToString();

    static JsonElement.ArrayEnumerator Many(JsonElement element, string name) =>
        element.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;
}
