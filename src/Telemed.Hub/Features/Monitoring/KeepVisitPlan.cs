using Hl7.Fhir.Model;
using Telemed.Fhir;
using static Hl7.Fhir.Model.OperationOutcome;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>Planned visits change as limits do: what was planned stays, with its dates; what is new is signed and has a reason.</summary>
static class KeepVisitPlan
{
    public static IEnumerable<(IssueType, string, string?)> Faults(CarePlan before, CarePlan plan, FhirCaller caller)
    {
        var (earlier, now) = (VisitPlanReader.Activities(before).ToList(), VisitPlanReader.Activities(plan).ToList());
        foreach (var gone in earlier.Where(one => !now.Exists(other => IsTheSame(one.Activity, other.Activity))))
            yield return (IssueType.BusinessRule, "Planned visits stay, with their dates: add the new ones, and give the old ones their end.", gone.At);
        foreach (var (activity, at) in now.Where(one => !earlier.Exists(other => IsTheSame(other.Activity, one.Activity))))
        {
            var decision = activity.GetExtension(MonitoringTerms.VisitPlanDecision);
            if ((decision?.GetExtension("by")?.Value as ResourceReference)?.Reference is not { } by || !caller.ReachesAll && by != caller.Agent)
                yield return (IssueType.Value, $"Who plans visits signs: {caller.Agent}.", $"{at}.extension('by')");
            if ((decision?.GetExtension("reason")?.Value as FhirString)?.Value is not { Length: > 0 })
                yield return (IssueType.Required, "A change of visits has its reason.", $"{at}.extension('reason')");
        }
    }

    // Visits that had no end may be given one, and be completed with it.
    static bool IsTheSame(CarePlan.ActivityComponent earlier, CarePlan.ActivityComponent now)
    {
        if (earlier.IsExactly(now)) return true;
        if (earlier.Detail!.Scheduled is not Timing { Repeat: { } was } || now.Detail!.Scheduled is not Timing { Repeat.Bounds: Period { EndElement: not null } }) return false;
        if (was.Bounds is Period { EndElement: not null }) return false;
        var open = (CarePlan.ActivityComponent)now.DeepCopy();
        open.Detail!.StatusElement = earlier.Detail.StatusElement;
        if (was.Bounds is null) ((Timing)open.Detail.Scheduled!).Repeat!.Bounds = null;
        else VisitPlanReader.Bounds(open).EndElement = null;
        return earlier.IsExactly(open);
    }
}
