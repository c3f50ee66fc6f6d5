namespace Telemed.Core.Monitoring;

/// <summary>A number that a finding shows.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Value">In <paramref name="Unit"/>.</param>
/// <param name="Unit">UCUM code.</param>
public sealed record FindingFigure(Wording Title, double Value, string Unit);

/// <summary>A rule that stands at an instant, with everything it was concluded from.</summary>
/// <param name="Rule">The rule, as its set has it.</param>
/// <param name="Version">Version of the rule set.</param>
/// <param name="Mode">Whether it speaks: for this patient and this limit.</param>
/// <param name="Size">How far it goes, greater is worse: kg of change, grade, days of silence, distance from the limit. For steps, see <see cref="AlarmRule.Step"/>.</param>
/// <param name="Inputs">The measurements it was concluded from, oldest first; empty where nothing arrived.</param>
/// <param name="Figures">The numbers of the conclusion.</param>
/// <param name="Reason">One sentence, never an advice.</param>
/// <param name="Limit">The personal limit that it crosses; null where the rule's own holds.</param>
public sealed record Finding(
    AlarmRule Rule, string Version, RuleMode Mode, double Size, IReadOnlyList<Measurement> Inputs, IReadOnlyList<FindingFigure> Figures, Wording Reason, PersonalLimit? Limit)
{
    /// <summary>What it does.</summary>
    public AlarmLevel Level => Rule.Level;
}
