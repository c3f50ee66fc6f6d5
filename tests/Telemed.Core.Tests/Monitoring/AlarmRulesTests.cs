using FsCheck.Xunit;
using Telemed.Core.Monitoring;
using static Telemed.Core.Tests.Monitoring.HeartFailure;

namespace Telemed.Core.Tests.Monitoring;

/// <summary>What holds of every rule, whatever arrives.</summary>
[Properties(Arbitrary = [typeof(AnyPatient)], MaxTest = 60)]
public sealed class AlarmRulesTests
{
    static readonly RuleFunction[] OfSilence = [RuleFunction.NoData];

    /// <summary>With jumps shown to the rules, and with jumps held back.</summary>
    static readonly RuleSet[] Both = [Rules, Holding];

    [Property]
    public void On_nothing_at_all_only_silence_is_found(AnyPlan plan, AnyInstant now) =>
        Assert.All(AlarmRules.Evaluate(Series.Empty, plan.Plan, Rules, now.At), finding => Assert.Contains(finding.Rule.Function, OfSilence));

    [Property]
    public void Where_a_measure_never_arrived_nothing_is_found_about_it(Arrivals arrivals, AnyPlan plan, AnyInstant now)
    {
        var series = Series.Of(arrivals.All.Where(one => one.Measure != Measure.Weight && one.Measure != Measure.HeartRate && one.Measure != Measure.ScaleStatus));
        Assert.All(
            AlarmRules.Evaluate(series, plan.Plan, Rules, now.At),
            finding => Assert.True(finding.Rule.Function == RuleFunction.NoData || finding.Inputs.Count > 0 && finding.Inputs.All(input => input.Measure != Measure.Weight && input.Measure != Measure.HeartRate)));
    }

    [Property]
    public void The_order_and_the_duplicates_of_measurements_change_nothing(Arrivals arrivals, AnyPlan plan, AnyInstant now)
    {
        var inOrder = arrivals.All.OrderBy(one => one.At).ThenBy(one => one.Source, StringComparer.Ordinal);
        var twice = arrivals.All.Concat(arrivals.All.Select(one => one with { Source = $"z{one.Source}" })).Reverse();
        Assert.Equal(Found(inOrder, plan, now), Found(arrivals.All, plan, now));
        Assert.Equal(Found(inOrder, plan, now), Found(twice, plan, now));
    }

    [Property]
    public void A_late_measurement_says_what_it_would_have_said_in_time(Arrivals arrivals, AnyPlan plan, AnyInstant now)
    {
        var late = Series.Of([.. arrivals.All.Skip(7), .. arrivals.All.Take(7)]);
        foreach (var rules in Both)
        {
            Assert.Equal(Said(AlarmRules.Evaluate(Series.Of(arrivals.All), plan.Plan, rules, now.At)), Said(AlarmRules.Evaluate(late, plan.Plan, rules, now.At)));
            Assert.Equal(AlarmRules.NextChange(Series.Of(arrivals.All), plan.Plan, rules, now.At), AlarmRules.NextChange(late, plan.Plan, rules, now.At));
        }
    }

    [Property]
    public void What_is_measured_after_an_instant_is_not_looked_at(Arrivals arrivals, AnyPlan plan, AnyInstant now) =>
        Assert.Equal(Found(arrivals.All.Where(one => one.At <= now.At), plan, now), Found(arrivals.All, plan, now));

    [Property]
    public void What_is_older_than_the_rules_look_back_and_not_the_latest_is_not_looked_at(Arrivals arrivals, AnyPlan plan, AnyInstant now)
    {
        var series = Series.Of(arrivals.All);
        var near = arrivals.All.Where(one => one.At > now.At - Rules.LookBackOn(one.Measure)).Concat(Measure.All.Select(measure => series.Latest(measure, now.At)).OfType<Measurement>());
        Assert.Equal(Found(arrivals.All, plan, now), Found(near, plan, now));
    }

    [Fact]
    public void No_measure_is_looked_back_on_for_longer_than_its_rules_need()
    {
        Assert.Equal((60 + 7, 9 + 180, 5), (Rules.LookBackOn(Measure.Weight).TotalDays, Rules.LookBackOn(Measure.NtProBnp).TotalDays, Rules.LookBackOn(Measure.Signs[0]).TotalDays));
        Assert.Equal((TimeSpan.Zero, Rules.LookBack), (Rules.LookBackOn(Measure.ScaleStatus), Measure.All.Max(Rules.LookBackOn)));
    }

    [Property]
    public void Between_an_instant_and_the_next_change_nothing_changes(Arrivals arrivals, AnyPlan plan, AnyInstant now)
    {
        var series = Series.Of(arrivals.All);
        foreach (var rules in Both)
        {
            var before = Said(AlarmRules.Evaluate(series, plan.Plan, rules, now.At));
            var next = AlarmRules.NextChange(series, plan.Plan, rules, now.At) ?? now.At.AddDays(400);
            Assert.True(next > now.At);
            foreach (var share in new[] { 0.1, 0.5, 0.9, 0.999999 }) Assert.Equal(before, Said(AlarmRules.Evaluate(series, plan.Plan, rules, now.At + (next - now.At) * share)));
        }
    }

    [Property]
    public void The_shadow_never_reaches_an_alarm(Arrivals arrivals, AnyPlan plan)
    {
        var (series, live, whole) = (Series.Of(arrivals.All), EpisodeState.None, EpisodeState.None);
        for (var day = 0; day < 90; day += 2)
        {
            var found = AlarmRules.Evaluate(series, plan.Plan, Rules, Day(day, 12));
            var (of, with) = (Episodes.Fold(live, [.. found.Where(one => one.Mode == RuleMode.Live)], Rules, Day(day, 12)), Episodes.Fold(whole, found, Rules, Day(day, 12)));
            Assert.Equal((of.Act, of.State.Level, of.State.Answered), (with.Act, with.State.Level, with.State.Answered));
            Assert.DoesNotContain(with.Findings, finding => finding.Mode == RuleMode.Shadow);
            (live, whole) = day % 6 == 4 ? (of.State.Answer(), with.State.Answer()) : (of.State, with.State);
        }
    }

    static IReadOnlyList<string> Found(IEnumerable<Measurement> arrivals, AnyPlan plan, AnyInstant now) =>
        [.. Both.SelectMany(rules => Said(AlarmRules.Evaluate(Series.Of(arrivals), plan.Plan, rules, now.At)).Concat(Jumps.Of(Series.Of(arrivals), plan.Plan, rules, now.At).Select(Doubted)))];

    static string Doubted(Jump jump) => $"{jump.Measurement.Value}@{jump.Measurement.At:O} {jump.Nearest.Value}@{jump.Nearest.At:O} {jump.State} {jump.Until:O}";
}
