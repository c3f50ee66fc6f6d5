using FsCheck.Xunit;
using Telemed.Core.Monitoring;
using static Telemed.Core.Tests.Monitoring.HeartFailure;

namespace Telemed.Core.Tests.Monitoring;

/// <summary>A weight more than 4 kg from all of the seven days before, of which there are three at least, waits 28 h for another one.</summary>
[Properties(Arbitrary = [typeof(AnyPatient)], MaxTest = 60)]
public sealed class JumpTests
{
    static readonly double[] Before = [70, 70.2, 69.9, 70.1];

    [Fact]
    public void A_weight_far_from_all_of_the_days_before_waits_for_another()
    {
        var jump = Assert.Single(Jumps.Of(Weights([.. Before, 75.2]), Plan, Rules, Day(4, 8)));
        Assert.Equal((75.2, 70.2, JumpState.Waiting, Day(4) + TimeSpan.FromHours(28)), (jump.Measurement.Value, jump.Nearest.Value, jump.State, jump.Until!.Value));
        Assert.Empty(Jumps.Of(Weights([.. Before, 74.2]), Plan, Rules, Day(4, 8)));
        Assert.Single(Jumps.Of(Weights([.. Before, 65.8]), Plan, Rules, Day(4, 8)));
    }

    [Fact]
    public void In_the_shadow_the_rules_see_it_all_the_same_and_live_they_do_not()
    {
        Assert.True(Alarms(Rules, Weights([.. Before, 75.2]), Day(4, 8)));
        Assert.False(Alarms(Holding, Weights([.. Before, 75.2]), Day(4, 8)));
    }

    [Fact]
    public void Another_that_agrees_brings_both_in_the_next_morning_or_an_hour_later()
    {
        foreach (var again in new[] { Of(Measure.Weight, 5, 75.1), Of(Measure.Weight, 4, 75.1, 8) })
        {
            var series = Series.Of([.. Before.Select((kg, day) => Of(Measure.Weight, day, kg)), Of(Measure.Weight, 4, 75.2), again]);
            Assert.Empty(Jumps.Of(series, Plan, Rules, again.At));
            Assert.True(Alarms(Holding, series, again.At));
        }
    }

    [Fact]
    public void One_that_contradicts_keeps_it_aside_for_good()
    {
        var series = Weights([.. Before, 75.2, 70.3, 70.1]);
        foreach (var day in new[] { 5, 6, 7 }) Assert.Equal(JumpState.Contradicted, Assert.Single(Jumps.Of(series, Plan, Rules, Day(day, 8))).State);
        Assert.DoesNotContain(AlarmRules.Evaluate(series, Plan, Holding, Day(5, 8)), finding => finding.Inputs.Any(input => input.Value == 75.2));
    }

    [Fact]
    public void One_that_nothing_follows_counts_once_the_time_is_over_and_is_still_looked_at_by_a_person()
    {
        var (series, counts) = (Weights([.. Before, 75.2]), Day(4) + TimeSpan.FromHours(28));
        Assert.False(Alarms(Holding, series, counts.AddSeconds(-1)));
        Assert.Equal(counts, AlarmRules.NextChange(series, Plan, Holding with { Rules = Only("weight-alarm").Rules }, Day(4, 8)));
        Assert.True(Alarms(Holding, series, counts));
        Assert.Equal(JumpState.Unanswered, Assert.Single(Jumps.Of(series, Plan, Holding, counts)).State);
    }

    [Fact]
    public void A_weight_of_the_day_before_that_arrives_late_takes_the_doubt_away()
    {
        var series = Series.Of([.. Before.Select((kg, day) => Of(Measure.Weight, day, kg)), Of(Measure.Weight, 4, 75.2), Of(Measure.Weight, 3, 72.5, 21)]);
        Assert.Empty(Jumps.Of(series, Plan, Rules, Day(4, 8)));
    }

    [Fact]
    public void After_a_stay_in_hospital_and_on_too_few_weights_nothing_is_doubted()
    {
        var paused = Plan with { Pauses = [new(Day(3, 9), Day(4, 0))] };
        Assert.Empty(Jumps.Of(Weights([.. Before, 64]), paused, Rules, Day(4, 8)));
        Assert.Empty(Jumps.Of(Weights(70, 70.1, 76), Plan, Rules, Day(2, 8)));
    }

    [Fact]
    public void Who_stepped_on_the_scale_is_not_silent_whatever_it_showed()
    {
        var series = Weights([.. Before, double.NaN, 75.2]);
        Assert.DoesNotContain(AlarmRules.Evaluate(series, Plan, Holding, Day(6, 13)), finding => finding.Rule.Function == RuleFunction.NoData);
    }

    [Property]
    public void Nothing_is_held_back_longer_than_the_time_to_measure_again_unless_contradicted(Arrivals arrivals, AnyPlan plan, AnyInstant now)
    {
        var weights = arrivals.All.Where(one => one.Measure == Measure.Weight && one.At <= now.At).ToList();
        foreach (var jump in Jumps.Of(Series.Of(arrivals.All), plan.Plan, Holding, now.At))
        {
            var after = weights.Where(one => one.At > jump.Measurement.At && one.At <= jump.Measurement.At.AddHours(28)).ToList();
            Assert.True(jump.State switch
            {
                JumpState.Waiting => jump.Until > now.At && after.Count == 0,
                JumpState.Contradicted => after.Count > 0,
                _ => jump.Measurement.At.AddHours(28) <= now.At && after.Count == 0,
            });
        }
    }

    static bool Alarms(RuleSet rules, Series series, DateTimeOffset now) => AlarmRules.Evaluate(series, Plan, rules, now).Any(finding => finding.Rule.Code == "weight-alarm");
}
