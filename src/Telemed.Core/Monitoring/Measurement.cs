namespace Telemed.Core.Monitoring;

/// <summary>One value of one measure in one patient.</summary>
/// <param name="Measure">What was measured.</param>
/// <param name="Value">In the measure's own unit.</param>
/// <param name="At">When it was measured, not when it arrived.</param>
/// <param name="Source">The resource it was read from, such as <c>Observation/7</c>.</param>
public sealed record Measurement(Measure Measure, double Value, DateTimeOffset At, string Source);

/// <summary>Why a value is looked at by a person and not by the rules.</summary>
public enum SetAsideReason
{
    /// <summary>Its unit is missing or cannot be converted.</summary>
    UnknownUnit,

    /// <summary>Outside the range that its rule set calls plausible.</summary>
    Implausible,

    /// <summary>It has no number, or a dataAbsentReason.</summary>
    NoValue,

    /// <summary>It does not say when it was measured.</summary>
    NoInstant,

    /// <summary>It says it was measured later than it arrived.</summary>
    InTheFuture,

    /// <summary>Too far from the patient's own values of the days before, see <see cref="Jumps"/>.</summary>
    Jump,

    /// <summary>Whoever sent it has withdrawn it.</summary>
    EnteredInError,
}

/// <summary>A value that was kept and set aside.</summary>
/// <param name="Measure">What it would be a value of.</param>
/// <param name="Reason">Why, as a code.</param>
/// <param name="Text">Why, for the person who looks at it.</param>
public sealed record SetAside(Measure Measure, SetAsideReason Reason, Wording Text);

/// <summary>What one resource says; both lists are empty when it is about nothing that is monitored.</summary>
/// <param name="Accepted">What the rules see.</param>
/// <param name="SetAside">What a person looks at.</param>
public sealed record MeasurementReading(IReadOnlyList<Measurement> Accepted, IReadOnlyList<SetAside> SetAside);
