using Telemed.Core.Pathways;

namespace Telemed.Core.Stroke;

/// <summary>How a milestone stands against one of its limits.</summary>
public enum Standing
{
    /// <summary>What it is counted from is not known.</summary>
    Unknown,

    /// <summary>Still to come, and in time.</summary>
    Ahead,

    /// <summary>Still to come, and past the warning.</summary>
    Late,

    /// <summary>Still to come, and past the limit.</summary>
    Overdue,

    /// <summary>Came within the limit.</summary>
    Met,

    /// <summary>Came after the limit.</summary>
    Missed,
}

/// <summary>A milestone against one limit at one instant.</summary>
/// <param name="Milestone">Which.</param>
/// <param name="Limit">Counted from where, warned and breached when; null for a milestone without any.</param>
/// <param name="At">When it came; null while it has not.</param>
/// <param name="Elapsed">From where it is counted to when it came, or to now; negative when the stamps stand in another order; null when unknown.</param>
/// <param name="Left">Until the limit, negative once past; null when unknown or without a limit.</param>
/// <param name="Standing">In one word.</param>
public sealed record MilestoneState(Milestone Milestone, MilestoneLimit? Limit, DateTimeOffset? At, TimeSpan? Elapsed, TimeSpan? Left, Standing Standing);

/// <summary>
/// The two clocks of a stroke side by side: since the patient was last known well, against the window of treatment, and since the
/// arrival at the door, against the milestones of care. Limits are the pathway's; nothing here knows a number of minutes.
/// </summary>
/// <param name="Milestones">The pathway's, in the order of care.</param>
/// <param name="Stamps">When each came, by code.</param>
public sealed record TwinClock(IReadOnlyList<Milestone> Milestones, IReadOnlyDictionary<string, DateTimeOffset> Stamps)
{
    /// <summary>Codes of <see cref="PathwayTerms.Milestone"/> that the clocks count from and end with.</summary>
    public const string LastKnownWell = "last-known-well", Arrival = "arrival", Needle = "needle", Transfer = "transfer";

    /// <summary>When the patient was last known well; null when nobody knows.</summary>
    public DateTimeOffset? WellAt => At(LastKnownWell);

    /// <summary>When the patient came through the door.</summary>
    public DateTimeOffset? ArrivedAt => At(Arrival);

    /// <summary>The first clock: from last known well to the needle, against the window.</summary>
    public MilestoneState? Window(DateTimeOffset now) =>
        Milestones.FirstOrDefault(milestone => milestone.Code == Needle) is { } needle && needle.From(LastKnownWell) is { } limit ? State(needle, limit, now) : null;

    /// <summary>The second clock, milestone by milestone: each against its limit from the door, or without one.</summary>
    public IReadOnlyList<MilestoneState> FromTheDoor(DateTimeOffset now) =>
    [
        .. Milestones.Where(milestone => milestone.Code is not (LastKnownWell or Arrival)).Select(milestone => State(milestone, milestone.From(Arrival), now)),
    ];

    /// <summary>The first milestone still to come that has a limit from the door and that no later one has overtaken; null when nothing is awaited.</summary>
    public MilestoneState? Next(DateTimeOffset now)
    {
        if (Stamps.ContainsKey(Needle)) return null;
        var states = FromTheDoor(now).ToList();
        return states.Skip(states.FindLastIndex(state => state.At is not null) + 1).FirstOrDefault(state => state.Limit is not null);
    }

    /// <summary>When a milestone came; null while it has not.</summary>
    public DateTimeOffset? At(string code) => Stamps.TryGetValue(code, out var at) ? at : null;

    MilestoneState State(Milestone milestone, MilestoneLimit? limit, DateTimeOffset now)
    {
        var at = At(milestone.Code);
        var elapsed = (at ?? now) - At(limit?.After ?? Arrival);
        var left = limit?.Breach - elapsed;
        return new(milestone, limit, at, elapsed, left, (limit, elapsed, at) switch
        {
            (_, null, _) => Standing.Unknown,
            (null, _, null) => Standing.Ahead,
            (null, _, _) => Standing.Met,
            (_, _, null) => elapsed > limit.Breach ? Standing.Overdue : elapsed > limit.Warn ? Standing.Late : Standing.Ahead,
            _ => elapsed > limit.Breach ? Standing.Missed : Standing.Met,
        });
    }
}
