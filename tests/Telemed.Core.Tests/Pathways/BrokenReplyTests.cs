using System.Text.Json.Nodes;
using Telemed.Core.Pathways;

namespace Telemed.Core.Tests.Pathways;

public sealed class BrokenReplyTests : BrokenCopy
{
    const string Reply = "PlanDefinition.action[1].action[0].action[1]";

    [Fact]
    public void The_levels_of_an_answer_are_read_with_their_parts() => Assert.Equal(
        ["1.00:00:00 part:holder", "2.00:00:00 part:holder, pool:dermatology, part:requester", "3.00:00:00 part:holder, duty:coordinator"],
        Classes()[1].Reply.Levels.Select(level => $"{level.After} {string.Join(", ", level.Targets)}"));

    [Fact]
    public void Without_levels_holder_and_coordinators_are_told_when_the_answer_is_due()
    {
        Edit(Plan, p => Replying(p).Remove("action"));
        var level = Assert.Single(Classes()[1].Reply.Levels);
        Assert.Equal("2.00:00:00 part:holder, duty:coordinator", $"{level.After} {string.Join(", ", level.Targets)}");
    }

    [Fact]
    public void Every_level_has_its_time()
    {
        Edit(Plan, p => Level(p, 0).Remove("timingDuration"));
        Assert.Contains(PathwayFolder.Read(Folder).Faults, fault => fault.Element == $"{Reply}.action[0].timingDuration");
    }

    [Fact]
    public void Levels_follow_each_other()
    {
        Edit(Plan, p => Level(p, 1)["timingDuration"]!["value"] = 24);
        OneFault(Plan, $"{Reply}.action", "levels must follow each other");
    }

    [Fact]
    public void Somebody_hears_that_it_is_late()
    {
        Edit(Plan, p => { Replying(p)["action"]!.AsArray().RemoveAt(1); Level(p, 1)["timingDuration"]!["value"] = 47; });
        OneFault(Plan, $"{Reply}.action", "the answer is not due yet");
    }

    [Fact]
    public void The_last_level_ends_at_a_person_who_watches()
    {
        Edit(Plan, p => Replying(p)["action"]!.AsArray().RemoveAt(2));
        OneFault(Plan, $"{Reply}.action", "must end at a person who watches");
    }

    [Fact]
    public void A_level_of_an_answer_tells_on_the_channels_it_names_and_else_in_the_console()
    {
        Edit(Plan, p => Level(p, 1)["extension"]!.AsArray().Add((JsonNode)new JsonObject { ["url"] = PathwayTerms.Channel, ["valueCode"] = "sms" }));
        Assert.Equal(["console email", "sms", "console email"], Classes()[1].Reply.Levels.Select(level => string.Join(' ', level.Channels)));
        Edit(Plan, p => Level(p, 1)["extension"]!.AsArray().RemoveAt(3));
        Assert.Equal(["console"], Classes()[1].Reply.Levels[1].Channels);
    }

    [Fact]
    public void A_channel_that_does_not_exist_is_refused()
    {
        Edit(Plan, p => Level(p, 1)["extension"]!.AsArray().Add((JsonNode)new JsonObject { ["url"] = PathwayTerms.Channel, ["valueCode"] = "pigeon" }));
        OneFault(Plan, $"{Reply}.action[1].extension[3].valueCode", "'pigeon' is no channel");
    }

    [Fact]
    public void A_level_of_an_answer_tells_once()
    {
        Edit(Plan, p => Level(p, 2)["extension"]!.AsArray().Add((JsonNode)new JsonObject
        {
            ["url"] = PathwayTerms.Repeat, ["valueDuration"] = new JsonObject { ["value"] = 1, ["unit"] = "h", ["system"] = "http://unitsofmeasure.org", ["code"] = "h" },
        }));
        OneFault(Plan, $"{Reply}.action[2].extension", "is no extension of a level of the reply");
    }

    [Fact]
    public void A_part_that_does_not_exist_is_refused()
    {
        Edit(Plan, p => Level(p, 0)["extension"]![0]!["extension"]![0]!["valueIdentifier"]!["value"] = "helper");
        Assert.Contains(PathwayFolder.Read(Folder).Faults, fault => fault.Element == $"{Reply}.action[0].extension[0].extension('who')");
    }

    [Fact]
    public void Nobody_who_holds_it_is_asked_to_accept()
    {
        Edit(Plan, p => Urgency(p, 0)["action"]![0]!["action"]![1]!["extension"]![0] = Level(p, 0)["extension"]![0]!.DeepClone());
        OneFault(Plan, "PlanDefinition.action[1].action[0].action[0].action", "nobody holds a request that waits");
    }

    IReadOnlyList<UrgencyClass> Classes() => Assert.Single(PathwayFolder.Read(Folder).Pathways).UrgencyClasses;

    static JsonObject Replying(JsonObject plan) => Urgency(plan, 0)["action"]![1]!.AsObject();

    static JsonObject Level(JsonObject plan, int i) => Replying(plan)["action"]![i]!.AsObject();
}
