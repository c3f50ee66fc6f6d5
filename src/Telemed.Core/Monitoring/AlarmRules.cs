namespace Telemed.Core.Monitoring;

/// <summary>The alarm engine: what the rules say of one patient at one instant. Pure; the order and the duplicates of measurements do not matter.</summary>
public static class AlarmRules
{
    /// <summary>Every finding that stands at an instant, in the order of the rules, live and shadow; nothing outside the plan's time or in a pause.</summary>
    /// <param name="series">The patient's measurements; those after <paramref name="now"/> are not looked at.</param>
    /// <param name="plan">How the patient is watched.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="now">The instant.</param>
    public static IReadOnlyList<Finding> Evaluate(Series series, MonitoringPlan plan, RuleSet rules, DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>The next instant at which time alone can change what <see cref="Evaluate"/> says; null when only a measurement or a change of the plan can.</summary>
    public static DateTimeOffset? NextChange(Series series, MonitoringPlan plan, RuleSet rules, DateTimeOffset now) => throw new NotImplementedException();
}
