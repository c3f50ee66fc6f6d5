using Telemed.Core;
using Telemed.Core.Monitoring;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>What the cell does today, to be read on paper: whom to call and why, who did not transmit, whom a nurse sees, whose prescription ends.</summary>
/// <param name="MoreToCall">Open alarms beyond those listed.</param>
/// <param name="MoreSilent">Silent patients beyond those listed.</param>
public sealed record DaySheet(
    DateTimeOffset Now, IReadOnlyList<ToCall> ToCall, long MoreToCall, IReadOnlyList<WatchedPatient> Silent, long MoreSilent, IReadOnlyList<Colleague> Colleagues)
{
    /// <summary>Visits of a nurse that are overdue, then those of today.</summary>
    public IReadOnlyList<VisitToday> Visits { get; init; } = [];

    /// <summary>Such visits beyond those listed.</summary>
    public int MoreVisits { get; init; }

    /// <summary>Patients whose prescription ends soon, the soonest first.</summary>
    public IReadOnlyList<Ending> Endings { get; init; } = [];

    /// <summary>Changes of treatment told since yesterday at this hour, the newest first.</summary>
    public IReadOnlyList<TreatmentToday> Treatments { get; init; } = [];

    /// <summary>Alarms the reader holds: they hand them over before they leave.</summary>
    public IEnumerable<ToCall> Mine => ToCall.Where(call => call.Mine);
}

/// <summary>A patient to call.</summary>
/// <param name="Reasons">What was found, one sentence each.</param>
/// <param name="LastCall">When somebody last tried, and whether they got through.</param>
public sealed record ToCall(string PlanId, string TaskId, Identity? Patient, string? Phone, string Level, DateTimeOffset Since, string? Holder, bool Mine, IReadOnlyList<Wording> Reasons, (DateTimeOffset At, bool Reached)? LastCall);

/// <summary>A visit that is due today, or was before.</summary>
public sealed record VisitToday(string PlanId, Identity? Patient, VisitWindow Window, DateOnly Today, DateTimeOffset? LastVisit)
{
    public bool Overdue => Window.State(Today) == VisitState.Overdue;
}

/// <summary>A prescription that ends soon.</summary>
public sealed record Ending(string PlanId, Identity? Patient, DateTimeOffset EndsAt);

public sealed record TreatmentToday(string PlanId, Identity? Patient, TreatmentChange Change);

/// <summary>Somebody of the cell to whom alarms are handed over.</summary>
public sealed record Colleague(string Account, string Name);
