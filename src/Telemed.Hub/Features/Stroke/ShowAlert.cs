using Hl7.Fhir.Model;
using Telemed.Core;
using Telemed.Core.Requests;
using Telemed.Core.Stroke;
using Telemed.Hub.Features.LiveCases;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Stroke;

/// <summary>An alert's resources as its pages show them.</summary>
static class ShowAlert
{
    static readonly Wording Neurologist = new("Neurologue", "Neurologist");

    public static AlertView Of(LiveCase live, Caller caller, DateTimeOffset now)
    {
        var (file, status) = (live.File, live.File.Task.Resource.Status);
        var parts = Parts(live, caller, now);
        var checks = live.All<QuestionnaireResponse>().Where(one => file.Pathway.Checklist is { } list && one.Resource.Questionnaire?.Split('|')[0] == list.Form.Url).Select(one => one.Resource).LastOrDefault();
        var assistance = live.Assistance is var (_, task) ? new AssistanceView(
            task.Status ?? FhirTask.TaskStatus.InProgress, Name(file, task.Owner), Instant(task.ExecutionPeriod?.StartElement) ?? now, Instant(task.ExecutionPeriod?.EndElement)) : null;
        var (asks, held) = (file.Task.Requester == caller.Agent || AsksWith(file, caller), file.Task.Holder == caller.Agent);
        var open = RequestLifecycle.IsOpen(status);
        return new AlertView
        {
            RequestId = file.Task.Request["ServiceRequest/".Length..],
            TaskId = file.Stored.Id,
            Place = file.Roles.GetValueOrDefault(file.Task.Requester)?.Organization?.Display ?? file.NameOf(file.Task.Requester),
            Title = file.Title(),
            Sex = file.Summary.Sex,
            SentAt = file.Task.ReplyClock.StartedAt,
            Now = now,
            Clock = live.Clock,
            Parts = parts,
            PatientReference = file.Task.Patient,
            Patient = file.Patient.Identity(),
            Visit = file.Patient?.Identifier.Find(identifier => identifier.System == CompleteIdentity.VisitSystem)?.Value,
            IsActive = open || assistance is { Status: FhirTask.TaskStatus.InProgress } || (status == FhirTask.TaskStatus.Completed && !file.Task.IsAcknowledged),
            Holds = asks || parts.Any(part => part.Mine),
            Asks = asks,
            Scale = file.Pathway.Scale,
            Scores = [.. live.All<Observation>().Where(one => NihssObservation.Is(one.Resource)).Select(one => Score(file, one.Resource)).OfType<ScoreView>()],
            Checklist = file.Pathway.Checklist,
            Answers = file.Pathway.Checklist?.Answers(checks) ?? new Dictionary<string, Core.Pathways.Tristate>(),
            CheckedAt = Instant(checks?.AuthoredElement),
            Messages = [.. live.All<Communication>().Select(one => Message(file, one.Resource, caller))],
            Documents = [.. live.All<DocumentReference>().Select(one => Document(file, one.Id, one.Resource))],
            Assistance = assistance,
            Transfers = [.. live.All<ServiceRequest>().Where(one => !one.Resource.InstantiatesCanonical.Any() && one.Resource.Code is not null).Select(one => new TransferView(
                one.Resource.Code!.Text ?? "", Name(file, one.Resource.Requester), Instant(one.Resource.AuthoredOnElement) ?? now))],
            Opinion = file.Opinion(),
            Readings = [.. file.Readings.Select(report => new MessageView(report.Conclusion ?? "", Name(file, report.Performer.FirstOrDefault()), report.Issued ?? now, Own: false))],
            Outcomes = held && open ? file.Pathway.Outcomes : [],
            Survey = asks && file.Task.IsAcknowledged && !file.Task.IsClosedOut ? file.Pathway.CloseOut : null,
            Trail = [.. file.Steps()],
            Calls = asks ? file.Calls() : [],
            MayAnswer = held && open,
            MayAssist = held && assistance is null or { Status: FhirTask.TaskStatus.Cancelled } && !file.Task.IsClosedOut,
            MayCancel = asks && open,
        };
    }

    static bool AsksWith(CaseFile file, Caller caller) =>
        caller.Organization is { } organization && file.Roles.GetValueOrDefault(file.Task.Requester)?.Organization?.Reference == organization && !caller.Pools.Contains(file.Task.Pool);

    static IReadOnlyList<PartView> Parts(LiveCase live, Caller caller, DateTimeOffset now)
    {
        var file = live.File;
        return
        [
            Part(file, file.Stored.Id, file.Task.Resource, Neurologist, caller.Pools.Contains(file.Task.Pool), caller, now),
            .. live.Roles.Select(role => Part(
                file, role.Id, role.Task, file.Pathway.RoleOf(live.RoleOf(role.Task))!.Title, caller.Pools.Contains(role.Task.Owner?.Reference ?? ""), caller, now)),
        ];
    }

    static PartView Part(CaseFile file, string id, FhirTask task, Wording role, bool offered, Caller caller, DateTimeOffset now)
    {
        var reference = $"Task/{id}";
        var held = RequestLifecycle.IsHeld(task.Status) || task.Status == FhirTask.TaskStatus.Completed;
        var free = task.Status is FhirTask.TaskStatus.Requested or FhirTask.TaskStatus.Received;
        var at = held ? Instant(task.ExecutionPeriod?.StartElement) : Instant(task.AuthoredOnElement);
        var mark = reference == file.Task.Reference ? file.Mark() : held ? Mark.Held : file.Reached(reference);
        return new(id, role, mark, held ? Name(file, task.Owner) : null, at ?? file.Task.ReplyClock.StartedAt, offered && free, held && task.Owner?.Reference == caller.Agent, RequestLifecycle.IsOpen(task.Status))
        {
            Told = file.Tellings(now, reference),
            Next = file.ToldNext(reference, now),
            IsAtItsLast = file.IsAtItsLast(task, reference),
        };
    }

    static ScoreView? Score(CaseFile file, Observation observation) => NihssObservation.Read(observation).Assessment is { } assessment
        ? new(assessment, Instant(observation.Effective as FhirDateTime) ?? file.Stored.Updated, Name(file, observation.Performer.FirstOrDefault()))
        : null;

    static MessageView Message(CaseFile file, Communication message, Caller caller) => new(
        string.Join(' ', message.Payload.Select(payload => (payload.Content as FhirString)?.Value).OfType<string>()), Name(file, message.Sender),
        Instant(message.SentElement) ?? file.Stored.Updated, message.Sender?.Reference == caller.Agent);

    static DocumentView Document(CaseFile file, string id, DocumentReference document) => new(
        id, document.Description ?? document.Content.FirstOrDefault()?.Attachment.Title ?? "", Name(file, document.Author.FirstOrDefault()), document.Date ?? file.Stored.Updated,
        document.Content.FirstOrDefault()?.Attachment.Data?.Length ?? 0);

    static string Name(CaseFile file, ResourceReference? who) => who?.Display ?? file.NameOf(who?.Reference ?? "");

    static DateTimeOffset? Instant(FhirDateTime? at) => at?.ToDateTimeOffset(TimeSpan.Zero);
}
