namespace Telemed.Core.Monitoring;

/// <summary>The alarm engine: what the rules say of one patient at one instant. Pure; the order and the duplicates of measurements do not matter.</summary>
public static class AlarmRules
{
    /// <summary>Every finding that stands at an instant, in the order of the rules, live and shadow; nothing outside the plan's time or in a pause.</summary>
    /// <param name="series">The patient's measurements; those after <paramref name="now"/> are not looked at.</param>
    /// <param name="plan">How the patient is watched.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="now">The instant.</param>
    public static IReadOnlyList<Finding> Evaluate(Series series, MonitoringPlan plan, RuleSet rules, DateTimeOffset now) =>
        plan.Watches(now)
            ? [
                .. from watch in Watches(series, plan, rules, now)
                   let conclusion = Conclude(watch)
                   where conclusion is not null
                   select new Finding(
                       rules.Find(watch.Rule.Code)!, rules.Version, watch.Mode, conclusion.Size, conclusion.Inputs, conclusion.Figures, conclusion.Reason, watch.Limit),
            ]
            : [];

    /// <summary>The next instant at which time alone can change what <see cref="Evaluate"/> says; null when only a measurement or a change of the plan can.</summary>
    public static DateTimeOffset? NextChange(Series series, MonitoringPlan plan, RuleSet rules, DateTimeOffset now)
    {
        if (now >= plan.End) return null;
        var edges = plan.Edges().Concat(rules.Rules.SelectMany(rule => new[] { rule.From, rule.Until }).OfType<DateTimeOffset>());
        if (series.NextAfter(now) is { } measured) edges = edges.Append(measured);
        edges = edges.Concat(Jumps.Of(series, plan, rules, now).Select(jump => jump.Until).OfType<DateTimeOffset>());
        if (plan.Watches(now)) edges = edges.Concat(Watches(series, plan, rules, now).Select(Next).OfType<DateTimeOffset>());
        return edges.Where(at => at > now).Select(at => (DateTimeOffset?)at).Min();
    }

    // A live limit takes the place of the rule's own figure; each shadow one is tried beside it.
    static IEnumerable<Watch> Watches(Series series, MonitoringPlan plan, RuleSet rules, DateTimeOffset now)
    {
        var seen = Jumps.Seen(series, plan, rules, now);
        foreach (var rule in rules.Rules.Where(rule => rule.Holds(now)))
        {
            var limits = plan.Limits
                .Where(limit => limit.Applies(rule) && limit.From <= now && !(now >= limit.Until))
                .OrderBy(limit => limit.From).ThenBy(limit => limit.Value).ToList();
            var own = limits.Where(limit => limit.Mode == RuleMode.Live).Aggregate(rule, With);
            // Who stepped on the scale is not silent, whatever it showed.
            var looked = OfSilence(rule) ? series : seen;
            yield return new(own, plan.Mode(rule, now), limits.LastOrDefault(limit => limit.Mode == RuleMode.Live), looked, plan, now);
            foreach (var tried in limits.Where(limit => limit.Mode == RuleMode.Shadow)) yield return new(With(own, tried), RuleMode.Shadow, tried, looked, plan, now);
        }
    }

    static bool OfSilence(AlarmRule rule) => rule.Function is RuleFunction.NoData or RuleFunction.ScaleOffline;

    static AlarmRule With(AlarmRule rule, PersonalLimit limit) => rule with
    {
        Parameters = new Dictionary<string, RuleParameter>(rule.Parameters) { [limit.Parameter] = rule.Parameters[limit.Parameter] with { Value = limit.Value } },
    };

    static Conclusion? Conclude(Watch watch) => watch.Rule.Function switch
    {
        RuleFunction.WeightFromReference => WeightRules.FromReference(watch),
        RuleFunction.WeightGainInDays => WeightRules.GainInDays(watch),
        RuleFunction.WeightTrend => WeightRules.Trend(watch),
        RuleFunction.PersonalLimits => LimitRules.Personal(watch),
        RuleFunction.Signs => SignRules.Signs(watch),
        RuleFunction.Vitals => LimitRules.Limit(watch),
        RuleFunction.Biology => LimitRules.Biology(watch),
        RuleFunction.NoData => SilenceRules.NoData(watch),
        _ => SilenceRules.ScaleOffline(watch),
    };

    // Silence is the one thing that begins by itself; everything else only goes stale.
    static DateTimeOffset? Next(Watch watch) => OfSilence(watch.Rule)
        ? SilenceRules.Due(watch)
        : Conclude(watch) is null ? null : watch.Stale(watch.Rule.Function == RuleFunction.Signs ? Measure.Signs : [watch.Measure]);
}
