using Telemed.Core.Monitoring;
using static Telemed.Core.Tests.Monitoring.HeartFailure;

namespace Telemed.Core.Tests.Monitoring;

public sealed class WeightRuleTests
{
    // CARDIAUVERGNE (Le Quotidien du Médecin, 24 June 2013): alert from 2 kg away from the reference weight, alarm from 5 kg.
    [Theory]
    [InlineData(71.9, false, false)]
    [InlineData(72.0, true, false)]
    [InlineData(68.0, true, false)]
    [InlineData(68.1, false, false)]
    [InlineData(74.9, true, false)]
    [InlineData(75.0, true, true)]
    [InlineData(65.0, true, true)]
    public void A_weight_is_held_against_the_reference_weight_both_ways(double weight, bool alert, bool alarm)
    {
        var series = Weights(70, 70.2, weight);
        Assert.Equal((alert, alarm), (Find("weight-alert", series, Day(2, 8)) is not null, Find("weight-alarm", series, Day(2, 8)) is not null));
    }

    [Fact]
    public void An_alert_says_its_numbers_and_where_they_come_from()
    {
        var finding = Find("weight-alert", Weights(70, 72.3), Day(1, 8))!;
        Assert.Equal((AlarmLevel.AppelPatient, RuleMode.Live, 2.3, "1.0.0"), (finding.Level, finding.Mode, finding.Size, finding.Version));
        Assert.Equal("Poids 72,3 kg : +2,3 kg par rapport au poids de référence, 70 kg depuis le 4 janvier 2027.", finding.Reason.French);
        Assert.Equal("Weight 72.3 kg: +2.3 kg from the reference weight, 70 kg since 4 January 2027.", finding.Reason.English);
        Assert.Equal("Observation/weight-1-7", Assert.Single(finding.Inputs).Source);
        Assert.Equal(AlarmLevel.InterventionRapide, Find("weight-alarm", Weights(75.5), Day(0, 8))!.Level);
    }

    [Fact]
    public void A_revised_reference_weight_holds_from_its_date_and_without_one_nothing_is_compared()
    {
        var plan = new MonitoringPlan(Zone, Start, new ReferenceWeight(70, Start), new ReferenceWeight(72, Day(1, 10)));
        var series = Weights(70, 72.3);
        Assert.NotNull(Find("weight-alert", series, Day(1, 9), plan));
        Assert.Null(Find("weight-alert", series, Day(1, 10), plan));
        Assert.Null(Find("weight-alert", series, Day(1, 9), new MonitoringPlan(Zone, Start)));
    }

    [Fact]
    public void A_weight_of_the_day_before_yesterday_says_nothing_of_now()
    {
        var series = Weights(73);
        Assert.NotNull(Find("weight-alert", series, Day(2, 6.9)));
        Assert.Null(Find("weight-alert", series, Day(2, 7)));
    }

    // The guideline's rule as HeartPhone (Eur J Heart Fail 2013) and TEN-HMS (2009) tested it: more than 2 kg within 3 days.
    [Theory]
    [InlineData(new[] { 70, 70.5, 71.2, 72.0 }, false)]
    [InlineData(new[] { 70, 70.5, 71.2, 72.1 }, true)]
    [InlineData(new[] { 70, 70.5, 71, 71.5, 72.1 }, false)]
    [InlineData(new[] { 70, double.NaN, double.NaN, 72.1 }, true)]
    [InlineData(new[] { 70, double.NaN, double.NaN, double.NaN, 74 }, false)]
    public void More_than_2_kg_in_3_days(double[] weights, bool stands) =>
        Assert.Equal(stands, Find("weight-gain-3-days", Weights(weights), Day(weights.Length - 1, 8)) is not null);

    // Toulouse (France 3 Régions): 1 to 2 kg in 1 to 2 days.
    [Theory]
    [InlineData(new[] { 70, 70.6, 71.0 }, true)]
    [InlineData(new[] { 70, 70.6, 70.9 }, false)]
    [InlineData(new[] { 70, 70.3, 70.6, 71.2 }, false)]
    public void One_kg_in_2_days_in_the_shadow(double[] weights, bool stands)
    {
        var finding = Find("weight-gain-2-days", Weights(weights), Day(weights.Length - 1, 8));
        Assert.Equal(stands, finding is not null);
        Assert.Equal(stands ? RuleMode.Shadow : null, finding?.Mode);
    }

    // HeartPhone: the rule of thumb of 1.36 kg (3 lb) over 1 day, sensitivity 46 %.
    [Theory]
    [InlineData(71.36, false)]
    [InlineData(71.37, true)]
    public void More_than_1_36_kg_in_1_day(double weight, bool stands) => Assert.Equal(stands, Find("weight-gain-1-day", Weights(70, weight), Day(1, 8)) is not null);

    [Fact]
    public void The_gain_is_counted_from_the_first_weight_of_a_day_and_by_the_days_of_the_patient()
    {
        var lateEvening = Of(Measure.Weight, 0, 72.5, 23.5);
        var morning = Of(Measure.Weight, 0, 70, 7);
        var next = Of(Measure.Weight, 1, 71.6, 7);
        Assert.Equal(1.6, Find("weight-gain-1-day", Series.Of([next, lateEvening, morning]), Day(1, 8))!.Size);
        Assert.Null(Find("weight-gain-1-day", Series.Of([next, lateEvening]), Day(1, 8)));
    }

    // Worked by hand, factor 2 / (n + 1) as for MACD: 56 mornings, the last three 2 kg heavier. What remains of the weight before is
    // (1 - 2/8)^3 = 0.422 of the short and (1 - 2/29)^3 = 0.807 of the long average; the window cuts off less than 0.02 of them.
    [Fact]
    public void A_step_of_2_kg_parts_the_two_moving_averages_after_three_days()
    {
        var weights = Enumerable.Repeat(70.0, 53).Concat([72, 72, 72]).ToArray();
        var finding = Find("weight-trend", Weights(weights), Day(55, 8))!;
        Assert.Equal(2 * (0.807 - 0.422), finding.Size, 0.01);
        Assert.True(finding.Rule.SecondOpinion);
        Assert.Null(Find("weight-trend", Weights([.. weights[..^1]]), Day(54, 8)));
    }

    [Fact]
    public void The_moving_averages_are_exact_over_their_window()
    {
        double Average(double n) => Enumerable.Range(0, 14).Sum(age => Math.Pow(1 - 2 / (n + 1), age) * (age == 0 ? 78 : 70)) / Enumerable.Range(0, 14).Sum(age => Math.Pow(1 - 2 / (n + 1), age));
        var finding = Find("weight-trend", Weights([.. Enumerable.Repeat(70.0, 13), 78]), Day(13, 8))!;
        Assert.Equal(Average(7) - Average(28), finding.Size, 0.001);
    }

    [Fact]
    public void A_trend_needs_fourteen_mornings() =>
        Assert.Null(Find("weight-trend", Weights([.. Enumerable.Repeat(70.0, 12), 78]), Day(12, 8)));
}
