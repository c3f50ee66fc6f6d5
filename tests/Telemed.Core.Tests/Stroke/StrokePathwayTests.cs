using System.Text.Json.Nodes;
using Hl7.Fhir.Model;
using Telemed.Core.Pathways;

namespace Telemed.Core.Tests.Stroke;

public sealed class StrokePathwayTests : IDisposable
{
    const string Plan = "PlanDefinition.json";

    public static readonly Pathway Stroke = Assert.Single(PathwayFolder.Read(Repository.Path("fhir-profiles", "pathways", "stroke")).Pathways);

    readonly string root = Directory.CreateTempSubdirectory("stroke").FullName;
    readonly string folder;

    public StrokePathwayTests()
    {
        folder = Directory.CreateDirectory(Path.Combine(root, "stroke")).FullName;
        foreach (var file in Directory.GetFiles(Repository.Path("fhir-profiles", "pathways", "stroke"))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
    }

    [Fact]
    public void The_neurologists_acceptance_stamps_a_milestone_and_the_radiologists_none()
    {
        Assert.Equal("stroke-team", Assert.Single(Stroke.UrgencyClasses).AcceptStamps);
        Assert.Null(Assert.Single(Stroke.Roles).AcceptStamps);
    }

    [Fact]
    public void An_alert_is_an_emergency_of_the_whole_department_that_nothing_pauses()
    {
        Assert.False(Stroke.ConsentRequired);
        Assert.False(Stroke.PauseAllowed);
        Assert.Equal(RequesterReach.Organization, Stroke.RequesterReach);
        Assert.Equal(RequestPriority.Stat, Assert.Single(Stroke.UrgencyClasses).Priority);
        Assert.Equal(("teleexpertise", "teleassistance"), (Stroke.LegalAct.Code, Assert.Single(Stroke.FurtherActs).Code));
        Assert.Empty(Stroke.PhotoViews);
    }

    [Fact]
    public void The_milestones_stand_in_the_order_of_care_with_their_limits_in_minutes() => Assert.Equal(
        [
            ("last-known-well", null), ("arrival", null), ("physician", "5/10"), ("stroke-team", "10/15"), ("imaging", "20/25"), ("reading", "35/45"), ("decision", null),
            ("needle", "45/60 210/270"), ("transfer", "90/120"),
        ],
        Stroke.Milestones.Select(milestone => (milestone.Code, milestone.Limits.Count == 0 ? null : string.Join(' ', milestone.Limits.Select(limit => $"{limit.Warn.TotalMinutes}/{limit.Breach.TotalMinutes}")))));

    [Fact]
    public void Neurologist_and_radiologist_are_told_at_once_the_next_ones_after_3_5_and_7_minutes_and_a_telephone_is_the_end()
    {
        var radiology = Assert.Single(Stroke.Roles);
        Assert.Equal(("radiology", "stroke-radiology"), (radiology.Code, radiology.Pool.Value));
        foreach (var (rota, escalation) in new[] { ("stroke-neurology", Stroke.UrgencyClasses[0].Escalation), ("stroke-radiology", radiology.Escalation) })
        {
            Assert.Equal([0.0, 3, 5, 7], escalation.Levels.Select(level => level.After.TotalMinutes));
            Assert.Equal([$"rota:{rota}#1", $"rota:{rota}#2", $"pool:{rota}"], escalation.Levels.Take(3).Select(level => level.Targets.Single().ToString()));
            Assert.Contains(escalation.Levels[^1].Targets, target => target.Kind == EscalationTargetKind.Telephone);
            Assert.Equal(TimeSpan.FromMinutes(2), escalation.Levels[0].RepeatEvery);
            Assert.False(escalation.InOpenHours);
        }
    }

    [Fact]
    public void Every_limit_says_where_it_comes_from() => Assert.DoesNotContain(Stroke.Milestones.SelectMany(milestone => milestone.Limits), limit => string.IsNullOrWhiteSpace(limit.Source));

    [Fact]
    public void An_emergency_department_types_six_answers_at_most() =>
        Assert.Equal(["onset", "last-known-well", "age-band", "side", "nihss", "arrival"], Stroke.Form.Item.Select(item => item.LinkId));

    [Fact]
    public void A_limit_counted_from_nowhere_is_refused()
    {
        Edit(Plan, plan => Imaging(plan)["actionId"] = "departure");
        OneFault(Plan, "PlanDefinition.action[5].action[4].relatedAction[0].actionId", "'departure' is the id of no milestone before this one");
    }

    [Fact]
    public void A_limit_without_its_source_is_refused()
    {
        Edit(Plan, plan => Imaging(plan)["extension"]!.AsArray().RemoveAt(1));
        OneFault(Plan, $"PlanDefinition.action[5].action[4].relatedAction[0].extension('{PathwayTerms.Source}').valueString", "a limit says where it comes from");
    }

    [Fact]
    public void A_warning_after_its_limit_is_refused()
    {
        Edit(Plan, plan => Imaging(plan)["extension"]![0]!["valueDuration"]!["value"] = 26);
        OneFault(Plan, "PlanDefinition.action[5].action[4].relatedAction[0]", "warns after 00:26:00 of a limit of 00:25:00");
    }

    [Fact]
    public void A_limit_without_a_warning_is_refused()
    {
        Edit(Plan, plan => Imaging(plan)["extension"]!.AsArray().RemoveAt(0));
        OneFault(Plan, $"PlanDefinition.action[5].action[4].relatedAction[0].extension('{PathwayTerms.MilestoneWarn}').valueDuration", "is missing");
    }

    [Fact]
    public void A_milestone_may_not_stand_twice()
    {
        Edit(Plan, plan => plan["action"]![5]!["action"]![5]!["code"]![0]!["coding"]![0]!["code"] = "imaging");
        OneFault(Plan, "PlanDefinition.action[5].action[5].code", "milestone 'imaging' stands here a second time");
    }

    [Fact]
    public void A_milestone_without_words_for_its_button_is_refused()
    {
        Edit(Plan, plan => plan["action"]![5]!["action"]![6]!.AsObject().Remove("description"));
        OneFault(Plan, "PlanDefinition.action[5].action[6].description", "is missing");
    }

    [Fact]
    public void A_checklist_item_that_cannot_be_unknown_is_refused()
    {
        Edit("Checklist.json", list => list["item"]![0]!["item"]![0]!["answerOption"]!.AsArray().RemoveAt(2));
        OneFault("Checklist.json", "Questionnaire.item.where(linkId='adult').answerOption", "answered yes, no or unknown");
    }

    [Fact]
    public void A_checklist_item_without_class_or_source_is_refused()
    {
        Edit("Checklist.json", list => list["item"]![0]!["item"]![0]!["extension"]![0]!["valueCode"] = "soft");
        OneFault("Checklist.json", $"Questionnaire.item.where(linkId='adult').extension('{PathwayTerms.ChecklistClass}').valueCode", "'soft' is not one of criterion, absolute, relative");
        Edit("Checklist.json", list => list["item"]![0]!["item"]![0]!["extension"]![0]!["valueCode"] = "criterion");
        Edit("Checklist.json", list => list["item"]![0]!["item"]![0]!["extension"]!.AsArray().RemoveAt(1));
        OneFault("Checklist.json", $"Questionnaire.item.where(linkId='adult').extension('{PathwayTerms.Source}').valueString", "is missing");
    }

    [Fact]
    public void A_scale_whose_points_are_not_those_that_are_computed_is_refused()
    {
        Edit("Nihss.json", form => form["item"]![0]!["answerOption"]!.AsArray().RemoveAt(3));
        OneFault("Nihss.json", "Questionnaire.item.where(linkId='1a').answerOption", "the scale has 0, 1, 2, 3 here; found '0, 1, 2'");
    }

    [Fact]
    public void A_second_legal_act_that_does_not_exist_is_refused()
    {
        Edit(Plan, plan => plan["topic"]![1]!["coding"]![0]!["code"] = "telepathie");
        OneFault(Plan, "PlanDefinition.topic", "found 'telepathie'");
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    static JsonNode Imaging(JsonNode plan) => plan["action"]![5]!["action"]![4]!["relatedAction"]![0]!;

    void Edit(string file, Action<JsonNode> change)
    {
        var path = Path.Combine(folder, file);
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        change(json);
        File.WriteAllText(path, json.ToJsonString());
    }

    void OneFault(string file, string element, string reason)
    {
        var reading = PathwayFolder.Read(folder);
        Assert.Empty(reading.Pathways);
        var fault = Assert.Single(reading.Faults);
        Assert.Equal(($"stroke/{file}", element), (fault.File, fault.Element));
        Assert.Contains(reason, fault.Reason, StringComparison.Ordinal);
    }
}
