using Telemed.Core.Monitoring;
using static Telemed.Core.Tests.Monitoring.HeartFailure;

namespace Telemed.Core.Tests.Monitoring;

/// <summary>When a patient counts as stable, by the pathway's figures [G]: 90 days without a true alarm, a stay or a pause, a weight on 70 % of them, within 2 kg.</summary>
public sealed class StabilityTests
{
    static readonly StabilityRule Rule = Rules.Stability!;

    static readonly Series Calm = Weights([.. Enumerable.Range(0, 120).Select(day => 70 + day % 3 * 0.4)]);

    [Fact]
    public void The_figures_are_those_of_the_file()
    {
        Assert.Equal((90, 0.7, 2, TimeSpan.FromDays(45), TimeSpan.FromDays(30)), (Rule.Days, Rule.Share, Rule.Within, Rule.Ending, Rule.Again));
        Assert.Equal((12, 6, 1, TimeSpan.FromDays(30)), (Rules.Prescription!.Longest, Rules.Prescription.Majorated, Rules.Prescription.Renewals, Rules.Prescription.Announced));
        Assert.Equal([new DateOnly(2027, 7, 31), new DateOnly(2028, 1, 31)], Rules.Prescription.MajoratedEnds(new(2027, 1, 31)));
    }

    [Fact]
    public void Ninety_calm_days_are_stable_and_eighty_nine_are_not()
    {
        Assert.Equal("suivi depuis moins longtemps", Lacking(Stands(Calm, 89)));
        var stable = Stands(Calm, 90);
        Assert.Equal(Start, stable.Since);
        Assert.Equal(["no true alarm and no known hospital stay for 90 days", "weight within 2 kg of the reference", "a weight on 90 days of 90"], stable.Reasons.Select(reason => reason.English));
    }

    [Fact]
    public void An_alarm_a_stay_or_a_pause_begins_the_count_anew()
    {
        Assert.Equal("alarme depuis", Lacking(Stands(Calm, 110, alarms: [Day(21, 12)])));
        Assert.Equal(Day(15), Stands(Calm, 110, alarms: [Day(15), Day(3)]).Since);
        Assert.Equal("hospitalisation depuis", Lacking(Stands(Calm, 110, stays: [Day(30)])));
        Assert.Equal("pause depuis", Lacking(Stands(Calm, 110, Plan with { Pauses = [new(Day(10), Day(30))] })));
        Assert.Equal("pause depuis", Lacking(Stands(Calm, 110, Plan with { Pauses = [new(Day(109))] })));
        Assert.NotNull(Stands(Calm, 110, Plan with { Pauses = [new(Day(130))] }).Since);
    }

    [Fact]
    public void Each_weight_is_held_against_the_reference_of_its_day()
    {
        var gained = Weights([.. Enumerable.Range(0, 120).Select(day => day < 60 ? 70 : 72.1)]);
        Assert.Equal("poids à plus de 2 kg de la référence", Lacking(Stands(gained, 110)));
        Assert.NotNull(Stands(gained, 110, new MonitoringPlan(Zone, Start, new ReferenceWeight(70, Start), new ReferenceWeight(72, Day(59, 12)))).Since);
        Assert.NotNull(Stands(Weights([.. Enumerable.Range(0, 120).Select(_ => 72.0)]), 110).Since);
        Assert.Contains("pas de poids de référence", Stands(Calm, 110, new MonitoringPlan(Zone, Start)).Reasons.Select(reason => reason.French));
    }

    [Fact]
    public void Most_days_have_a_weight_and_two_of_a_day_are_one()
    {
        Series Gappy(int missing) => Series.Of(Enumerable.Range(0, 120).Where(day => day is < 20 || day >= 20 + missing).SelectMany(day => new[] { Of(Measure.Weight, day, 70), Of(Measure.Weight, day, 70.1, 19) }));
        Assert.Equal("poids 62 jours sur 90", Lacking(Stands(Gappy(28), 109)));
        Assert.NotNull(Stands(Gappy(27), 109).Since);
    }

    [Fact]
    public void Order_and_duplicates_change_nothing_and_less_than_the_look_back_says_the_same()
    {
        foreach (var day in Enumerable.Range(85, 30))
        {
            var all = Calm.Window(Measure.Weight, DateTimeOffset.MinValue, Day(200)).ToList();
            Assert.Equal(Said(Stands(Calm, day)), Said(Stands(Series.Of([.. Enumerable.Reverse(all), .. all]), day)));
            Assert.Equal(Stands(Calm, day).Since is null, Stands(Series.Of(all.Where(one => one.At > Day(day) - Rule.LookBack)), day).Since is null);
        }
    }

    static Stability Stands(Series series, double day, MonitoringPlan? plan = null, DateTimeOffset[]? alarms = null, DateTimeOffset[]? stays = null) =>
        Stability.Of(Rule, series, plan ?? Plan, alarms ?? [], stays ?? [], Day(day, 23));

    static string Lacking(Stability stability)
    {
        Assert.Null(stability.Since);
        return Assert.Single(stability.Reasons).French;
    }

    static string Said(Stability stability) => $"{stability.Since:O} {string.Join(' ', stability.Reasons)}";
}
