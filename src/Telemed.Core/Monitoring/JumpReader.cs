using Hl7.Fhir.Model;
using Telemed.Core.Pathways;

namespace Telemed.Core.Monitoring;

/// <summary>
/// Reads <c>jump</c> of a plausible range: <c>change</c> (valueQuantity), <c>days</c> and <c>again</c> (valueDuration), <c>least</c>
/// (valuePositiveInt), <c>mode</c> (valueCode), <c>source</c> (valueString).
/// </summary>
static class JumpReader
{
    public static IReadOnlyDictionary<string, PlausibleJump> Read(PlanDefinition plan, Place at, FaultLog faults)
    {
        var jumps = new Dictionary<string, PlausibleJump>();
        foreach (var (extension, place) in plan.Extension.Select((each, i) => (each, at["extension", i])).Where(one => one.each.Url == RuleSetReader.PlausibleValues))
            if (extension.GetExtension("jump") is { } jump && Measure.Find((extension.GetExtension("measure")?.Value as Code)?.Value) is { } measure)
                jumps[measure.Code] = One(jump, measure, place["extension('jump')"], faults);
        return jumps;
    }

    static PlausibleJump One(Extension jump, Measure measure, Place at, FaultLog faults)
    {
        var change = RuleFigures.In(measure, jump.GetExtension("change")?.Value as Quantity);
        if (change is not > 0) faults.Add(at["extension('change').valueQuantity"], $"needs a figure above 0 in a unit of {measure}: {string.Join(", ", measure.Units.Keys)}");
        var least = (jump.GetExtension("least")?.Value as PositiveInt)?.Value;
        if (least is not > 0) faults.Add(at["extension('least').valuePositiveInt"], "is missing: how many own values are needed to doubt one");
        var mode = (jump.GetExtension("mode")?.Value as Code)?.Value;
        if (mode is not ("live" or "shadow")) faults.Add(at["extension('mode').valueCode"], $"'{mode}' is not one of live, shadow");
        if (string.IsNullOrWhiteSpace((jump.GetExtension("source")?.Value as FhirString)?.Value)) faults.Add(at["extension('source').valueString"], "is missing: who says so, or that nobody published it");
        return new(change ?? 0, Time(jump, "days", at, faults), least ?? 1, Time(jump, "again", at, faults), mode == "live" ? RuleMode.Live : RuleMode.Shadow);
    }

    static TimeSpan Time(Extension jump, string name, Place at, FaultLog faults) => Reading.Time(jump.GetExtension(name)?.Value, at[$"extension('{name}').valueDuration"], faults);
}
