using System.Text.Json;
using System.Text.RegularExpressions;

namespace Telemed.Fhir.Search;

/// <summary>
/// The part of FHIRPath that R4's search parameters are written in: element steps, <c>ofType()</c>, <c>where(x='y')</c>,
/// <c>where(resolve() is T)</c> and an index. It reads JSON as it came, so nothing is parsed into objects to be indexed.
/// https://hl7.org/fhir/R4/searchparameter-registry.html
/// </summary>
internal sealed partial class ElementPath
{
    readonly Step[] steps;

    ElementPath(Step[] steps) => this.steps = steps;

    /// <summary>Null when the expression uses more of FHIRPath than this.</summary>
    public static ElementPath? Parse(string expression)
    {
        var parts = StepPattern().Matches(expression);
        if (parts.Sum(part => part.Length) != expression.Length) return null;

        var steps = new List<Step>();
        foreach (Match part in parts.Skip(1))
        {
            var (name, argument) = (part.Groups["name"].Value, part.Groups["argument"].Value);
            if (name == "ofType") steps[^1] = steps[^1] with { OfType = argument };
            else if (name == "where" && ResolveIs().Match(argument) is { Success: true } target) steps[^1] = steps[^1] with { Target = target.Groups[1].Value };
            else if (name == "where" && Equal().Match(argument) is { Success: true } equal) steps[^1] = steps[^1] with { Where = (equal.Groups[1].Value, equal.Groups[2].Value) };
            else if (part.Groups["call"].Success) return null;
            else steps.Add(new Step(name));
        }
        return new ElementPath([.. steps]);
    }

    public IEnumerable<JsonElement> Select(JsonElement resource) =>
        steps.Aggregate<Step, IEnumerable<JsonElement>>([resource], (found, step) => found.SelectMany(element => step.Select(element)));

    sealed record Step(string Name)
    {
        public string? OfType { get; init; }
        public (string Element, string Value)? Where { get; init; }
        public string? Target { get; init; }

        public IEnumerable<JsonElement> Select(JsonElement parent) =>
            from value in Children(parent)
            from item in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : Enumerable.Repeat(value, 1)
            where Matches(item)
            select item;

        IEnumerable<JsonElement> Children(JsonElement parent)
        {
            if (parent.ValueKind != JsonValueKind.Object) yield break;
            if (OfType is not null)
            {
                if (parent.TryGetProperty(Name + char.ToUpperInvariant(OfType[0]) + OfType[1..], out var typed)) yield return typed;
            }
            else if (parent.TryGetProperty(Name, out var exact))
            {
                yield return exact;
            }
            else
            {
                // value[x] without ofType(): whichever type is there.
                foreach (var property in parent.EnumerateObject())
                    if (property.Name.Length > Name.Length && property.Name.StartsWith(Name, StringComparison.Ordinal)
                        && ChoiceTypes.Contains(property.Name[Name.Length..]))
                        yield return property.Value;
            }
        }

        bool Matches(JsonElement item) =>
            (Where is not { } where || (item.ValueKind == JsonValueKind.Object
                && item.TryGetProperty(where.Element, out var value) && value.ValueEquals(where.Value)))
            && (Target is null || Reference.Of(item) is { } reference && reference.Type == Target);
    }

    static readonly HashSet<string> ChoiceTypes =
    [
        "Address", "Age", "Annotation", "Attachment", "Boolean", "Canonical", "Code", "CodeableConcept", "Coding", "ContactPoint", "Date",
        "DateTime", "Decimal", "Duration", "HumanName", "Identifier", "Instant", "Integer", "Money", "Period", "PositiveInt", "Quantity",
        "Range", "Ratio", "Reference", "SampledData", "String", "Time", "Timing", "UnsignedInt", "Uri", "Url",
    ];

    [GeneratedRegex(@"\.?(?<name>[A-Za-z]+)(?<call>\((?<argument>(?:[^()]|\(\))*)\))?")]
    private static partial Regex StepPattern();

    [GeneratedRegex(@"^resolve\(\) is (\w+)$")]
    private static partial Regex ResolveIs();

    [GeneratedRegex(@"^(\w+)\s*=\s*'([^']*)'$")]
    private static partial Regex Equal();
}
