using Hl7.Fhir.Model;
using Telemed.Core.Pathways;
using Telemed.Core.Requests;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.LiveCases;

/// <summary>
/// POST Task/[id]/$assist: the expert who holds the request assists the treatment at a distance. It is another legal act than the
/// opinion (R6316-1, 4° CSP), so it is a request and a Task of its own, based on and part of the first.
/// </summary>
sealed class AssistTreatment(FhirStore store, PathwayList pathways, InboxEvents inbox)
{
    public const string Act = "teleassistance";

    /// <param name="stop">True ends an assistance that came to no treatment.</param>
    public async Task<(Stored? Task, Refusal? Refusal)> Run(Caller caller, string taskId, bool stop, string? reason, CancellationToken cancel)
    {
        await using var transaction = await store.Begin(caller, cancel);
        var reference = $"Task/{taskId}";
        if (!await transaction.Reaches(reference, cancel) || await transaction.Lock(reference, cancel) is not { Deleted: false } stored) return (null, Refusal.NotFound(reference));
        var task = stored.As<FhirTask>();
        if (pathways.Find(task.InstantiatesCanonical)?.FurtherActs.FirstOrDefault(act => act.Code == Act) is not { } act || task.PartOf.Count > 0)
            return (null, Refusal.Conflict("No assistance follows this request."));
        var held = RequestLifecycle.IsHeld(task.Status) || task.Status == FhirTask.TaskStatus.Completed;
        if (!caller.IsSoftware && !(held && task.Owner?.Reference == caller.Agent))
            return (null, Refusal.Forbidden("Seul l’expert qui tient cette alerte l’assiste. / Only the expert who holds this alert assists it."));

        var before = await Find(transaction, task, cancel);
        Write write;
        if (stop)
        {
            if (before is null) return (null, Refusal.Conflict("Aucune téléassistance n’est en cours. / No assistance is under way."));
            write = await Stop(transaction, before, reason, cancel);
        }
        else if (before is not null) return (before, null);
        else write = await Begin(transaction, reference, task, act, cancel);
        await CaseCircle.Tell(transaction, inbox, task, reference, stop ? "assist-stop" : "assist", cancel);
        await transaction.Commit(cancel);
        return (new Stored(write.Key, write.Type, write.Id, write.Version, transaction.Now, false, write.Body), null);
    }

    /// <summary>The assistance under way in this case; null when there is none.</summary>
    public static async Task<Stored?> Find(StoreTransaction transaction, FhirTask task, CancellationToken cancel)
    {
        foreach (var reference in await CaseCircle.Tasks(transaction.Connection, task.Focus!.Reference!, cancel))
            if (await transaction.Find(reference, cancel) is { } found && found.As<FhirTask>() is { Status: FhirTask.TaskStatus.InProgress } part && Is(part)) return found;
        return null;
    }

    public static bool Is(FhirTask task) => task.Code?.Coding.Exists(coding => coding is { System: PathwayTerms.LegalAct, Code: Act }) == true;

    /// <summary>The treatment has begun under it: the act is done.</summary>
    public static void Complete(StoreTransaction transaction, Stored assistance, DateTimeOffset at)
    {
        var task = assistance.As<FhirTask>();
        task.Status = FhirTask.TaskStatus.Completed;
        task.LastModifiedElement = new FhirDateTime(transaction.Now);
        task.ExecutionPeriod = new Period { StartElement = task.ExecutionPeriod?.StartElement, EndElement = new FhirDateTime(at) };
        CaseCircle.Change(transaction, assistance, task);
    }

    static async Task<Write> Begin(StoreTransaction transaction, string living, FhirTask task, Coding act, CancellationToken cancel)
    {
        var request = task.Focus!.Reference!;
        var asked = await CaseCircle.Add(transaction, request, new ServiceRequest
        {
            Status = RequestStatus.Active,
            Intent = RequestIntent.Order,
            Priority = task.Priority,
            Category = [new(act.System!, act.Code!, act.Display, null)],
            BasedOn = [new(request)],
            Subject = new(task.For!.Reference!),
            Requester = new(task.Requester!.Reference!),
            Performer = [new(transaction.Caller.Agent)],
            AuthoredOnElement = new FhirDateTime(transaction.Now),
        }, cancel);
        return await CaseCircle.Add(transaction, request, new FhirTask
        {
            Status = FhirTask.TaskStatus.InProgress,
            Intent = FhirTask.TaskIntent.Order,
            Priority = task.Priority,
            Code = new(act.System!, act.Code!, act.Display, null),
            Focus = new(asked.Reference),
            BasedOn = [new(request)],
            PartOf = [new(living)],
            For = new(task.For!.Reference!),
            AuthoredOnElement = new FhirDateTime(transaction.Now),
            LastModifiedElement = new FhirDateTime(transaction.Now),
            Requester = new(task.Requester!.Reference!),
            Owner = new(transaction.Caller.Agent, (transaction.Caller as Caller)?.Name),
            ExecutionPeriod = new Period { StartElement = new FhirDateTime(transaction.Now) },
        }, cancel);
    }

    static async Task<Write> Stop(StoreTransaction transaction, Stored assistance, string? reason, CancellationToken cancel)
    {
        var task = assistance.As<FhirTask>();
        if (await transaction.Find(task.Focus!.Reference!, cancel) is { } asked)
        {
            var request = asked.As<ServiceRequest>();
            request.Status = RequestStatus.Revoked;
            CaseCircle.Change(transaction, asked, request);
        }
        task.Status = FhirTask.TaskStatus.Cancelled;
        task.StatusReason = reason is null ? null : new CodeableConcept { Text = reason };
        task.LastModifiedElement = new FhirDateTime(transaction.Now);
        task.ExecutionPeriod = new Period { StartElement = task.ExecutionPeriod?.StartElement, EndElement = new FhirDateTime(transaction.Now) };
        return CaseCircle.Change(transaction, assistance, task);
    }
}
