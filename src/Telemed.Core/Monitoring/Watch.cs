namespace Telemed.Core.Monitoring;

/// <summary>A rule as it is for one patient at one instant, with everything it may look at.</summary>
/// <param name="Rule">With the patient's own parameters.</param>
sealed record Watch(AlarmRule Rule, RuleMode Mode, PersonalLimit? Limit, Series Series, MonitoringPlan Plan, DateTimeOffset Now)
{
    public Measure Measure => Rule.Measure ?? Measure.Weight;

    public TimeZoneInfo Zone => Plan.Zone;

    TimeSpan Within => TimeSpan.FromDays(Rule["within"]);

    /// <summary>The latest value, as long as it says something about now.</summary>
    public Measurement? Latest(Measure measure) => Series.Latest(measure, Now) is { } latest && latest.At + Within > Now ? latest : null;

    /// <summary>When a conclusion from these measures goes stale.</summary>
    public DateTimeOffset? Stale(IEnumerable<Measure> measures) => measures.Select(Latest).Max(latest => latest?.At) + Within;
}

/// <summary>What a rule concludes where it stands.</summary>
sealed record Conclusion(double Size, IReadOnlyList<Measurement> Inputs, IReadOnlyList<FindingFigure> Figures, Wording Reason);
