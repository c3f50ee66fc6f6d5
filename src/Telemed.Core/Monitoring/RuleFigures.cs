using Hl7.Fhir.Model;
using Telemed.Core.Pathways;
using static Hl7.Fhir.Model.PlanDefinition;

namespace Telemed.Core.Monitoring;

/// <summary>Reads the figures of a rule, each in the unit it is kept in, and what was published of it.</summary>
static class RuleFigures
{
    const string Ucum = "http://unitsofmeasure.org", Parameter = RuleSetReader.Parameter;

    public static IReadOnlyDictionary<string, RuleParameter> Parameters(ActionComponent action, RuleShape shape, Measure? measure, Place at, FaultLog faults)
    {
        if (shape.TakesMeasure != measure is not null)
            faults.Add(at[$"extension('{RuleSetReader.RuleMeasure}')"], shape.TakesMeasure ? "is missing: the function is about a measure" : $"does not belong to '{shape.Code}'");
        var (found, unit) = (new Dictionary<string, RuleParameter>(), (measure ?? Measure.Weight).Unit);
        foreach (var (extension, place) in action.Extension.Select((each, i) => (each, at["extension", i])).Where(one => one.each.Url == Parameter))
        {
            var name = (extension.GetExtension("name")?.Value as Code)?.Value;
            var quantity = extension.GetExtension("value")?.Value as Quantity;
            if (shape.Figures.FirstOrDefault(each => each.Name == name) is not { } figure)
                faults.Add(place["extension('name').valueCode"], $"'{name}' is no parameter of '{shape.Code}': {string.Join(", ", shape.Figures.Select(each => each.Name))}");
            else if (Kept(figure, quantity, measure ?? Measure.Weight) is not { } value)
                faults.Add(place["extension('value').valueQuantity"], $"'{quantity?.Value} {quantity?.Code}' is no figure of '{name}': {Wanted(figure, unit)}");
            else if (!found.TryAdd(name!, new(name!, value, figure.Unit ?? unit, quantity!.Comparator ?? Quantity.QuantityComparator.GreaterOrEqual)))
                faults.Add(place, $"'{name}' stands here a second time");
        }

        foreach (var missing in shape.Figures.Where(each => !each.Optional && !found.ContainsKey(each.Name))) faults.Add(at[$"extension('{Parameter}')"], $"'{missing.Name}' is missing");
        if (shape.OneOf.Count > 0 && !shape.OneOf.Any(found.ContainsKey)) faults.Add(at[$"extension('{Parameter}')"], $"needs at least one of {string.Join(", ", shape.OneOf)}");
        if (shape.Code == "biology" && found.ContainsKey("rise") && !found.ContainsKey("over")) faults.Add(at[$"extension('{Parameter}')"], "'over' is missing: from how long ago a rise is counted");
        return found;
    }

    public static List<RuleEvidence> Evidence(ActionComponent action, Place at, FaultLog faults)
    {
        var evidence = action.Extension.Select((each, i) => (each, at["extension", i])).Where(one => one.each.Url == RuleSetReader.Evidence)
            .Select(one => One(one.each, one.Item2, faults)).ToList();
        if (evidence.Count == 0) faults.Add(at[$"extension('{RuleSetReader.Evidence}')"], "is missing: a rule says what was published of it, or that nothing was");
        return evidence;
    }

    /// <summary>A quantity in the measure's unit; null for one that cannot be converted.</summary>
    public static double? In(Measure measure, Quantity? quantity) =>
        quantity is { Value: { } value, System: Ucum } ? measure.Convert((double)value, quantity.Code) is { } converted ? Math.Round(converted, 3) : null : null;

    static RuleEvidence One(Extension extension, Place at, FaultLog faults)
    {
        var source = (extension.GetExtension("source")?.Value as FhirString)?.Value;
        if (string.IsNullOrWhiteSpace(source)) faults.Add(at["extension('source').valueString"], "is missing: who says so");
        var (sensitivity, falseAlarms) = (extension.GetExtension("sensitivity")?.Value as Quantity, extension.GetExtension("false-alarms")?.Value as Quantity);
        return new(
            Reading.Words(extension.GetExtension("text")?.Value as FhirString, at["extension('text').valueString"], faults),
            source ?? "", (double?)sensitivity?.Value, (double?)falseAlarms?.Value, falseAlarms?.Code);
    }

    static string Wanted(FigureShape figure, string unit) =>
        $"above {figure.Least}{(figure.Most < double.MaxValue ? $", at most {figure.Most}" : "")}, in {figure.Unit ?? unit} of {Ucum}";

    static double? Kept(FigureShape figure, Quantity? quantity, Measure measure)
    {
        var value = figure.Unit switch
        {
            null => In(measure, quantity),
            "d" => InDays(quantity),
            _ => quantity is { System: Ucum } && quantity.Code == figure.Unit ? (double?)quantity.Value : null,
        };
        return value > figure.Least && value <= figure.Most ? value : null;
    }

    static double? InDays(Quantity? quantity) => quantity is { Value: { } value, System: Ucum }
        ? quantity.Code switch { "d" => (double)value, "h" => (double)value / 24, "wk" => (double)value * 7, _ => null }
        : null;
}
