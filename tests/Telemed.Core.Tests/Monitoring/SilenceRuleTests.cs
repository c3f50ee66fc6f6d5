using Telemed.Core.Monitoring;
using static Telemed.Core.Tests.Monitoring.HeartFailure;

namespace Telemed.Core.Tests.Monitoring;

/// <summary>Domain 3.10, R-nodata: no weight for 2 days, then 4; not to be confused with a scale that says it is offline.</summary>
public sealed class SilenceRuleTests
{
    static readonly string[] Silence = ["no-data-2-days", "no-data-4-days", "scale-offline"];

    [Theory]
    [InlineData(2, 11.99, "")]
    [InlineData(2, 12, "no-data-2-days")]
    [InlineData(4, 11.99, "no-data-2-days")]
    [InlineData(4, 12, "no-data-2-days no-data-4-days")]
    public void Two_mornings_without_a_weight_call_at_noon_and_four_send_somebody(double day, double hour, string stand) =>
        Assert.Equal(stand, Standing(Weights(70), Day(day, hour)));

    [Fact]
    public void A_series_that_never_began_is_silent_from_the_start()
    {
        Assert.Equal("", Standing(Series.Empty, Day(2, 11.99)));
        var finding = AlarmRules.Evaluate(Series.Empty, Plan, Rules, Day(2, 12)).Single();
        Assert.Equal(("no-data-2-days", AlarmLevel.AppelPatient, 0), (finding.Rule.Code, finding.Level, finding.Inputs.Count));
        Assert.Equal("Aucun poids reçu depuis le 4 janvier 2027, aucune autre mesure non plus.", finding.Reason.French);
    }

    [Fact]
    public void Whoever_is_enrolled_with_a_start_in_the_past_is_silent_from_the_enrolment_on()
    {
        var plan = Plan with { Recorded = Day(5, 15) };
        Assert.Equal("", Standing(Series.Empty, Day(7, 11.99), plan));
        Assert.Equal(Day(7, 12), AlarmRules.NextChange(Series.Empty, plan, Only("no-data-2-days"), Day(5, 15)));
        Assert.Equal("no-data-2-days", Standing(Series.Empty, Day(7, 12), plan));
        Assert.Equal("no-data-2-days no-data-4-days", Standing(Weights(70), Day(5, 15), plan));
    }

    [Fact]
    public void A_scale_that_says_it_is_offline_is_another_alarm_until_it_is_heard_again()
    {
        var offline = Series.Of([Of(Measure.Weight, 0, 70), Of(Measure.ScaleStatus, 0, 0, 20)]);
        Assert.Equal("scale-offline", Standing(offline, Day(4, 12)));
        var back = Series.Of([Of(Measure.Weight, 0, 70), Of(Measure.ScaleStatus, 0, 0, 20), Of(Measure.ScaleStatus, 1, 1)]);
        Assert.Equal("no-data-2-days", Standing(back, Day(2, 12)));
        var weighed = Series.Of([Of(Measure.ScaleStatus, 0, 0), Of(Measure.Weight, 0, 70, 8)]);
        Assert.Equal("no-data-2-days", Standing(weighed, Day(2, 12)));
    }

    [Fact]
    public void Other_measurements_do_not_end_the_silence_and_are_named()
    {
        var finding = Find("no-data-2-days", Series.Of([Of(Measure.Weight, 0, 70), Of(Measure.HeartRate, 1, 72)]), Day(2, 12))!;
        Assert.Contains("d’autres mesures sont arrivées depuis", finding.Reason.French, StringComparison.Ordinal);
        Assert.Equal([Measure.Weight, Measure.HeartRate], finding.Inputs.Select(input => input.Measure));
    }

    [Fact]
    public void Noon_is_the_patients_own_and_a_day_is_not_always_24_hours()
    {
        var reunion = TimeZoneInfo.FindSystemTimeZoneById("Indian/Reunion");
        var weight = Series.Of([new Measurement(Measure.Weight, 70, new(2027, 1, 4, 7, 0, 0, TimeSpan.FromHours(4)), "Observation/1")]);
        Assert.Equal(new DateTimeOffset(2027, 1, 6, 12, 0, 0, TimeSpan.FromHours(4)), AlarmRules.NextChange(weight, new MonitoringPlan(reunion, Start), Only("no-data-2-days"), Day(0, 8)));

        var springs = Series.Of([new Measurement(Measure.Weight, 70, new(2027, 3, 27, 7, 0, 0, TimeSpan.FromHours(1)), "Observation/1")]);
        Assert.Equal(new DateTimeOffset(2027, 3, 29, 12, 0, 0, TimeSpan.FromHours(2)), AlarmRules.NextChange(springs, Plan, Only("no-data-2-days"), springs.Latest(Measure.Weight, DateTimeOffset.MaxValue)!.At));
    }

    [Fact]
    public void In_a_stay_in_hospital_nothing_stands_and_silence_is_counted_anew_after_it()
    {
        var plan = Plan with { Pauses = [new(Day(1, 15), Day(9, 16))] };
        Assert.Equal("", Standing(Weights(80), Day(5, 12), plan));
        Assert.Equal("", Standing(Weights(70), Day(11, 11.9), plan));
        Assert.Equal("no-data-2-days", Standing(Weights(70), Day(11, 12), plan));
        Assert.Equal("", Standing(Weights(70), Day(11, 12), Plan with { Pauses = [new(Day(1, 15))] }));
    }

    [Fact]
    public void Before_the_start_and_from_the_end_on_nobody_is_watched()
    {
        var plan = Plan with { End = Day(1, 9) };
        Assert.Empty(AlarmRules.Evaluate(Weights(80, 80), plan, Rules, Start.AddSeconds(-1)));
        Assert.NotEmpty(AlarmRules.Evaluate(Weights(80, 80), plan, Rules, Day(1, 8.9)));
        Assert.Empty(AlarmRules.Evaluate(Weights(80, 80), plan, Rules, Day(1, 9)));
        Assert.Null(AlarmRules.NextChange(Weights(80, 80), plan, Rules, Day(1, 9)));
    }

    static string Standing(Series series, DateTimeOffset now, MonitoringPlan? plan = null) =>
        string.Join(' ', AlarmRules.Evaluate(series, plan ?? Plan, Only(Silence), now).Select(finding => finding.Rule.Code));
}
