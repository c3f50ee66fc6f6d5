using System.Text.Json.Nodes;
using Telemed.Core.Pathways;

namespace Telemed.Core.Tests.Pathways;

public sealed class BrokenLevelTests : BrokenCopy
{
    const string Accept = "PlanDefinition.action[1].action[0].action[0]";

    [Fact]
    public void A_class_that_tells_nobody_is_refused()
    {
        Edit(Plan, p => Accepting(p).Remove("action"));
        OneFault(Plan, $"{Accept}.action", "at least one level");
    }

    [Fact]
    public void A_level_that_tells_nobody_is_refused()
    {
        Edit(Plan, p => Level(p, 1).Remove("extension"));
        OneFault(Plan, $"{Accept}.action[1].extension('{PathwayTerms.Target}')", "a level tells somebody");
    }

    [Fact]
    public void The_first_level_is_told_at_once()
    {
        Edit(Plan, p => Level(p, 0)["timingDuration"] = Level(p, 1)["timingDuration"]!.DeepClone());
        OneFault(Plan, $"{Accept}.action[0].timingDuration", "told at once");
    }

    [Fact]
    public void Levels_follow_each_other()
    {
        Edit(Plan, p => Level(p, 2)["timingDuration"]!["value"] = 4);
        OneFault(Plan, $"{Accept}.action", "levels must follow each other");
    }

    [Fact]
    public void A_level_without_its_time_is_refused()
    {
        Edit(Plan, p => Level(p, 3)["timingDuration"]!["value"] = 0);
        Assert.Contains(PathwayFolder.Read(Folder).Faults, fault => fault.Element == $"{Accept}.action[3].timingDuration");
    }

    [Fact]
    public void Nobody_waits_at_the_end_for_a_pool_that_may_be_empty()
    {
        Edit(Plan, p => Accepting(p)["action"]!.AsArray().RemoveAt(3));
        OneFault(Plan, $"{Accept}.action", "must end at a person or a telephone");
    }

    [Fact]
    public void A_target_of_another_kind_is_refused()
    {
        Edit(Plan, p => Level(p, 3)["extension"]![0]!["extension"]![0]!["valueIdentifier"]!["system"] = "urn:telemed:person");
        Assert.Contains(PathwayFolder.Read(Folder).Faults, fault => fault.Element == $"{Accept}.action[3].extension[0].extension('who')");
    }

    [Fact]
    public void A_care_team_is_told_by_a_role_that_there_is()
    {
        Edit(Plan, p => Level(p, 2)["extension"]![0]!["extension"]![0]!["valueIdentifier"] = new JsonObject { ["system"] = PathwayTerms.CareTeam, ["value"] = "neighbour" });
        OneFault(Plan, $"{Accept}.action[2].extension[0].extension('who').valueIdentifier.value", "'neighbour' is no role of a care team: expected gp, nurse, cardiologist");
    }

    [Fact]
    public void Nobody_waits_at_the_end_for_a_care_team_that_a_patient_may_not_have()
    {
        Edit(Plan, p => Level(p, 3)["extension"]![0]!["extension"]![0]!["valueIdentifier"] = new JsonObject { ["system"] = PathwayTerms.CareTeam, ["value"] = "gp" });
        OneFault(Plan, $"{Accept}.action", "must end at a person or a telephone");
    }

    [Fact]
    public void What_an_alarm_was_is_true_false_or_unknown()
    {
        Edit(Outcomes, codes => codes["concept"]![0]!["property"]!.AsArray().Add(new JsonObject { ["code"] = "alarm-was", ["valueCode"] = "perhaps" }));
        OneFault(Outcomes, "CodeSystem.concept[0].property('alarm-was').valueCode", "'perhaps' is not one of true, false, unknown");
    }

    [Fact]
    public void A_telephone_number_needs_its_words()
    {
        Edit(Plan, p => Level(p, 3)["extension"]![0]!["extension"] = new JsonArray(Phone()));
        OneFault(Plan, $"{Accept}.action[3].extension[0].extension('label').valueString", "is missing");
    }

    [Fact]
    public void A_channel_that_does_not_exist_is_refused()
    {
        Edit(Plan, p => Level(p, 2)["extension"]![1]!["valueCode"] = "pigeon");
        OneFault(Plan, $"{Accept}.action[2].extension[1].valueCode", "'pigeon' is no channel");
    }

    [Fact]
    public void Something_else_than_a_level_is_refused()
    {
        Edit(Plan, p => Level(p, 1)["code"]![0]!["coding"]![0]!["code"] = "levle");
        OneFault(Plan, $"{Accept}.action[1].code", "'levle' is no step here");
    }

    [Fact]
    public void Targets_told_one_after_the_other_are_as_many_levels()
    {
        Edit(Plan, p => Level(p, 3)["extension"] = new JsonArray(
            new JsonObject { ["url"] = PathwayTerms.Target, ["extension"] = new JsonArray(Who(PathwayTerms.Rotas, "stroke-neurology"), new JsonObject { ["url"] = "rank", ["valuePositiveInt"] = 2 }) },
            new JsonObject { ["url"] = PathwayTerms.Target, ["extension"] = new JsonArray(Phone(), Words()) },
            new JsonObject { ["url"] = PathwayTerms.Interval, ["valueDuration"] = Seconds(90) },
            new JsonObject { ["url"] = PathwayTerms.Repeat, ["valueDuration"] = Seconds(20) }));

        var escalation = Assert.Single(PathwayFolder.Read(Folder).Pathways).UrgencyClasses[1].Escalation;

        Assert.Equal(
            ["00:00:00 pool:dermatology", "04:00:00 pool:dermatology", "1.00:00:00 pool:dermatology", "1.12:00:00 rota:stroke-neurology#2", "1.12:01:30 tel:15"],
            escalation.Levels.Select(level => $"{level.After} {level.Targets.Single()}"));
        Assert.Equal(TimeSpan.FromSeconds(20), escalation.Levels[^1].RepeatEvery);
        Assert.Equal("SAMU", escalation.Levels[^1].Targets[0].Label!.English);
    }

    [Fact]
    public void An_acceptance_stamps_a_milestone_that_exists()
    {
        Edit(Plan, p => Accepting(p)["extension"] = new JsonArray(new JsonObject { ["url"] = PathwayTerms.AcceptStamps, ["valueCode"] = "stroke-team" }));
        OneFault(Plan, $"{Accept}.extension('{PathwayTerms.AcceptStamps}').valueCode", "'stroke-team' is no milestone");
    }

    [Fact]
    public void A_misspelt_extension_of_an_acceptance_is_refused()
    {
        Edit(Plan, p => Accepting(p)["extension"] = new JsonArray(new JsonObject { ["url"] = PathwayTerms.AcceptStamps + "s", ["valueCode"] = "stroke-team" }));
        OneFault(Plan, $"{Accept}.extension", "is no extension of a pathway");
    }

    static JsonObject Accepting(JsonObject plan) => Urgency(plan, 0)["action"]![0]!.AsObject();

    static JsonObject Level(JsonObject plan, int i) => Accepting(plan)["action"]![i]!.AsObject();

    static JsonObject Who(string system, string value) => new() { ["url"] = "who", ["valueIdentifier"] = new JsonObject { ["system"] = system, ["value"] = value } };

    static JsonObject Phone() => new() { ["url"] = "who", ["valueContactPoint"] = new JsonObject { ["system"] = "phone", ["value"] = "15" } };

    static JsonObject Seconds(int value) => new() { ["value"] = value, ["unit"] = "s", ["system"] = "http://unitsofmeasure.org", ["code"] = "s" };

    static JsonNode Words() => JsonNode.Parse("""
        {"url":"label","valueString":"SAMU","_valueString":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/translation",
         "extension":[{"url":"lang","valueCode":"en"},{"url":"content","valueString":"SAMU"}]}]}}
        """)!;
}
