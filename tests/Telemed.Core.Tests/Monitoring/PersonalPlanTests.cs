using Telemed.Core.Monitoring;
using static Telemed.Core.Tests.Monitoring.HeartFailure;

namespace Telemed.Core.Tests.Monitoring;

public sealed class PersonalPlanTests
{
    [Fact]
    public void A_shadow_limit_shows_what_it_would_have_done_beside_the_rule_and_a_live_one_takes_its_place()
    {
        var tried = Plan with { Limits = [new("weight-alert", "change", 1.5, RuleMode.Shadow, Start)] };
        var finding = Assert.Single(AlarmRules.Evaluate(Weights(71.6), tried, Only("weight-alert"), Day(0, 8)));
        Assert.Equal((RuleMode.Shadow, tried.Limits[0]), (finding.Mode, finding.Limit));

        var both = AlarmRules.Evaluate(Weights(72.5), tried, Only("weight-alert"), Day(0, 8));
        Assert.Equal([RuleMode.Live, RuleMode.Shadow], both.Select(one => one.Mode));

        var live = Plan with { Limits = [new("weight-alert", "change", 3, RuleMode.Live, Start)] };
        Assert.Empty(AlarmRules.Evaluate(Weights(72.5), live, Only("weight-alert"), Day(0, 8)));
        Assert.Equal(live.Limits[0], Assert.Single(AlarmRules.Evaluate(Weights(73), live, Only("weight-alert"), Day(0, 8))).Limit);
    }

    [Fact]
    public void Limits_are_dated_and_of_two_live_ones_the_later_holds()
    {
        var plan = Plan with
        {
            Limits = [new("heart-rate-high", "limit", 100, RuleMode.Live, Day(2)), new("heart-rate-high", "limit", 110, RuleMode.Live, Day(1), Day(3))],
        };
        var series = Daily(Measure.HeartRate, 115, 115, 105, 105);
        Assert.Equal([false, true, true, true], Enumerable.Range(0, 4).Select(day => Find("heart-rate-high", series, Day(day, 8), plan) is not null));
        Assert.Null(Find("heart-rate-high", Daily(Measure.HeartRate, 105), Day(1), plan with { Limits = [plan.Limits[1]] }));
    }

    [Fact]
    public void A_clinician_switches_a_shadow_rule_on_and_a_live_one_off_from_a_day_on()
    {
        var plan = Plan with { Switches = [new("weight-gain-1-day", RuleMode.Live, Day(1, 10)), new("weight-alert", RuleMode.Shadow, Day(1, 10))] };
        var series = Weights(70, 72.5);
        Assert.Equal((RuleMode.Shadow, RuleMode.Live), (Find("weight-gain-1-day", series, Day(1, 9), plan)!.Mode, Find("weight-alert", series, Day(1, 9), plan)!.Mode));
        Assert.Equal((RuleMode.Live, RuleMode.Shadow), (Find("weight-gain-1-day", series, Day(1, 11), plan)!.Mode, Find("weight-alert", series, Day(1, 11), plan)!.Mode));
        Assert.Equal(Day(1, 10), AlarmRules.NextChange(series, plan, Only("weight-alert"), Day(1, 9)));
    }

    [Fact]
    public void A_patient_may_be_silent_longer_but_has_no_window_of_their_own()
    {
        var plan = Plan with { Limits = [new("no-data-2-days", "days", 3, RuleMode.Live, Start), new("weight-alert", "within", 30, RuleMode.Live, Start)] };
        Assert.Null(Find("no-data-2-days", Weights(70), Day(2, 13), plan));
        Assert.NotNull(Find("no-data-2-days", Weights(70), Day(3, 12), plan));
        Assert.Null(Find("weight-alert", Weights(80), Day(3, 12), plan));
    }

    [Fact]
    public void A_rule_holds_in_its_own_time()
    {
        var rules = Rules with { Rules = [Rules.Find("weight-alert")! with { From = Day(1), Until = Day(2) }] };
        var series = Weights(73, 73, 73);
        Assert.Equal([0, 1, 0], Enumerable.Range(0, 3).Select(day => AlarmRules.Evaluate(series, Plan, rules, Day(day, 8)).Count));
        Assert.Equal(Day(1), AlarmRules.NextChange(series, Plan, rules, Day(0, 8)));
    }
}
