using Telemed.Core.Monitoring;
using static Telemed.Core.Tests.Monitoring.HeartFailure;

namespace Telemed.Core.Tests.Monitoring;

/// <summary>Domain 3.10, R-signs: any 3, or the sum, or breathlessness at rest from 1. The form is Satelia Cardio's, the thresholds are ours.</summary>
public sealed class SignRuleTests
{
    [Theory]
    [InlineData(3, 0, 0, true, false)]
    [InlineData(2, 0, 2, false, false)]
    [InlineData(0, 1, 0, false, true)]
    [InlineData(0, 3, 0, true, true)]
    public void Any_sign_graded_3_calls_and_breathlessness_at_rest_is_red(double effort, double rest, double oedema, bool signs, bool red)
    {
        var visit = Visit(0, ("dyspnoea-effort", effort), ("dyspnoea-rest", rest), ("oedema", oedema));
        Assert.Equal((signs, red), (Find("signs", visit, Day(0, 8)) is not null, Find("signs-red", visit, Day(0, 8)) is not null));
    }

    [Fact]
    public void Seven_signs_that_add_up_to_8_call_though_none_is_3()
    {
        Assert.Null(Find("signs", Visit(0, ("dyspnoea-effort", 2), ("oedema", 2), ("fatigue", 2), ("cough", 1)), Day(0, 8)));
        var finding = Find("signs", Visit(0, ("dyspnoea-effort", 2), ("oedema", 2), ("fatigue", 2), ("cough", 1), ("worsening", 1), ("treatment", 0)), Day(0, 8))!;
        Assert.Equal((8, 6), (finding.Size, finding.Inputs.Count));
        Assert.Equal("Essoufflement à l’effort 2/3, Œdèmes 2/3, Fatigue 2/3, Toux 1/3, Aggravation ressentie 1/3 (total 8).", finding.Reason.French);
    }

    [Fact]
    public void Only_the_latest_visit_counts_and_signs_of_two_visits_are_not_added()
    {
        var before = new[] { ("dyspnoea-effort", 3.0), ("oedema", 2) };
        var after = new[] { ("fatigue", 2.0), ("cough", 2) };
        var series = Series.Of([.. Of(0, before), .. Of(2, after)]);
        Assert.NotNull(Find("signs", series, Day(1)));
        Assert.Null(Find("signs", series, Day(2, 8)));
    }

    [Fact]
    public void A_red_sign_asks_for_the_regulator_and_says_so()
    {
        var finding = Find("signs-red", Visit(0, ("dyspnoea-rest", 2)), Day(0, 8))!;
        Assert.Equal((true, AlarmLevel.InterventionRapide, 2), (finding.Rule.RedSign, finding.Level, finding.Size));
        Assert.DoesNotContain(Rules.Rules, rule => rule.RedSign && rule.Level != AlarmLevel.InterventionRapide);
    }

    static Series Visit(double day, params (string Sign, double Grade)[] signs) => Series.Of(Of(day, signs));

    static IEnumerable<Measurement> Of(double day, (string Sign, double Grade)[] signs) => signs.Select(sign => HeartFailure.Of(Measure.Find(sign.Sign)!, day, sign.Grade));
}
