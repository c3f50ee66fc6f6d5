using System.Text.Json;
using Hl7.Fhir.Model;
using Telemed.Core.Pathways;
using Telemed.Core.Stroke;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.LiveCases;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Features.Tasks;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Stroke;

/// <summary>What a button of the alert's page does: an operation on its Task, or a resource that joins its case as any software's would.</summary>
sealed class AlertActs(FhirStore store, MoveTask move, StampMilestone stamp, AssistTreatment assist)
{
    /// <summary>Largest document taken by the page; pictures of an examination stay in the archive they were made for.</summary>
    public const int MostDocumentBytes = 4 * 1024 * 1024;

    static readonly string[] Documents = ["application/pdf", "image/jpeg", "image/png"];

    public static readonly IReadOnlyList<string> Names =
        ["accept", "decline", "release", "answer", "acknowledge", "close-out", "cancel", "fail", "stamp", "assist", "assist-stop", "nihss", "checklist", "message", "document", "transfer", "identity"];

    public async Task<Refusal?> Do(string act, AlertView alert, Pathway pathway, IFormCollection form, Caller caller, DateTimeOffset now, CancellationToken cancel) => act switch
    {
        "stamp" => (await stamp.Run(caller, alert.TaskId, new Stamp(form["milestone"].ToString(), At(form, now), Said(form, "reason"), form["withdraw"] == "true"), cancel)).Refusal,
        "assist" or "assist-stop" => (await assist.Run(caller, alert.TaskId, act == "assist-stop", Said(form, "reason"), cancel)).Refusal,
        "nihss" => await Score(alert, pathway, form, caller, now, cancel),
        "checklist" => await Add(Checked(alert, pathway, form, caller, now), caller, cancel),
        "message" => Said(form, "text") is { } text ? await Add(Message(alert, text, caller, now), caller, cancel) : null,
        "document" => await Document(alert, form, caller, now, cancel),
        "transfer" => Said(form, "destination") is { } destination ? await Add(Transfer(alert, destination, caller, now), caller, cancel) : null,
        "identity" => await CompleteIdentity.Run(store, caller, alert.PatientReference, form, cancel),
        _ => (await move.Run(caller, TaskOf(alert, form), TaskOperations.All[act], Read(act, pathway, form), ifMatch: null, cancel)).Refusal,
    };

    /// <summary>The part of the alert that is meant; the alert itself unless a part of it was named.</summary>
    static string TaskOf(AlertView alert, IFormCollection form) => alert.Parts.FirstOrDefault(part => part.TaskId == form["task"])?.TaskId ?? alert.TaskId;

    /// <summary>The time somebody typed, with the minute's seconds lost; none for a tap. "Now" typed a second too late is still now.</summary>
    static DateTimeOffset? At(IFormCollection form, DateTimeOffset now) => Language.LastAt(form["at"], now);

    static string? Said(IFormCollection form, string name) => form[name].ToString().Trim() is { Length: > 0 } said ? said : null;

    static Parameters Read(string act, Pathway pathway, IFormCollection form)
    {
        var parameters = new Parameters();
        if (Said(form, "text") is { } text) parameters.Add(act is "answer" ? "text" : "reason", new FhirString(text));
        if (Said(form, "outcome") is { } outcome) parameters.Add("outcome", new FhirString(outcome));
        if (act == "close-out") parameters.Add("survey", FilledForm.Read(pathway.CloseOut, form));
        return parameters;
    }

    async Task<Refusal?> Score(AlertView alert, Pathway pathway, IFormCollection form, Caller caller, DateTimeOffset now, CancellationToken cancel)
    {
        var (assessment, faults) = NihssForm.Read(FilledForm.Read(pathway.Scale!, form), NihssObservation.PhaseOf(form["phase"]));
        if (assessment is null) return Refusal.Of(422, faults.Select(fault => (OperationOutcome.IssueType.Required, fault.Text.ToString(), (string?)fault.Item)));
        var observation = assessment.ToObservation(now);
        observation.BasedOn = [Request(alert)];
        observation.Performer = [Me(caller)];
        return await Add(observation, caller, cancel);
    }

    static QuestionnaireResponse Checked(AlertView alert, Pathway pathway, IFormCollection form, Caller caller, DateTimeOffset now)
    {
        var response = FilledForm.Read(pathway.Checklist!.Form, form);
        response.BasedOn = [Request(alert)];
        response.Author = Me(caller);
        response.AuthoredElement = new FhirDateTime(now);
        return response;
    }

    static Communication Message(AlertView alert, string text, Caller caller, DateTimeOffset now) => new()
    {
        Status = EventStatus.Completed,
        BasedOn = [Request(alert)],
        PartOf = [new($"Task/{alert.TaskId}")],
        SentElement = new FhirDateTime(now),
        Sender = Me(caller),
        Payload = [new() { Content = new FhirString(text) }],
    };

    async Task<Refusal?> Document(AlertView alert, IFormCollection form, Caller caller, DateTimeOffset now, CancellationToken cancel)
    {
        if (form.Files.GetFile("file") is not { Length: > 0 } file) return null;
        if (file.Length > MostDocumentBytes || !Documents.Contains(file.ContentType))
            return Refusal.Unprocessable(OperationOutcome.IssueType.TooLong, "Un PDF, un JPEG ou un PNG de 4 Mo au plus. / A PDF, JPEG or PNG of 4 MB at most.", "DocumentReference.content");
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, cancel);
        return await Add(new DocumentReference
        {
            Status = DocumentReferenceStatus.Current,
            Date = now,
            Author = [Me(caller)],
            Description = Said(form, "title") ?? file.FileName,
            Content = [new() { Attachment = new Attachment { ContentType = file.ContentType, Title = file.FileName, Data = bytes.ToArray() } }],
            Context = new() { Related = [Request(alert)] },
        }, caller, cancel);
    }

    static ServiceRequest Transfer(AlertView alert, string destination, Caller caller, DateTimeOffset now) => new()
    {
        Status = RequestStatus.Active,
        Intent = RequestIntent.Order,
        Priority = RequestPriority.Stat,
        Category = [new("https://telemed.example/fhir/CodeSystem/request-category", "transfer", "Transfert", null)],
        Code = new() { Text = destination },
        BasedOn = [Request(alert)],
        Subject = new(alert.PatientReference),
        Requester = Me(caller),
        AuthoredOnElement = new FhirDateTime(now),
    };

    async Task<Refusal?> Add(Resource resource, Caller caller, CancellationToken cancel)
    {
        using var json = JsonDocument.Parse(ResourceBody.Write(resource));
        return (await store.Write(caller, [new Draft(WriteKind.Create, resource.TypeName, null) { Json = json.RootElement }], written => written[0].Stored.Body!, cancel)).Refusal;
    }

    static ResourceReference Request(AlertView alert) => new($"ServiceRequest/{alert.RequestId}");

    static ResourceReference Me(Caller caller) => new(caller.Agent, caller.Name);
}
