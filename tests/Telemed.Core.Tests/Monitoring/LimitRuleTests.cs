using Telemed.Core.Monitoring;
using static Telemed.Core.Tests.Monitoring.HeartFailure;

namespace Telemed.Core.Tests.Monitoring;

public sealed class LimitRuleTests
{
    // NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.4: lambda 0.3, target 50, s = 2.0539, twenty values, limits 47.4115 and 52.5884.
    [Fact]
    public void The_chart_is_that_of_the_handbook()
    {
        double[] values = [52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1];
        double[] ewma = [50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33, 50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99];
        for (var n = 1; n <= values.Length; n++) Assert.Equal(ewma[n - 1], ControlChart.Of(values[..n], 50, 2.0539, 0.3).Ewma, 0.011);
        var chart = ControlChart.Of(values, 50, 2.0539, 0.3);
        Assert.Equal((52.5884, 47.4115), (chart.Mean + 3 * chart.Sigma, chart.Mean - 3 * chart.Sigma), Within(0.0005));
        Assert.InRange(chart.Distance, 2.2, 2.4);
    }

    // By hand: mornings of 70 and 74 in turn have mean 72 and deviation 2.037, so 3 sigma of the average end at 74.6; three of 86 take it past 80.
    [Theory]
    [InlineData("personal-heart-rate", "heart-rate")]
    [InlineData("personal-systolic", "systolic")]
    public void A_value_beyond_the_patients_own_weeks_stands_out_though_no_fixed_limit_is_near(string rule, string measure)
    {
        var usual = Enumerable.Range(0, 28).Select(day => day % 2 == 0 ? 70.0 : 74).ToArray();
        var quiet = Enumerable.Range(0, 14).Select(day => day % 2 == 0 ? 70.0 : 74).ToArray();
        var series = Daily(Measure.Find(measure)!, [.. usual, .. quiet[..11], 86, 86, 86]);
        var finding = Find(rule, series, Day(41, 8))!;
        Assert.Equal((RuleMode.Shadow, AlarmLevel.AppelPatient), (finding.Mode, finding.Level));
        Assert.Equal(72, finding.Figures[1].Value);
        Assert.True(finding.Figures[0].Value > finding.Figures[2].Value);
        Assert.Null(Find(rule, Daily(Measure.Find(measure)!, [.. usual, .. quiet]), Day(41, 8)));
    }

    // By hand: constant 70 kg gives a deviation of 0, so the floor of 0.3 kg holds; one morning of +1 kg after 13 quiet ones moves the average
    // by 0.3 kg, and 3 sigma of it are 3 * 0.3 * sqrt(0.3/1.7) = 0.378 kg; two mornings by 0.51 kg.
    [Fact]
    public void A_weight_that_never_moved_has_a_floor_under_its_deviation()
    {
        double[] still = [.. Enumerable.Repeat(70.0, 40)];
        Assert.Null(Find("personal-weight", Weights([.. still, 71]), Day(40, 8)));
        var finding = Find("personal-weight", Weights([.. still, 71, 71]), Day(41, 8))!;
        Assert.Equal((70.51, 70.378), (finding.Figures[0].Value, finding.Figures[2].Value), Within(0.001));
    }

    [Fact]
    public void Thirteen_mornings_are_too_few_to_know_a_patient() =>
        Assert.Null(Find("personal-weight", Weights([.. Enumerable.Repeat(70.0, 13), .. Enumerable.Repeat(76.0, 14)]), Day(26, 8)));

    // Limits of domain 3.10 (R-vitals), defaults of this software.
    [Theory]
    [InlineData("systolic-low", "systolic", 90, 89)]
    [InlineData("heart-rate-low", "heart-rate", 50, 49)]
    [InlineData("heart-rate-high", "heart-rate", 120, 121)]
    [InlineData("oxygen-low", "oxygen-saturation", 90, 89)]
    [InlineData("potassium-low", "potassium", 3.5, 3.4)]
    [InlineData("potassium-high", "potassium", 5.5, 5.6)]
    public void A_value_on_the_limit_is_within_and_the_next_beyond(string rule, string measure, double within, double beyond)
    {
        Assert.Null(Find(rule, Daily(Measure.Find(measure)!, within), Day(0, 8)));
        var finding = Find(rule, Daily(Measure.Find(measure)!, within, beyond), Day(1, 8))!;
        Assert.Equal(beyond, Assert.Single(finding.Inputs).Value);
        Assert.Null(Find(rule, Daily(Measure.Find(measure)!, beyond, within), Day(1, 8)));
    }

    [Theory]
    [InlineData("creatinine-rise", "creatinine", 100, 129.9, false)]
    [InlineData("creatinine-rise", "creatinine", 100, 130, true)]
    [InlineData("nt-probnp-rise", "nt-probnp", 1000, 1299, false)]
    [InlineData("nt-probnp-rise", "nt-probnp", 1000, 1300, true)]
    public void A_result_is_held_against_the_one_before(string rule, string measure, double before, double now, bool stands)
    {
        var series = Series.Of([Of(Measure.Find(measure)!, 0, before), Of(Measure.Find(measure)!, 30, now)]);
        Assert.Equal(stands, Find(rule, series, Day(30, 8)) is not null);
        Assert.Null(Find(rule, series, Day(37, 7)));
    }

    [Fact]
    public void A_first_result_and_one_after_half_a_year_have_nothing_to_be_held_against()
    {
        Assert.Null(Find("creatinine-rise", Daily(Measure.Creatinine, 400), Day(0, 8)));
        Assert.Null(Find("creatinine-rise", Series.Of([Of(Measure.Creatinine, 0, 100), Of(Measure.Creatinine, 91, 400)]), Day(91, 8)));
    }

    static EqualityComparer<(double, double)> Within(double tolerance) =>
        EqualityComparer<(double, double)>.Create((a, b) => Math.Abs(a.Item1 - b.Item1) <= tolerance && Math.Abs(a.Item2 - b.Item2) <= tolerance);
}
