using FsCheck.Xunit;
using Hl7.Fhir.Model;
using Telemed.Core.Stroke;

namespace Telemed.Core.Tests.Stroke;

[Properties(Arbitrary = [typeof(AnyStroke)])]
public sealed class NihssTests
{
    [Fact]
    public void The_scale_has_fifteen_items_that_add_up_to_42_and_eleven_to_31_in_its_modified_form()
    {
        Assert.Equal(["1a", "1b", "1c", "2", "3", "4", "5a", "5b", "6a", "6b", "7", "8", "9", "10", "11"], Nihss.Items.Select(item => item.Code));
        Assert.Equal(Nihss.Most, Nihss.Items.Sum(item => item.Most));
        Assert.Equal((11, Nihss.MostModified), (Nihss.Items.Count(item => item.MostModified > 0), Nihss.Items.Sum(item => item.MostModified)));
        Assert.Equal(["5a", "5b", "6a", "6b", "7", "10"], Nihss.Items.Where(item => item.MayBeUntestable).Select(item => item.Code));
        Assert.Equal(15, Nihss.Items.Select(item => item.Loinc).Distinct().Count());
    }

    [Fact]
    public void Every_score_of_every_item_is_taken_within_its_bounds_and_refused_outside_alone()
    {
        foreach (var item in Nihss.Items)
        {
            for (var points = -1; points <= 5; points++) Assert.Equal(points >= 0 && points <= item.Most, Of(item.Code, points).Assessment is not null);
            Assert.Equal(item.MayBeUntestable, Of(item.Code, null).Assessment is not null);
        }
    }

    [Fact]
    public void An_item_left_out_is_named_and_so_is_one_the_scale_does_not_have()
    {
        var scores = Zero();
        scores.Remove("9");
        scores["12"] = 1;
        var (assessment, faults) = NihssAssessment.Of(scores);
        Assert.Null(assessment);
        Assert.Equal(["9", "12"], faults.Select(fault => fault.Item));
    }

    [Property]
    public void The_total_is_the_sum_of_what_was_tested_and_untestable_counts_nothing(Scores any)
    {
        var scores = any.ByItem;
        var assessment = NihssAssessment.Of(scores).Assessment!;
        Assert.Equal(scores.Values.Where(score => score is not null).Sum(score => score!.Value), assessment.Total);
        Assert.InRange(assessment.Total, 0, Nihss.Most);
        Assert.InRange(assessment.ModifiedTotal, 0, Math.Min(assessment.Total, Nihss.MostModified));
        Assert.Equal(scores.Values.Count(score => score is null), assessment.Untestable.Count);
    }

    [Property]
    public void An_assessment_travels_as_an_observation_and_comes_back_the_same(Scores any)
    {
        var sent = NihssAssessment.Of(any.ByItem, NihssPhase.AfterTwoHours).Assessment!;
        var (back, faults) = NihssObservation.Read(sent.ToObservation(DateTimeOffset.UnixEpoch));
        Assert.Empty(faults);
        Assert.Equal(sent.Scores.OrderBy(score => score.Key, StringComparer.Ordinal), back!.Scores.OrderBy(score => score.Key, StringComparer.Ordinal));
        Assert.Equal((sent.Total, sent.Phase), (back.Total, back.Phase));
    }

    [Fact]
    public void The_observation_is_the_total_with_fifteen_coded_components()
    {
        var scores = Zero();
        (scores["5b"], scores["10"]) = (3, null);
        var observation = NihssAssessment.Of(scores).Assessment!.ToObservation(DateTimeOffset.UnixEpoch);
        Assert.Equal(("72089-6", 3), (observation.Code.Coding[0].Code, ((Integer)observation.Value!).Value));
        Assert.Equal(Nihss.Items.Select(item => item.Loinc), observation.Component.Select(component => component.Code.Coding[0].Code));
        Assert.Equal("UN", observation.Component[13].DataAbsentReason!.Text);
        Assert.Null(observation.Component[13].Value);
    }

    [Fact]
    public void A_total_that_is_not_the_sum_of_its_items_is_refused()
    {
        var observation = NihssAssessment.Of(Zero()).Assessment!.ToObservation(DateTimeOffset.UnixEpoch);
        observation.Value = new Integer(7);
        Assert.Single(NihssObservation.Read(observation).Faults);
        observation.Component.RemoveAt(3);
        Assert.Equal("2", Assert.Single(NihssObservation.Read(observation).Faults).Item);
    }

    [Theory]
    [InlineData(0, "minor")]
    [InlineData(4, "minor")]
    [InlineData(5, "moderate")]
    [InlineData(15, "moderate")]
    [InlineData(16, "moderate to severe")]
    [InlineData(20, "moderate to severe")]
    [InlineData(21, "severe")]
    [InlineData(42, "severe")]
    public void A_total_has_its_word(int total, string severity) => Assert.Equal(severity, NihssAssessment.SeverityOf(total).English);

    static Dictionary<string, int?> Zero() => Nihss.Items.ToDictionary(item => item.Code, _ => (int?)0);

    static (NihssAssessment? Assessment, IReadOnlyList<NihssFault> Faults) Of(string code, int? score)
    {
        var scores = Zero();
        scores[code] = score;
        return NihssAssessment.Of(scores);
    }
}
