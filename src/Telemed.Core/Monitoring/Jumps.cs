namespace Telemed.Core.Monitoring;

/// <summary>How far a value may be from the patient's own before a person is asked. Figures of the rule set, published by nobody.</summary>
/// <param name="Change">A value is doubted that is further than this from every one of <paramref name="Days"/> before; in the measure's unit.</param>
/// <param name="Days">How far back the patient's own values are looked at.</param>
/// <param name="Least">Fewer own values than this in that time, and nothing is doubted.</param>
/// <param name="Again">For how long a doubted value waits for another one to agree or to contradict; then it counts.</param>
/// <param name="Mode">Live: the rules do not see a doubted value. Shadow: they see it all the same, and a person is asked.</param>
public sealed record PlausibleJump(double Change, TimeSpan Days, int Least, TimeSpan Again, RuleMode Mode);

/// <summary>What came after a doubted value. One that another value agrees with is doubted no more.</summary>
public enum JumpState
{
    /// <summary>Nothing was measured since, and there is time still.</summary>
    Waiting,

    /// <summary>What was measured next is nearer to the values before.</summary>
    Contradicted,

    /// <summary>Nothing was measured in time: it counts, and a person has still to look at it.</summary>
    Unanswered,
}

/// <summary>A value that is implausibly far from the patient's own.</summary>
/// <param name="Measurement">The value.</param>
/// <param name="Nearest">The nearest of the patient's own before.</param>
/// <param name="State">What came after it.</param>
/// <param name="Until">Of one that waits: when it counts.</param>
public sealed record Jump(Measurement Measurement, Measurement Nearest, JumpState State, DateTimeOffset? Until);

/// <summary>
/// Holds values against the patient's own recent ones. A function of what was measured, and when: order and duplicates of arrival do not
/// matter, a late value is judged and judges. A value is never doubted for longer than it takes to measure again, unless what is measured
/// then contradicts it.
/// </summary>
public static class Jumps
{
    /// <summary>The values doubted at an instant, those that count again for want of another included; oldest first.</summary>
    /// <param name="series">The patient's measurements; those after <paramref name="now"/> are not looked at.</param>
    /// <param name="plan">After a pause the patient's own values begin anew: a stay in hospital takes kilograms away.</param>
    /// <param name="rules">Says how far is too far.</param>
    /// <param name="now">The instant.</param>
    public static IReadOnlyList<Jump> Of(Series series, MonitoringPlan plan, RuleSet rules, DateTimeOffset now) =>
        [.. from jump in rules.Jumps.OrderBy(one => one.Key, StringComparer.Ordinal)
            let measure = Measure.Find(jump.Key)!
            from doubted in Of(series, plan, measure, jump.Value, now - rules.LookedAt(measure), now)
            select doubted];

    /// <summary>The series as the rules see it: without what is doubted.</summary>
    internal static Series Seen(Series series, MonitoringPlan plan, RuleSet rules, DateTimeOffset now)
    {
        var held = Of(series, plan, rules, now)
            .Where(jump => jump.State != JumpState.Unanswered && rules.Jumps[jump.Measurement.Measure.Code].Mode == RuleMode.Live).Select(jump => jump.Measurement).ToHashSet();
        return held.Count == 0 ? series : series.Without(held);
    }

    static IEnumerable<Jump> Of(Series series, MonitoringPlan plan, Measure measure, PlausibleJump jump, DateTimeOffset from, DateTimeOffset now)
    {
        foreach (var one in series.Window(measure, from, now))
        {
            var begun = plan.SilentFrom(one.At);
            var own = series.Window(measure, one.At - jump.Days, one.At).Where(each => each.At < one.At && each.At >= begun).ToList();
            if (own.Count < jump.Least) continue;
            var nearest = own.MinBy(each => Distance(each, one))!;
            if (Distance(nearest, one) <= jump.Change) continue;
            var again = series.Window(measure, one.At, Earlier(one.At + jump.Again, now)).ToList();
            if (again.Exists(each => Distance(each, one) < Distance(each, nearest))) continue;
            var counts = one.At + jump.Again;
            yield return again.Count > 0 ? new(one, nearest, JumpState.Contradicted, null) : counts > now ? new(one, nearest, JumpState.Waiting, counts) : new(one, nearest, JumpState.Unanswered, null);
        }
    }

    static double Distance(Measurement one, Measurement other) => Math.Round(Math.Abs(one.Value - other.Value), 3);

    static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
