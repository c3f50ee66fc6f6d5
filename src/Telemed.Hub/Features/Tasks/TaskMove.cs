using Dapper;
using Hl7.Fhir.Model;
using Telemed.Core.Pathways;
using Telemed.Core.Requests;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Escalations;
using Telemed.Hub.Features.LiveCases;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Tasks;

/// <summary>One act on a request under way: what it is, what the caller brings for it, and what it changes beside the status.</summary>
/// <param name="Brings">The record items that the parameters carry.</param>
/// <param name="Apply">Completes the Task and writes what goes with it; a refusal undoes all.</param>
sealed record TaskOperation(RequestEvent Event, Func<Parameters, RecordItems> Brings, Func<TaskMove, CancellationToken, Task<Refusal?>> Apply);

/// <summary>A request under way, locked, on its way through one transition.</summary>
sealed class TaskMove(StoreTransaction transaction, LivingTask task, Parameters parameters, Part part)
{
    public StoreTransaction Transaction => transaction;

    public LivingTask Task => task;

    public FhirTask Resource => task.Resource;

    public Pathway Pathway => task.Pathway;

    public Parameters Parameters => parameters;

    /// <summary>The part the caller plays in this request.</summary>
    public Part Part => part;

    /// <summary>Whom the consoles of are told, beside requester, pool and holder.</summary>
    public List<string> AlsoTell { get; } = [];

    /// <summary>Writes a resource of the case.</summary>
    public async Task<string> Add(Resource resource, CancellationToken cancel)
    {
        var write = await transaction.Create(resource, null, cancel);
        Access.Put(transaction, task.Request, write.Key, RequestAccess.SectionOf(write.Type));
        return write.Reference;
    }

    public void Output(string kind, DataType value) => Resource.Output.Add(new() { Type = new CodeableConcept { Text = kind }, Value = value });
}

/// <summary>
/// The one way a Task moves, whoever sends it: the row is locked, the transition table decides, and clocks, access, provenance and
/// events follow in the same transaction. Of experts who accept at once, the first to lock wins; the others are told who has it.
/// </summary>
sealed class MoveTask(FhirStore store, PathwayList pathways, InboxEvents inbox, TellLevel tellLevel, ILogger<MoveTask> log)
{
    public async Task<(Stored? Task, Refusal? Refusal)> Run(Caller caller, string taskId, TaskOperation operation, Parameters parameters, int? ifMatch, CancellationToken cancel)
    {
        await using var transaction = await store.Begin(caller, cancel);
        var reference = $"Task/{taskId}";
        if (!await transaction.Reaches(reference, cancel) || await transaction.Lock(reference, cancel) is not { Deleted: false } stored) return (null, Refusal.NotFound(reference));
        if (ifMatch is { } version && version != stored.Version) return (null, Refusal.Stale(stored.Version));
        var (moved, refusal) = await Decide(transaction, caller, stored, operation, parameters, cancel);
        if (refusal is not null) return (null, refusal);
        var write = transaction.Update(stored, moved!);
        Access.LeaveTrace(transaction, Transitions.CodeOf(operation.Event), reference, write.Version);
        await transaction.Commit(cancel);
        return (new Stored(write.Key, write.Type, write.Id, write.Version, transaction.Now, false, write.Body), null);
    }

    /// <summary>Decides and stages everything but the Task itself, which is returned as it becomes. The caller holds the Task's lock.</summary>
    public async Task<(FhirTask? Moved, Refusal? Refusal)> Decide(
        StoreTransaction transaction, FhirCaller caller, Stored stored, TaskOperation operation, Parameters parameters, CancellationToken cancel)
    {
        var resource = stored.As<FhirTask>();
        if (pathways.Find(resource.InstantiatesCanonical) is not { } pathway) return (null, Refusal.Conflict("This Task follows no pathway of the hub."));
        var task = new LivingTask(stored.Id, resource, pathway);
        var part = await PartOf(transaction, caller, task, cancel);
        var holder = task.Holder is { } held ? await NameOf(transaction, held, cancel) : null;
        var facts = new RequestFacts(resource.Status)
        {
            Present = operation.Brings(parameters) | RecordItems.Participants | RecordItems.DateAndTime | RecordItems.PatientInformed
                | (task.IsAcknowledged ? RecordItems.Acknowledgement : RecordItems.None) | RecordItems.Outcome.If(task.Role is not null),
            ConsentRequired = pathway.ConsentRequired,
            PauseAllowed = pathway.PauseAllowed,
            Holder = holder,
            ClosedOut = task.IsClosedOut,
        };
        var decision = RequestLifecycle.Decide(facts, operation.Event, part);
        if (decision is Decision.Refused refused)
            return (null, Refusal.Of(StatusOf(refused.Code), refused.Code, refused.Text.ToString(), $"Task.status ({refused.Key})"));
        var transition = decision is Decision.Move move ? move.Transition : ((Decision.Recorded)decision).Transition;
        return await Follow(transaction, stored.Key, task, operation, parameters, part, transition, decision is Decision.Move, cancel);
    }

    async Task<(FhirTask? Moved, Refusal? Refusal)> Follow(
        StoreTransaction transaction, long key, LivingTask task, TaskOperation operation, Parameters parameters, Part part, Transition transition, bool moves, CancellationToken cancel)
    {
        var holderBefore = task.Holder;
        var clock = task.ReplyClock.After(transition.Clocks, transaction.Now);
        if (moves) task.Follow(transition, clock, transaction.Now);
        var step = new TaskMove(transaction, task, parameters, part);
        if (await operation.Apply(step, cancel) is { } refusal) return (null, refusal);
        if (moves) MoveAccess(transaction, task, transition, holderBefore);
        RequestClocks.Apply(transaction, transition.Clocks, key, task, transition.To is FhirTask.TaskStatus.Accepted or FhirTask.TaskStatus.Completed);
        if (moves && task.Pathway.Rules is not null && RequestLifecycle.IsOpen(transition.From) && !RequestLifecycle.IsOpen(transition.To))
            AlarmRows.Ended(transaction, key, parameters.Text("outcome"), task.Pathway.OutcomeOf(parameters.Text("outcome") ?? "")?.AlarmWas);
        await step.Add(Transitions.Record(transaction, task.Reference, operation.Event, parameters.Text("reason")), cancel);

        var members = await Pool.Members(transaction.Connection, task.Pool, cancel);
        if (task.Pathway.Rules is not null) members = [.. members, .. await AlarmRows.CareTeam(transaction, key, cancel)];
        var kind = Transitions.CodeOf(operation.Event);
        var called = await MoveWaiting(transaction, key, task, transition, operation.Event, kind, cancel);
        inbox.Tell(
            transaction,
            members.Concat(new[] { task.Requester, task.Holder, holderBefore }.Concat(step.AlsoTell).Select(WaitingTask.Account).OfType<string>()).Where(user => !called.Contains(user)),
            Transitions.Event(transaction, task, kind, task.ReplyClock.Due));
        if (moves && operation.Event == RequestEvent.Accept) await StampMilestone.OnAcceptance(transaction, inbox, task, cancel);
        transaction.AfterCommit(() => Observe(transaction.Now, task, operation.Event));
        return (task.Resource, null);
    }

    /// <summary>Who waits for whom after this: returns those who were called because the Task waits again.</summary>
    async Task<IReadOnlySet<string>> MoveWaiting(StoreTransaction transaction, long key, LivingTask task, Transition transition, RequestEvent e, string kind, CancellationToken cancel)
    {
        if (transition.Clocks.HasFlag(ClockEffects.StartsAccept)) return await tellLevel.BeginAgain(transaction, key, task, kind, cancel);
        if (transition.Clocks.HasFlag(ClockEffects.StopsAccept))
            TellLevel.End(transaction, key, transition.To == FhirTask.TaskStatus.Accepted ? WaitingTask.Account(task.Holder) : null);
        else if (e == RequestEvent.Decline)
            TellLevel.Declined(transaction, key, WaitingTask.Account(transaction.Caller.Agent) ?? "");
        if (task.Role is null && transition.To != transition.From && !RequestLifecycle.IsOpen(transition.To)) await EndParts(transaction, task, cancel);
        return new HashSet<string>();
    }

    /// <summary>A request that is over waits for no further role. A part somebody holds is theirs to finish.</summary>
    static async Task EndParts(StoreTransaction transaction, LivingTask living, CancellationToken cancel)
    {
        if (living.Pathway.Roles.Count == 0) return;
        var parts = await transaction.Connection.QueryAsync<string>(new(
            "select task from hub.escalation where request = @request and role <> '' and waiting order by key", new { request = living.Request }, cancellationToken: cancel));
        foreach (var reference in parts)
        {
            if (await transaction.Lock(reference, cancel) is not { Deleted: false } stored || stored.As<FhirTask>() is not { Status: FhirTask.TaskStatus.Requested or FhirTask.TaskStatus.Received } part) continue;
            part.Status = FhirTask.TaskStatus.Cancelled;
            part.BusinessStatus = BusinessStatus.Cancelled.ToConcept();
            part.LastModifiedElement = new FhirDateTime(transaction.Now);
            transaction.Update(stored, part);
            TellLevel.End(transaction, stored.Key, null);
        }
    }

    void Observe(DateTimeOffset now, LivingTask task, RequestEvent e)
    {
        log.Moved(task.Reference, e, task.Resource.Status);
        var since = (now - task.ReplyClock.StartedAt).TotalSeconds;
        KeyValuePair<string, object?> pathway = new("pathway", task.Pathway.Name), priority = new("priority", task.Urgency.Code);
        if (e == RequestEvent.Accept) Telemetry.TimeToAccept.Record(since, pathway, priority);
        if (e == RequestEvent.Answer) Telemetry.TimeToAnswer.Record(since, pathway, priority);
    }

    static void MoveAccess(StoreTransaction transaction, LivingTask task, Transition transition, string? holderBefore)
    {
        if (transition.To == FhirTask.TaskStatus.Accepted) RequestAccess.Taken(transaction, task.Request, task.Holder!);
        if (transition.To == FhirTask.TaskStatus.Requested && holderBefore is not null) RequestAccess.GivenBack(transaction, task.Request, holderBefore);
        if (!RequestLifecycle.IsOpen(transition.To)) RequestAccess.Over(transaction, task.Request, task.Pool);
    }

    static async Task<Part> PartOf(StoreTransaction transaction, FhirCaller caller, LivingTask task, CancellationToken cancel)
    {
        if (caller is not Caller { IsSoftware: false } person) return Part.Requester | Part.Coordinator | Part.Hub;
        var part = Part.None;
        if (task.Requester == person.Agent) part |= Part.Requester;
        else if (task.Pathway.RequesterReach == RequesterReach.Organization && person.Organization is { } organization
            && (await transaction.Find(task.Requester, cancel))?.As<PractitionerRole>().Organization?.Reference == organization) part |= Part.Requester;
        if (person.Pools.Contains(task.Pool) || (task.Pathway.Rules is not null && await IsInCareTeam(transaction, person, task, cancel))) part |= Part.PoolMember;
        if (task.Holder == person.Agent) part |= Part.Holder;
        if (person.Has("coordinator")) part |= Part.Coordinator;
        return part;
    }

    // Those whom a level of the alarm may tell may also take it: a message to somebody who can do nothing helps nobody.
    static async Task<bool> IsInCareTeam(StoreTransaction transaction, Caller person, LivingTask task, CancellationToken cancel)
    {
        var team = await CareTeams.Of(transaction.Connection, task.Patient, cancel);
        return team.Where(role => PathwayTerms.CareTeamRoles.Contains(role.Key)).Any(role => role.Contains(person.Account));
    }

    static async Task<string> NameOf(StoreTransaction transaction, string role, CancellationToken cancel) =>
        (await transaction.Find(role, cancel))?.As<PractitionerRole>().Practitioner?.Display ?? role;

    static int StatusOf(OperationOutcome.IssueType code) => code switch
    {
        OperationOutcome.IssueType.Conflict => 409,
        OperationOutcome.IssueType.Forbidden => 403,
        _ => 422,
    };
}

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Task} moved by {Event}, now {Status}")]
    public static partial void Moved(this ILogger log, string task, RequestEvent @event, FhirTask.TaskStatus? status);
}

static class ParametersReading
{
    public static string? Text(this Parameters parameters, string name) =>
        parameters.GetSingle(name)?.Value is PrimitiveType value && value.ToString() is { Length: > 0 } text ? text.Trim() : null;

    public static CodeableConcept? Reason(this Parameters parameters) => parameters.Text("reason") is { } reason ? new CodeableConcept { Text = reason } : null;

    public static RecordItems BringsReason(Parameters parameters) => RecordItems.Reason.If(parameters.Text("reason") is not null);

    public static RecordItems If(this RecordItems item, bool present) => present ? item : RecordItems.None;
}
