using System.Text.Json.Nodes;
using Telemed.Core.Pathways;

namespace Telemed.Core.Tests.Pathways;

public sealed class BrokenPlanTests : BrokenCopy
{
    [Fact]
    public void An_element_fhir_does_not_know_is_refused()
    {
        Edit(Plan, p => p["action"]![2]!["colour"] = "red");
        OneFault(Plan, "PlanDefinition.action[2].colour", "unknown element 'colour'");
    }

    [Fact]
    public void A_priority_fhir_does_not_know_is_refused()
    {
        Edit(Plan, p => Urgency(p, 0)["priority"] = "very-urgent");
        OneFault(Plan, "PlanDefinition.action[1].action[0].priority", "'very-urgent' is not a correct code");
    }

    [Fact]
    public void An_unknown_profession_is_refused()
    {
        Edit(Plan, p => p["action"]![0]!["participant"]![1]!["role"]!["coding"]![0]!["code"] = "61");
        OneFault(Plan, "PlanDefinition.action[0].participant[1].role", "'61' is not a profession");
    }

    [Fact]
    public void A_pathway_nobody_may_ask_is_refused()
    {
        Edit(Plan, p => p["action"]![0]!.AsObject().Remove("participant"));
        OneFault(Plan, "PlanDefinition.action[0].participant", "at least one profession");
    }

    [Fact]
    public void A_negative_duration_is_refused()
    {
        Edit(Plan, p => Clock(p, 0, 1)["value"] = -48);
        OneFault(Plan, "PlanDefinition.action[1].action[0].action[1].timingDuration", "must be longer than nothing, but is -48 h");
    }

    [Fact]
    public void A_duration_in_an_unknown_unit_is_refused()
    {
        Edit(Plan, p => Clock(p, 1, 0)["code"] = "mo");
        OneFault(Plan, "PlanDefinition.action[1].action[1].action[0].timingDuration", "is not one of s, min, h, d, wk");
    }

    [Fact]
    public void A_missing_clock_is_refused()
    {
        Edit(Plan, p => Urgency(p, 1)["action"]![1]!.AsObject().Remove("timingDuration"));
        OneFault(Plan, "PlanDefinition.action[1].action[1].action[1].timingDuration", "is missing");
    }

    [Fact]
    public void Accepting_may_not_take_longer_than_answering()
    {
        Edit(Plan, p => Clock(p, 0, 0)["value"] = 72);
        OneFault(Plan, "PlanDefinition.action[1].action[0].action", "accepting may take 3.00:00:00");
    }

    [Fact]
    public void Two_urgency_classes_may_not_share_a_priority()
    {
        Edit(Plan, p => Urgency(p, 0)["priority"] = "urgent");
        OneFault(Plan, "PlanDefinition.action[1].action[1].priority", "already has this priority");
    }

    [Fact]
    public void A_pathway_without_its_pool_is_refused()
    {
        Edit(Plan, p => p["extension"]!.AsArray().RemoveAt(0));
        OneFault(Plan, $"PlanDefinition.extension('{PathwayTerms.Pool}')", "exactly once with a value of type Identifier");
    }

    [Fact]
    public void A_missing_word_on_emergency_never_drops_the_consent_silently()
    {
        Edit(Plan, p => p["extension"]!.AsArray().RemoveAt(1));
        OneFault(Plan, $"PlanDefinition.extension('{PathwayTerms.Emergency}')", "exactly once");
    }

    [Fact]
    public void A_reach_that_does_not_exist_is_refused()
    {
        Edit(Plan, p => p["extension"]![3]!["valueCode"] = "everybody");
        OneFault(Plan, $"PlanDefinition.extension('{PathwayTerms.RequesterReach}').valueCode", "'everybody' is not one of person, organization");
    }

    [Fact]
    public void A_legal_act_that_does_not_exist_is_refused()
    {
        Edit(Plan, p => p["topic"]![0]!["coding"]![0]!["code"] = "telepathie");
        OneFault(Plan, "PlanDefinition.topic", "found 'telepathie'");
    }

    [Fact]
    public void A_worklist_row_may_only_show_items_of_the_form()
    {
        Edit(Plan, p => p["extension"]![4]!["valueString"] = "site-of-lesion");
        OneFault(Plan, $"PlanDefinition.extension('{PathwayTerms.Headline}').valueString", "the form has no item 'site-of-lesion'");
    }

    [Fact]
    public void A_pathway_bears_the_name_of_itsFolder()
    {
        Edit(Plan, p => p["id"] = "dermato");
        OneFault(Plan, "PlanDefinition.id", "must be the name of its folder, 'dermatology'");
    }

    [Fact]
    public void A_missing_step_is_named()
    {
        Edit(Plan, p => p["action"]!.AsArray().RemoveAt(3));
        OneFault(Plan, "PlanDefinition.action", "has no step 'acknowledge'");
    }

    [Fact]
    public void A_text_without_english_is_refused()
    {
        Edit(Plan, p => Urgency(p, 1).Remove("_title"));
        OneFault(Plan, "PlanDefinition.action[1].action[1].title", "has no English translation");
    }

    [Fact]
    public void A_misspelt_step_is_refused()
    {
        Edit(Plan, p => Step(p, 2)["code"] = "anser");

        var faults = PathwayFolder.Read(Folder).Faults;

        Assert.Equal(
            [("PlanDefinition.action[2].code", true), ("PlanDefinition.action", true)],
            faults.Select(f => (f.Element, f.Reason.Contains("answer", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_step_may_not_stand_twice()
    {
        Edit(Plan, p => p["action"]!.AsArray().Add(p["action"]![3]!.DeepClone()));
        OneFault(Plan, "PlanDefinition.action[5].code", "step 'acknowledge' stands here a second time");
    }

    [Fact]
    public void A_misspelt_extension_of_ours_is_refused_and_one_of_others_is_kept()
    {
        Edit(Plan, p => p["extension"]![6]!["url"] = $"{PathwayTerms.Headline}s");
        OneFault(Plan, "PlanDefinition.extension[6].url", "is no extension of a pathway");

        Edit(Plan, p => p["extension"]![6]!["url"] = "https://example.org/anything");
        Assert.Single(PathwayFolder.Read(Folder).Pathways);
    }

    [Fact]
    public void An_array_in_place_of_one_value_is_refused()
    {
        Edit(Plan, p => p["action"]![1]!["action"]![0]!["title"] = new JsonArray());
        OneFault(Plan, "(file)", "an array stands where one value is expected: Encountered unexpected token PropertyName while parsing a primitive or object for property '_title'");
    }

    static JsonNode Step(JsonObject plan, int i) => plan["action"]![i]!["code"]![0]!["coding"]![0]!;
}
