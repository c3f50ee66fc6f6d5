using Hl7.Fhir.Model;
using Telemed.Core.Pathways;
using static Hl7.Fhir.Model.PlanDefinition;

namespace Telemed.Core.Monitoring;

/// <summary>Turns a PlanDefinition of type <c>eca-rule</c> into a rule set, or into every fault found in it.</summary>
public static class RuleSetReader
{
    const string Base = "https://telemed.example/fhir";

    /// <summary>Code system of <see cref="RuleFunction"/>, in the code of an action.</summary>
    public const string Function = $"{Base}/CodeSystem/alarm-function";

    /// <summary>Extension on an action, valueCode: the measure it is about, of <see cref="Measure.System"/>.</summary>
    public const string RuleMeasure = $"{Base}/StructureDefinition/rule-measure";

    /// <summary>Extension on an action, repeats: <c>name</c> (valueCode) and <c>value</c> (valueQuantity, with its comparator) of a figure.</summary>
    public const string Parameter = $"{Base}/StructureDefinition/rule-parameter";

    /// <summary>Extension on an action, valueCode: code of <see cref="AlarmRule.LevelSystem"/>.</summary>
    public const string Level = $"{Base}/StructureDefinition/rule-level";

    /// <summary>Extension on an action, valueCode: <c>live</c> or <c>shadow</c>.</summary>
    public const string Mode = $"{Base}/StructureDefinition/rule-mode";

    /// <summary>Extension on an action, valueBoolean, may be left out: the regulator is to be called.</summary>
    public const string RedSign = $"{Base}/StructureDefinition/rule-red-sign";

    /// <summary>Extension on an action, valueBoolean, may be left out: it joins an alarm and opens none.</summary>
    public const string SecondOpinion = $"{Base}/StructureDefinition/rule-second-opinion";

    /// <summary>Extension on an action, repeats: <c>text</c> and <c>source</c> (valueString), and where published <c>sensitivity</c> and <c>false-alarms</c> (valueQuantity).</summary>
    public const string Evidence = $"{Base}/StructureDefinition/rule-evidence";

    /// <summary>Extension on the PlanDefinition, repeats: <c>measure</c> (valueCode), <c>range</c> (valueRange) of what is plausible, and may be <c>jump</c>, see <see cref="JumpReader"/>.</summary>
    public const string PlausibleValues = $"{Base}/StructureDefinition/rule-plausible-range";

    /// <summary>Extension on the PlanDefinition, valueDuration: how far ahead of its arrival a measurement may be dated.</summary>
    public const string ClockTolerance = $"{Base}/StructureDefinition/rule-clock-tolerance";

    static readonly string[] OnActions = [RuleMeasure, Parameter, Level, Mode, RedSign, SecondOpinion, Evidence];

    /// <summary>Whether a PlanDefinition holds rules, well formed or not.</summary>
    public static bool Is(PlanDefinition plan) =>
        plan.Type?.Coding.Exists(type => type is { System: "http://terminology.hl7.org/CodeSystem/plan-definition-type", Code: "eca-rule" }) == true;

    /// <summary>Reads one.</summary>
    /// <param name="file">Folder and file, as faults name it: <c>heart-failure/Rules.json</c>.</param>
    /// <param name="plan">The parsed file.</param>
    public static RuleReading Read(string file, PlanDefinition plan)
    {
        var (at, faults) = (new Place(file, "PlanDefinition"), new FaultLog());
        if (!Is(plan)) faults.Add(at["type"], "must be 'eca-rule': rules are what it holds");
        if (!Uri.TryCreate(plan.Url, UriKind.Absolute, out _)) faults.Add(at["url"], "is missing or not an absolute url");
        if (string.IsNullOrWhiteSpace(plan.Version)) faults.Add(at["version"], "is missing: every finding names the version it comes from");
        if (plan.Status != PublicationStatus.Active) faults.Add(at["status"], "must be 'active': what is not ready does not belong here");
        Misspelt(plan.Extension, [PlausibleValues, ClockTolerance, FollowUpReader.Prescription, FollowUpReader.Stable], at, faults);
        var title = Reading.Words(plan.TitleElement, at["title"], faults);
        var rules = plan.Action.Select((action, i) => Rule(action, at["action", i], faults)).ToList();
        if (rules.Count == 0) faults.Add(at["action"], "is empty: at least one rule is needed");
        foreach (var (twice, i) in rules.Select((rule, i) => (rule, i)).GroupBy(one => one.rule.Code).SelectMany(same => same.Skip(1)))
        {
            faults.Add(at["action", i]["code"], $"rule '{twice.Code}' stands here a second time");
        }

        var tolerance = Reading.Extension<Duration>(plan, ClockTolerance, at, faults);
        var set = new RuleSet(
            plan.Url ?? "", plan.Version ?? "", title, rules, Ranges(plan, at, faults),
            tolerance is null ? TimeSpan.Zero : Reading.Time(tolerance, at[$"extension('{ClockTolerance}').valueDuration"], faults))
        {
            Jumps = JumpReader.Read(plan, at, faults),
            Prescription = FollowUpReader.Limits(plan, at, faults),
            Stability = FollowUpReader.Stability(plan, at, faults),
        };
        return faults.Faults.Count == 0 ? new(set, []) : new(null, faults.Faults);
    }

    static AlarmRule Rule(ActionComponent action, Place at, FaultLog faults)
    {
        Misspelt(action.Extension, OnActions, at, faults);
        var measure = Measured(action, at, faults);
        var function = Coded(action, Function, at, faults) is { } code ? RuleShape.Functions.FirstOrDefault(each => each.Value.Code == code) : default;
        if (function.Value is null) faults.Add(at["code"], $"no function of {Function} is named: {string.Join(", ", RuleShape.Functions.Values.Select(each => each.Code))}");
        var period = action.Timing as Period;
        if (action.Timing is not (null or Period)) faults.Add(at["timing"], "must be a timingPeriod: when the rule holds");
        return new(
            Coded(action, AlarmRule.System, at, faults) ?? "",
            function.Key,
            measure,
            Reading.Words(action.TitleElement, at["title"], faults),
            Reading.Words(action.DescriptionElement, at["description"], faults),
            OneOf(action, Level, [.. Enum.GetValues<AlarmLevel>().Select(level => (AlarmRule.CodeOf(level), level))], at, faults),
            OneOf(action, Mode, [("live", RuleMode.Live), ("shadow", RuleMode.Shadow)], at, faults),
            Yes(action, RedSign),
            Yes(action, SecondOpinion),
            RuleFigures.Evidence(action, at, faults),
            function.Value is null ? new Dictionary<string, RuleParameter>() : RuleFigures.Parameters(action, function.Value, measure, at, faults),
            period?.StartElement?.ToDateTimeOffset(TimeSpan.Zero),
            period?.EndElement?.ToDateTimeOffset(TimeSpan.Zero));
    }

    static Measure? Measured(ActionComponent action, Place at, FaultLog faults)
    {
        if (action.GetExtension(RuleMeasure) is not { } extension) return null;
        var code = (extension.Value as Code)?.Value;
        var measure = Measure.Find(code);
        if (measure is null) faults.Add(at[$"extension('{RuleMeasure}').valueCode"], $"'{code}' is no measure: {string.Join(", ", Measure.All)}");
        return measure;
    }

    static string? Coded(ActionComponent action, string system, Place at, FaultLog faults)
    {
        var code = action.Code.SelectMany(each => each.Coding).Where(coding => coding.System == system).Select(coding => coding.Code).ToList();
        if (code is [{ Length: > 0 } only]) return only;
        faults.Add(at["code"], $"must have exactly one code of {system}");
        return null;
    }

    static T OneOf<T>(ActionComponent action, string url, List<(string Code, T Value)> known, Place at, FaultLog faults)
    {
        var code = (action.GetExtension(url)?.Value as Code)?.Value;
        var found = known.FindIndex(one => one.Code == code);
        if (found < 0) faults.Add(at[$"extension('{url}').valueCode"], $"'{code}' is not one of {string.Join(", ", known.Select(one => one.Code))}");
        return known[Math.Max(found, 0)].Value;
    }

    static bool Yes(ActionComponent action, string url) => (action.GetExtension(url)?.Value as FhirBoolean)?.Value == true;

    static Dictionary<string, PlausibleRange> Ranges(PlanDefinition plan, Place at, FaultLog faults)
    {
        var ranges = new Dictionary<string, PlausibleRange>();
        foreach (var (extension, place) in plan.Extension.Select((each, i) => (each, at["extension", i])).Where(one => one.each.Url == PlausibleValues))
        {
            var code = (extension.GetExtension("measure")?.Value as Code)?.Value;
            var range = extension.GetExtension("range")?.Value as Hl7.Fhir.Model.Range;
            if (Measure.Find(code) is not { } measure) faults.Add(place["extension('measure').valueCode"], $"'{code}' is no measure: {string.Join(", ", Measure.All)}");
            else if (RuleFigures.In(measure, range?.Low) is not { } low || RuleFigures.In(measure, range?.High) is not { } high || low >= high)
                faults.Add(place["extension('range').valueRange"], $"needs a low below its high, both in a unit of {measure}: {string.Join(", ", measure.Units.Keys)}");
            else if (!ranges.TryAdd(measure.Code, new(low, high))) faults.Add(place, $"a range of {measure} stands here a second time");
        }
        return ranges;
    }

    static void Misspelt(List<Extension> extensions, string[] known, Place at, FaultLog faults)
    {
        foreach (var (url, i) in extensions.Select((each, i) => (each.Url, i)).Where(one => one.Url?.StartsWith($"{Base}/", StringComparison.Ordinal) == true && !known.Contains(one.Url)))
        {
            faults.Add(at["extension", i]["url"], $"'{url}' is no extension of rules here");
        }
    }
}
