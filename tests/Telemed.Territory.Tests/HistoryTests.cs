using System.Text.Json.Nodes;
using Telemed.Territory.Dermatology;
using Telemed.Territory.History;
using Telemed.Territory.People;

namespace Telemed.Territory.Tests;

public sealed class HistoryTests
{
    static readonly DateTimeOffset End = new(2026, 11, 20, 15, 0, 0, TimeSpan.Zero);
    static readonly Roster Roster = new(1);

    static IReadOnlyList<Story> Plan(int seed) => HistoryPlan.Of(Roster, Patients.Of(Roster, seed, 300), seed, 60, End);

    [Fact]
    public void The_same_seed_tells_the_same_history_and_another_seed_another()
    {
        Assert.Equal(Told(Plan(1)), Told(Plan(1)));
        Assert.NotEqual(Told(Plan(1)), Told(Plan(2)));
    }

    [Fact]
    public void Every_story_begins_with_its_submission_and_goes_forward_in_time_up_to_the_end()
    {
        var stories = Plan(1);
        Assert.InRange(stories.Count, 220, 320);
        Assert.Equal(stories.Count, stories.Select(story => story.Case.Identifier).Distinct().Count());
        foreach (var story in stories)
        {
            Assert.Equal(Moment.Submit, story.Moments[0].Act);
            Assert.All(story.Moments, moment => Assert.True(moment.At < End));
            Assert.All(story.Moments.Zip(story.Moments.Skip(1)), pair => Assert.True(pair.First.At < pair.Second.At, $"{story.Case.Id}: {pair.Second.Act}"));
        }
    }

    [Theory]
    [InlineData(0), InlineData(7), InlineData(12), InlineData(22)]
    public void Whatever_the_hour_something_stands_open_in_every_way(int hour)
    {
        var end = new DateTimeOffset(2026, 11, 18, hour, 30, 0, TimeSpan.Zero);
        var stories = OpenNow.Stories(Roster, Patients.Of(Roster, 1, 300), 1, end).ToList();
        Assert.All(stories, story => Assert.All(story.Moments.Zip(story.Moments.Skip(1)), pair => Assert.True(pair.First.At < pair.Second.At)));
        var last = stories.GroupBy(story => story.Moments[^1].Act).ToDictionary(group => group.Key, group => group.Count());
        Assert.InRange(last[Moment.Submit], 5, 8);
        Assert.InRange(last["accept"] + last["start"], 2, 3);
        Assert.Equal(1, last["request-information"]);
        Assert.InRange(last["answer"], 3, 6);
        Assert.InRange(last["acknowledge"], 1, 3);
    }

    [Fact]
    public void A_demo_GP_finds_requests_of_all_sorts()
    {
        var own = Plan(1).Where(story => story.Case.Requester.Account == "gp").ToList();
        Assert.InRange(own.Count, 15, 60);
        Assert.True(own.Select(story => story.Moments[^1].Act).Distinct().Count() >= 5);
    }

    [Fact]
    public void A_request_is_written_in_about_two_and_a_half_minutes()
    {
        var seconds = Plan(1).Select(story => Preparation(RequestBundle.Of(story.Case, End))).Order().ToList();
        Assert.InRange(seconds[0], 30, 120);
        Assert.InRange(seconds[seconds.Count / 2], 120, 180);
        Assert.InRange(seconds[^1], 240, 900);
    }

    static int Preparation(JsonObject bundle)
    {
        var request = bundle["entry"]!.AsArray().Select(entry => entry!["resource"]!.AsObject()).Single(resource => resource.Type() == "ServiceRequest");
        var extension = Assert.Single(request["extension"]!.AsArray())!;
        Assert.Equal(("https://telemed.example/fhir/StructureDefinition/preparation-time", "s"), (extension.Text("url"), extension.Text("valueDuration.code")));
        return extension["valueDuration"]!["value"]!.GetValue<int>();
    }

    static IEnumerable<string> Told(IReadOnlyList<Story> stories) =>
        from story in stories
        from moment in story.Moments
        select $"{story.Case.Identifier} {moment.At:O} {moment.Account} {moment.Act} {moment.Parameters?.ToJsonString()}";
}
