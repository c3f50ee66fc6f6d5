using System.Text.Json.Nodes;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Telemed.Core.Monitoring;
using static Telemed.Core.Tests.Monitoring.HeartFailure;
using Measure = Telemed.Core.Monitoring.Measure;

namespace Telemed.Core.Tests.Monitoring;

public sealed class RuleSetTests
{
    [Fact]
    public void The_published_rules_are_read_without_a_fault_and_cover_every_function()
    {
        Assert.Empty(RuleSetReader.Read("heart-failure/Rules.json", Definition).Faults);
        Assert.Equal(Enum.GetValues<RuleFunction>().ToHashSet(), Rules.Rules.Select(rule => rule.Function).ToHashSet());
        Assert.Equal(("1.0.0", TimeSpan.FromHours(1)), (Rules.Version, Rules.ClockTolerance));
    }

    [Fact]
    public void Every_rule_says_what_was_published_of_it_and_where()
    {
        Assert.All(Rules.Rules, rule => Assert.All(rule.Evidence, evidence => Assert.NotEmpty(evidence.Source)));
        Assert.All(Rules.Rules.SelectMany(rule => rule.Evidence).Where(evidence => evidence is { Sensitivity: null, FalseAlarms: null }),
            evidence => Assert.Matches("non publiées|valeur prédictive|168 patients|absent du résumé", evidence.Text.French));
        // HeartPhone, TEN-HMS and Cuba Gyllensten, as their abstracts say.
        Assert.Equal((21.0, 46.0, 82.0), (Sensitivity("weight-gain-3-days"), Sensitivity("weight-gain-1-day"), Sensitivity("personal-weight")));
        Assert.Equal((20.0, 9.0, "%"), (Sensitivity("weight-trend"), Rules.Find("weight-trend")!.Evidence[0].FalseAlarms, Rules.Find("weight-trend")!.Evidence[0].FalseAlarmsUnit));

        static double? Sensitivity(string rule) => Rules.Find(rule)!.Evidence[0].Sensitivity;
    }

    [Fact]
    public void No_text_of_a_rule_advises_a_treatment()
    {
        var texts = Rules.Rules.SelectMany(rule => new[] { rule.Title, rule.Description }.Concat(rule.Evidence.Select(evidence => evidence.Text)));
        Assert.All(texts, text => Assert.DoesNotMatch("(?i)diur|furos|dose|augment|posolog", text.ToString()));
    }

    [Fact]
    public void Codes_are_those_of_the_published_code_systems()
    {
        Assert.Equal(Rules.Rules.Select(rule => (rule.Code, rule.Title)), Concepts("alarm-rule"));
        Assert.Equal(Measure.All.Select(measure => (measure.Code, measure.Title)), Concepts("monitoring-measure"));
        Assert.Equal(Enum.GetValues<AlarmLevel>().Select(AlarmRule.CodeOf).Order(), Concepts("alarm-level").Select(one => one.Code).Order());
        var functions = Definition.Action.SelectMany(action => action.Code).SelectMany(code => code.Coding).Where(coding => coding.System == RuleSetReader.Function).Select(coding => coding.Code!);
        Assert.Equal(Concepts("alarm-function").Select(one => one.Code).ToHashSet(), functions.ToHashSet());
    }

    public static TheoryData<string, Action<JsonNode>, string, string> Broken => new()
    {
        { "level", plan => Extension(plan, 0, "rule-level")["valueCode"] = "panic", "PlanDefinition.action[0].extension('https://telemed.example/fhir/StructureDefinition/rule-level').valueCode", "'panic' is not one of message-mt" },
        { "mode", plan => Extension(plan, 0, "rule-mode")["valueCode"] = "loud", "PlanDefinition.action[0].extension('https://telemed.example/fhir/StructureDefinition/rule-mode').valueCode", "not one of live, shadow" },
        { "unit", plan => Parameter(plan, 0)["code"] = "cm", "PlanDefinition.action[0].extension[2].extension('value').valueQuantity", "in kg of" },
        { "figure", plan => Parameter(plan, 0)["value"] = 0, "PlanDefinition.action[0].extension[2].extension('value').valueQuantity", "above 0" },
        { "name", plan => Extension(plan, 0, "rule-parameter")["extension"]![0]!["valueCode"] = "chnage", "PlanDefinition.action[0].extension[2].extension('name').valueCode", "'chnage' is no parameter of 'weight-from-reference': change" },
        { "function", plan => plan["action"]![0]!["code"]![1]!["coding"]![0]!["code"] = "oracle", "PlanDefinition.action[0].code", "no function" },
        { "measure", plan => Extension(plan, 6, "rule-measure")["valueCode"] = "mood", "PlanDefinition.action[6].extension('https://telemed.example/fhir/StructureDefinition/rule-measure').valueCode", "'mood' is no measure" },
        { "evidence", plan => Extension(plan, 0, "rule-evidence")["url"] = "https://telemed.example/fhir/StructureDefinition/rule-evidense", "PlanDefinition.action[0].extension('https://telemed.example/fhir/StructureDefinition/rule-evidence')", "or that nothing was" },
        { "twice", plan => plan["action"]![1]!["code"]![0]!["coding"]![0]!["code"] = "weight-alert", "PlanDefinition.action[1].code", "a second time" },
        { "range", plan => plan["extension"]![1]!["extension"]![1]!["valueRange"]!["low"]!["value"] = 400, "PlanDefinition.extension[1].extension('range').valueRange", "a low below its high" },
        { "prescription", plan => Of(plan, "monitoring-prescription", "longest")["valueDuration"]!["code"] = "wk", "PlanDefinition.extension('https://telemed.example/fhir/StructureDefinition/monitoring-prescription').extension('longest').valueDuration", "whole months or years" },
        { "stability", plan => Of(plan, "monitoring-stability", "share")["valueQuantity"]!["value"] = 101, "PlanDefinition.extension('https://telemed.example/fhir/StructureDefinition/monitoring-stability').extension('share').valueQuantity", "at most 100" },
        { "version", plan => plan.AsObject().Remove("version"), "PlanDefinition.version", "names the version" },
        { "title", plan => plan["action"]![0]!.AsObject().Remove("_title"), "PlanDefinition.action[0].title", "no English translation" },
    };

    static JsonNode Of(JsonNode plan, string extension, string part) =>
        plan["extension"]!.AsArray().Single(one => one!["url"]!.GetValue<string>().EndsWith(extension, StringComparison.Ordinal))!["extension"]!.AsArray().Single(one => one!["url"]!.GetValue<string>() == part)!;

    [Theory, MemberData(nameof(Broken))]
    public void A_fault_names_file_element_and_reason(string what, Action<JsonNode> spoil, string element, string reason)
    {
        var plan = JsonNode.Parse(System.IO.File.ReadAllText(HeartFailure.File))!;
        spoil(plan);
        var reading = RuleSetReader.Read("heart-failure/Rules.json", (PlanDefinition)FhirJsonDeserializer.STRICT.DeserializeResource(plan.ToJsonString()));
        Assert.True(reading.Rules is null, what);
        Assert.Contains(reading.Faults, fault => fault.File == "heart-failure/Rules.json" && fault.Element == element && fault.Reason.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_figure_may_be_written_in_any_unit_of_its_measure_and_a_time_in_hours_or_weeks()
    {
        var plan = JsonNode.Parse(System.IO.File.ReadAllText(HeartFailure.File))!;
        (Parameter(plan, 0)["value"], Parameter(plan, 0)["code"]) = (2500, "g");
        var within = plan["action"]![0]!["extension"]![3]!["extension"]![1]!["valueQuantity"]!;
        (within["value"], within["code"]) = (36, "h");
        var rule = RuleSetReader.Read("x", (PlanDefinition)FhirJsonDeserializer.STRICT.DeserializeResource(plan.ToJsonString())).Rules!.Rules[0];
        Assert.Equal((2.5, "kg", 1.5), (rule.Parameters["change"].Value, rule.Parameters["change"].Unit, rule.Parameters["within"].Value));
    }

    static JsonNode Extension(JsonNode plan, int action, string name) => plan["action"]![action]!["extension"]!.AsArray().First(each => each!["url"]!.GetValue<string>().EndsWith($"/{name}", StringComparison.Ordinal))!;

    static JsonNode Parameter(JsonNode plan, int action) => Extension(plan, action, "rule-parameter")["extension"]![1]!["valueQuantity"]!;

    static IEnumerable<(string Code, Wording Title)> Concepts(string name) =>
        ((CodeSystem)FhirJsonDeserializer.STRICT.DeserializeResource(System.IO.File.ReadAllText(Repository.Path("fhir-profiles", "code-systems", $"{name}.json")))).Concept
        .Select(concept => (concept.Code!, concept.DisplayElement.ToWording()!));
}
