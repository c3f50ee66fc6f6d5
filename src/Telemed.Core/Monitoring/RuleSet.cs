using Telemed.Core.Pathways;

namespace Telemed.Core.Monitoring;

/// <summary>What a measure's values may be; outside, a person looks at them.</summary>
/// <param name="Low">Least plausible value, in the measure's unit.</param>
/// <param name="High">Greatest plausible value.</param>
public sealed record PlausibleRange(double Low, double High)
{
    /// <summary>Whether a value lies in it, bounds included.</summary>
    public bool Contains(double value) => value >= Low && value <= High;
}

/// <summary>The rules of a pathway: dated data, read by <see cref="RuleSetReader"/>.</summary>
/// <param name="Url">Canonical url of the PlanDefinition it was read from.</param>
/// <param name="Version">Its version, which every finding carries.</param>
/// <param name="Title">Its title.</param>
/// <param name="Rules">In the order of the file.</param>
/// <param name="Plausible">What values may be, by code of the measure; a measure without a range takes any value.</param>
/// <param name="ClockTolerance">How far ahead of its arrival a measurement may be dated: devices' clocks are not ours.</param>
public sealed record RuleSet(
    string Url, string Version, Wording Title, IReadOnlyList<AlarmRule> Rules, IReadOnlyDictionary<string, PlausibleRange> Plausible, TimeSpan ClockTolerance)
{
    /// <summary>How far a value may be from the patient's own, by code of the measure; a measure without it may jump.</summary>
    public IReadOnlyDictionary<string, PlausibleJump> Jumps { get; init; } = new Dictionary<string, PlausibleJump>();

    /// <summary>For how long they are prescribed; null where the file says nothing.</summary>
    public PrescriptionLimits? Prescription { get; init; }

    /// <summary>When a patient counts as stable; null where the file says nothing: then nobody does.</summary>
    public StabilityRule? Stability { get; init; }

    /// <summary>
    /// How far back the rules look. Given the measurements of this time and the latest of each measure before it, every finding is the same as
    /// with the whole series.
    /// </summary>
    public TimeSpan LookBack => Measure.All.Max(LookBackOn);

    /// <summary>The same for one measure: a lab result is looked back on for half a year, a pulse for weeks. What is looked at is held against what was before it.</summary>
    public TimeSpan LookBackOn(Measure measure) => LookedAt(measure) + (Jumps.TryGetValue(measure.Code, out var jump) ? jump.Days : TimeSpan.Zero);

    /// <summary>How far back a rule may look at a measure.</summary>
    internal TimeSpan LookedAt(Measure measure) => Rules.Where(rule => Windows.LooksAt(rule, measure)).Select(Windows.LookBack).DefaultIfEmpty().Max();

    /// <summary>The rule of a code, or null.</summary>
    public AlarmRule? Find(string code) => Rules.FirstOrDefault(rule => rule.Code == code);
}

/// <summary>What reading a rule set gave.</summary>
/// <param name="Rules">The rules; null when there are faults.</param>
/// <param name="Faults">Everything wrong, all at once; empty when all is well.</param>
public sealed record RuleReading(RuleSet? Rules, IReadOnlyList<PathwayFault> Faults);
