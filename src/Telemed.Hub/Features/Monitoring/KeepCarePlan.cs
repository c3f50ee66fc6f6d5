using Hl7.Fhir.Model;
using Telemed.Core.Pathways;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;
using static Hl7.Fhir.Model.OperationOutcome;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>
/// The living side of a télésurveillance: its CarePlan. Personal limits and switches are added, dated and signed, never rewritten, so that
/// any past alarm can be explained; a status that ends the plan ends the watching with it.
/// </summary>
sealed class KeepCarePlan(PathwayList pathways, IServiceProvider services) : IWriteRule
{
    public bool Concerns(string type) => type == "CarePlan";

    public async ValueTask<Refusal?> Guard(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (write.Previous is null) return null;
        if (await MonitoringRows.OfPlan(transaction.Connection, write.Key, cancel) is not { } monitored) return null;
        if (write.Resource is not CarePlan plan) return Refusal.Conflict("The CarePlan of a télésurveillance is not deleted: end it.");
        if (monitored.EndedAt is not null) return Refusal.Conflict("This télésurveillance has ended: a new one is prescribed.");
        if (!write.VersionChecked) return Refusal.PreconditionRequired();
        var before = write.Previous.As<CarePlan>();
        if (plan.Subject?.Reference != before.Subject?.Reference || plan.CareTeam.FirstOrDefault()?.Reference != monitored.Team || !plan.Activity.Exists(activity => activity.Reference?.Reference == monitored.Request))
            return Refusal.Conflict("Patient, care team and prescription of a télésurveillance do not change.");
        if (!IsOpen(plan.Status) && !Ends(plan.Status)) return Refusal.Unprocessable(IssueType.Value, "A plan is active or on hold, or ends: completed, revoked.", "CarePlan.status");
        var rules = pathways.Find(monitored.Pathway)!.Rules!;
        var issues = PlanReader.Read(plan, [], rules).Issues;
        if (plan.Period?.End != before.Period?.End || plan.Period?.Start != before.Period?.Start) issues.AddRange(PlanReader.TooLong(plan, rules));
        issues.AddRange(Rewritten(before, plan));
        issues.AddRange(KeepVisitPlan.Faults(before, plan, transaction.Caller));
        issues.AddRange(Unsigned(before, plan, transaction.Caller));
        if (issues.Count > 0) return Refusal.Of(422, issues);
        foreach (var (decision, _) in Added(before, plan).Where(added => PlanReader.IsAClinicians(added.Extension)))
            if (!Profession.IsClinicians((await RoleCodes.Of(transaction, By(decision) ?? "", cancel)).Professions))
                return Refusal.Forbidden("Seul un médecin ou un infirmier de l’équipe décide de ce qui alerte et de la suite. / Only a doctor or a nurse of the team decides what alarms and what follows.");
        return null;
    }

    public async ValueTask<Refusal?> Effects(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (write.Previous is null || write.Resource is not CarePlan plan || await MonitoringRows.OfPlan(transaction.Connection, write.Key, cancel) is not { EndedAt: null } monitored) return null;
        // The store knows its rules, and this rule the way alarms end, which writes through the store.
        if (Ends(plan.Status)) return await services.GetRequiredService<EndMonitoring>().Run(transaction, monitored, plan, cancel);
        MonitoringRows.Keep(transaction, monitored.Key, PlanReader.Read(plan, [], pathways.Find(monitored.Pathway)!.Rules!).Plan!);
        if (PlanReader.Review(plan) is { } review) transaction.Effect("update hub.monitoring set reviewed_at = $2 where key = $1", monitored.Key, review.At.ToUniversalTime());
        DeadlineRows.Evaluate(transaction, monitored.Key, transaction.Now);
        return null;
    }

    static bool IsOpen(RequestStatus? status) => status is RequestStatus.Active or RequestStatus.OnHold;

    static bool Ends(RequestStatus? status) => status is RequestStatus.Completed or RequestStatus.Revoked;

    static IEnumerable<(IssueType, string, string?)> Rewritten(CarePlan before, CarePlan plan)
    {
        var now = PlanReader.Decisions(plan).Select(decision => decision.Extension).ToList();
        return from earlier in PlanReader.Decisions(before)
               where !now.Exists(decision => IsTheSame(earlier.Extension, decision))
               select (IssueType.BusinessRule, "What was decided stays, with its date: add the new limit, and give the old one its end.", (string?)earlier.At);
    }

    // A limit that had no end may be given one.
    static bool IsTheSame(Extension earlier, Extension now)
    {
        if (earlier.IsExactly(now)) return true;
        if (earlier.GetExtension("period")?.Value is not Period { EndElement: null } || now.GetExtension("period")?.Value is not Period { EndElement: not null }) return false;
        var open = (Extension)now.DeepCopy();
        ((Period)open.GetExtension("period")!.Value!).EndElement = null;
        return earlier.IsExactly(open);
    }

    static List<(Extension Extension, string At)> Added(CarePlan before, CarePlan plan)
    {
        var earlier = PlanReader.Decisions(before).Select(decision => decision.Extension).ToList();
        return [.. PlanReader.Decisions(plan).Where(decision => !earlier.Exists(known => IsTheSame(known, decision.Extension)))];
    }

    static string? By(Extension decision) => (decision.GetExtension("by")?.Value as ResourceReference)?.Reference;

    static IEnumerable<(IssueType, string, string?)> Unsigned(CarePlan before, CarePlan plan, FhirCaller caller)
    {
        foreach (var (decision, at) in Added(before, plan))
        {
            if (By(decision) is not { } by || !caller.ReachesAll && by != caller.Agent)
                yield return (IssueType.Value, $"Who decides signs: {caller.Agent}.", $"{at}.extension('by')");
            if ((decision.GetExtension("reason")?.Value as FhirString)?.Value is not { Length: > 0 })
                yield return (IssueType.Required, "A decision has its reason.", $"{at}.extension('reason')");
        }
    }
}
