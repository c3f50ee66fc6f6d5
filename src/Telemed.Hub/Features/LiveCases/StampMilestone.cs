using Dapper;
using Hl7.Fhir.Model;
using Telemed.Core.Pathways;
using Telemed.Core.Requests;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;
using static Hl7.Fhir.Model.OperationOutcome;

namespace Telemed.Hub.Features.LiveCases;

/// <summary>What somebody stamps.</summary>
/// <param name="Milestone">Its code.</param>
/// <param name="At">When it happened; null for now.</param>
/// <param name="Reason">Why an earlier stamp is corrected or withdrawn.</param>
/// <param name="Withdraw">True takes the stamp back: it did not happen.</param>
public sealed record Stamp(string Milestone, DateTimeOffset? At = null, string? Reason = null, bool Withdraw = false);

/// <summary>
/// POST Task/[id]/$stamp: one tap says that a milestone of the case happened now. Two people who tap at once stamp once; another time
/// corrects the stamp, and the one before stays in its history with a Provenance that says who and why.
/// </summary>
sealed class StampMilestone(FhirStore store, PathwayList pathways, InboxEvents inbox, ILogger<StampMilestone> log)
{
    public const string EventSystem = "https://telemed.example/fhir/CodeSystem/stamp-event";

    public async Task<(Stored? Milestone, Refusal? Refusal)> Run(Caller caller, string taskId, Stamp stamp, CancellationToken cancel)
    {
        await using var transaction = await store.Begin(caller, cancel);
        var reference = $"Task/{taskId}";
        if (!await transaction.Reaches(reference, cancel) || await transaction.Lock(reference, cancel) is not { Deleted: false } stored) return (null, Refusal.NotFound(reference));
        var task = stored.As<FhirTask>();
        if (pathways.Find(task.InstantiatesCanonical) is not { IsLive: true } pathway || task.PartOf.Count > 0) return (null, Refusal.Conflict("This Task has no milestones to stamp."));
        if (await Refuse(transaction, task, pathway, stamp, cancel) is { } refusal) return (null, refusal);

        var (before, write, act) = await Put(transaction, reference, task, pathway.MilestoneOf(stamp.Milestone)!, stamp, cancel);
        if (write is null) return before is null ? (null, Refusal.Conflict("Nothing is stamped here to take back.")) : (before, null);
        await CaseCircle.Tell(transaction, inbox, task, reference, "stamp", cancel);
        await transaction.Commit(cancel);
        log.Stamped(reference, stamp.Milestone, act);
        return (new Stored(write.Key, write.Type, write.Id, write.Version, transaction.Now, false, write.Body), null);
    }

    /// <summary>Somebody accepts a Task whose pathway says that this is a milestone: it is stamped, unless it was before.</summary>
    public static async Task OnAcceptance(StoreTransaction transaction, InboxEvents inbox, LivingTask task, CancellationToken cancel)
    {
        if (task.Pathway.MilestoneOf(task.AcceptStamps) is not { } milestone) return;
        var (_, write, _) = await Put(transaction, task.Living, task.Resource, milestone, new Stamp(milestone.Code), cancel);
        if (write is not null) await CaseCircle.Tell(transaction, inbox, task.Resource, task.Living, "stamp", cancel);
    }

    /// <summary>Writes the milestone, its trace and what begins with it; nothing when nothing changes.</summary>
    static async Task<(Stored? Before, Write? Write, string Act)> Put(
        StoreTransaction transaction, string living, FhirTask task, Milestone milestone, Stamp stamp, CancellationToken cancel)
    {
        var request = task.Focus!.Reference!;
        // Whoever accepts a part holds that part and not the living Task: of a case, one stamps at a time. It is the last lock taken.
        await transaction.Connection.ExecuteAsync(new("select pg_advisory_xact_lock(hashtextextended(@request, 0))", new { request }, cancellationToken: cancel));
        var before = await Find(transaction, task, milestone.Code, cancel);
        if (Write(transaction, living, task, milestone, stamp, before) is not { } written) return (before, null, "");
        var write = before is null ? await CaseCircle.Add(transaction, request, written, cancel, RequestAccess.Question) : CaseCircle.Change(transaction, before, written);
        var act = stamp.Withdraw ? "withdraw-stamp" : before is null ? "stamp" : "correct-stamp";
        await CaseCircle.Add(transaction, request, Trace(transaction, write, before, act, stamp.Reason), cancel);
        if (milestone.Procedure is { } procedure) await BeginProcedure.Follow(transaction, living, task, write, procedure, cancel);
        return (before, write, act);
    }

    static async Task<Refusal?> Refuse(StoreTransaction transaction, FhirTask task, Pathway pathway, Stamp stamp, CancellationToken cancel)
    {
        if (!await CaseCircle.Holds(transaction, task.Focus!.Reference!, cancel)) return Refusal.Forbidden("Prenez d’abord cette alerte. / Accept this alert first.");
        if (pathway.MilestoneOf(stamp.Milestone) is null)
            return Refusal.Unprocessable(IssueType.CodeInvalid, $"The pathway has no milestone {stamp.Milestone}: {string.Join(", ", pathway.Milestones.Select(known => known.Code))}.", "Parameters.parameter.where(name='milestone')");
        if (stamp.At > transaction.Now)
            return Refusal.Unprocessable(IssueType.Value, "Cette heure n’est pas encore passée. / That time has not come yet.", "Parameters.parameter.where(name='at')");
        return task.Status is FhirTask.TaskStatus.Cancelled or FhirTask.TaskStatus.Rejected || BusinessStatus.Of(task.BusinessStatus) == BusinessStatus.Closed
            ? Refusal.Conflict("Cette alerte est close. / This alert is closed.")
            : null;
    }

    /// <summary>The milestone's Task of this code, withdrawn or not; one stamps at a time, so there is at most one.</summary>
    static async Task<Stored?> Find(StoreTransaction transaction, FhirTask task, string code, CancellationToken cancel)
    {
        foreach (var reference in await CaseCircle.Tasks(transaction.Connection, task.Focus!.Reference!, cancel))
            if (await transaction.Find(reference, cancel) is { } found && MilestoneTask.CodeOf(found.As<FhirTask>()) == code) return found;
        return null;
    }

    /// <summary>The milestone as it becomes; null when nothing changes.</summary>
    static FhirTask? Write(StoreTransaction transaction, string living, FhirTask task, Milestone milestone, Stamp stamp, Stored? before)
    {
        var (now, known) = (transaction.Now, before?.As<FhirTask>());
        var stamped = known is null ? null : MilestoneTask.At(known);
        if (stamp.Withdraw) return stamped is null ? null : MilestoneTask.Withdraw(known!, stamp.Reason, now);
        if (stamped is not null && (stamp.At is null || stamp.At == stamped)) return null;
        var at = stamp.At ?? now;
        return known is null ? MilestoneTask.New(living, task, milestone, at, transaction.Caller.Agent, now) : MilestoneTask.Stamp(known, at, now);
    }

    static Provenance Trace(StoreTransaction transaction, Write write, Stored? before, string act, string? reason) => new()
    {
        Target = [new(write.Reference)],
        Recorded = transaction.Now,
        Activity = new(EventSystem, act),
        Reason = reason is null ? [] : [new CodeableConcept { Text = reason }],
        Agent = [new() { Who = new(transaction.Caller.Agent, (transaction.Caller as Caller)?.Name) }],
        Entity = before is null ? [] : [new() { Role = Provenance.ProvenanceEntityRole.Revision, What = new($"{before.Reference}/_history/{before.Version}") }],
    };
}

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Task}: milestone {Milestone}, {Act}")]
    public static partial void Stamped(this ILogger log, string task, string milestone, string act);
}
