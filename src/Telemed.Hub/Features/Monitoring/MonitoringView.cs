using Telemed.Core;
using Telemed.Core.Monitoring;
using Telemed.Core.Pathways;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>A patient who is watched at home, as the cell and their care team see them.</summary>
public sealed record MonitoringView
{
    /// <summary>The CarePlan as it was read: what is changed is changed against this version.</summary>
    public required Stored Stored { get; init; }
    public required MonitoringPlan Plan { get; init; }
    public required RuleSet Rules { get; init; }
    public required DateTimeOffset Now { get; init; }

    /// <summary>How far back the chart goes.</summary>
    public required int Days { get; init; }

    public DateTimeOffset? EndedAt { get; init; }
    public Identity? Patient { get; init; }
    public required string PatientReference { get; init; }

    /// <summary>The patient's telephone; null when nobody wrote one down.</summary>
    public string? Phone { get; init; }

    public required Series Series { get; init; }
    public IReadOnlyList<AlarmLine> Alarms { get; init; } = [];

    /// <summary>The alarm somebody has to answer; null when none is open.</summary>
    public OpenAlarmView? Open { get; init; }

    /// <summary>What rules in trial found, the newest first: those that stand, and those that stood.</summary>
    public IReadOnlyList<FindingView> Shadow { get; init; } = [];

    public IReadOnlyList<AsideView> Asides { get; init; } = [];
    public IReadOnlyList<CallView> Calls { get; init; } = [];

    /// <summary>Changes of treatment the hub was told of.</summary>
    public IReadOnlyList<TreatmentChange> Treatments { get; init; } = [];

    /// <summary>Whether the patient is stable, and why; null where the rules say nothing of it.</summary>
    public Stability? Stability { get; init; }

    /// <summary>What was last decided for the patient as stable; null for nothing yet.</summary>
    public ReviewView? Review { get; init; }

    /// <summary>Whether the reader is of a profession that says what alarms.</summary>
    public bool Decides { get; init; }

    /// <summary>Whether the team is asked what follows: the patient is stable, the prescription ends soon, and nobody has decided of late.</summary>
    public bool AsksWhatNext => EndsSoon && Open is null && Stability?.Since is not null && !(Now - Review?.At < Rules.Stability?.Again);

    /// <summary>Whether the prescription ends so soon that the team is asked of stable patients.</summary>
    public bool EndsSoon => EndedAt is null && Plan.End - Now <= Rules.Stability?.Ending;

    /// <summary>What alarms were that a person raised.</summary>
    public AlarmRecord ByHand { get; init; } = new(0, 0, 0);

    /// <summary>Visits of a nurse, the newest first.</summary>
    public IReadOnlyList<DateTimeOffset> Visits { get; init; } = [];

    /// <summary>What the alarms of this patient were, by rule: true, false, undetermined.</summary>
    public IReadOnlyDictionary<string, AlarmRecord> Record { get; init; } = new Dictionary<string, AlarmRecord>();

    /// <summary>The day it is where the patient lives.</summary>
    public DateOnly Today => Plan.Day(Now);

    /// <summary>The visit that comes next, or is overdue; null when none is planned.</summary>
    public VisitWindow? NextVisit => EndedAt is null ? PlannedVisits.Next(Plan, Visits.Count > 0 ? Visits[0] : null, Now) : null;

    /// <summary>Visits that were planned and that nobody made, the newest first.</summary>
    public IReadOnlyList<DateOnly> MissedVisits => [.. PlannedVisits.Expected(Plan, Visits, Today).Where(visit => visit.Visited is null).Select(visit => visit.Due).OrderDescending()];

    public string Id => Stored.Id;

    public string Address => $"/monitoring/{Id}";

    public DateTimeOffset From => Now.AddDays(-Days);

    public Measurement? Weight => Series.Latest(Measure.Weight, Now);

    public ReferenceWeight? Reference => Plan.Reference(Now);
}

/// <summary>An alarm of the patient, open or not.</summary>
public sealed record AlarmLine(long Key, string Task, string Level, DateTimeOffset OpenedAt, DateTimeOffset? EndedAt, string? Outcome, string? AlarmWas);

/// <summary>How often a rule was right in this patient.</summary>
public sealed record AlarmRecord(long True, long False, long Unknown);

/// <summary>The open alarm, with what the reader may do about it.</summary>
public sealed record OpenAlarmView
{
    public required AlarmLine Alarm { get; init; }
    public required IReadOnlyList<FindingView> Findings { get; init; }

    /// <summary>Null when the alarm is beyond the reader's reach.</summary>
    public required string? TaskId { get; init; }

    public string? Holder { get; init; }

    /// <summary>What the one who gave it back wants the next one to know.</summary>
    public string? Note { get; init; }

    public DateTimeOffset? Due { get; init; }
    public TimeSpan Within { get; init; }
    public IReadOnlyList<TrailEntry> Next { get; init; } = [];

    /// <summary>Who did what so far, and who was told.</summary>
    public IReadOnlyList<TrailEntry> Past { get; init; } = [];

    public bool MayAccept { get; init; }
    public bool MayAnswer { get; init; }
    public IReadOnlyList<Outcome> Outcomes { get; init; } = [];
}

/// <summary>What a rule found.</summary>
/// <param name="Rule">As the rules are now; null for one that is no more.</param>
/// <param name="Personal">The patient's own limit it crossed.</param>
public sealed record FindingView(
    string Code, string Version, AlarmRule? Rule, DateTimeOffset At, DateTimeOffset? ClearedAt, Wording Reason, IReadOnlyList<InputView> Inputs, PersonalView? Personal);

/// <summary>A measurement a rule concluded from.</summary>
public sealed record InputView(Measure? Measure, double Value, DateTimeOffset At, string Source);

public sealed record PersonalView(string Parameter, double Value);

/// <summary>A value no rule could use.</summary>
/// <param name="Said">What was sent, as far as it can be read.</param>
public sealed record AsideView(long Key, Measure? Measure, string Source, SetAsideReason Reason, DateTimeOffset ReceivedAt, string Said, DateTimeOffset? SeenAt, string? SeenBy);

/// <summary>What was decided for a stable patient.</summary>
public sealed record ReviewView(string Decision, DateTimeOffset At, string Reason);

public sealed record CallView(DateTimeOffset At, bool Reached, string By, string Said);
