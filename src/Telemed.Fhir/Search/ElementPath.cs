using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Telemed.Fhir.Search;

/// <summary>
/// The part of FHIRPath that R4's search parameters are written in: element steps, <c>ofType()</c>, <c>where(x='y')</c> and
/// <c>where(resolve() is T)</c>. It reads JSON as it came, so nothing is parsed into objects to be indexed.
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

    /// <summary>Adds every element that the path leads to.</summary>
    public void Select(JsonElement resource, List<JsonElement> found) => Follow(0, resource, found);

    void Follow(int depth, JsonElement element, List<JsonElement> found)
    {
        if (depth == steps.Length) found.Add(element);
        else if (element.ValueKind != JsonValueKind.Object) return;
        else if (element.TryGetProperty(steps[depth].Property, out var value)) FollowAll(depth, value, found);
        else if (steps[depth].OfType is null) FollowChoice(depth, element, found);
    }

    void FollowAll(int depth, JsonElement value, List<JsonElement> found)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray()) FollowAll(depth, item, found);
        }
        else if (value.ValueKind != JsonValueKind.Null && steps[depth].Matches(value))
        {
            Follow(depth + 1, value, found);
        }
    }

    // value[x] without ofType(): whichever type is there.
    void FollowChoice(int depth, JsonElement parent, List<JsonElement> found)
    {
        ReadOnlySpan<byte> name = steps[depth].Property;
        foreach (var property in parent.EnumerateObject())
        {
            var typed = JsonMarshal.GetRawUtf8PropertyName(property);
            if (typed.Length > name.Length && typed.StartsWith(name) && ChoiceTypes.Contains(Encoding.UTF8.GetString(typed[name.Length..]))) FollowAll(depth, property.Value, found);
        }
    }

    sealed record Step(string Name)
    {
        byte[]? property;

        public string? OfType { get; init; }
        public (string Element, string Value)? Where { get; init; }
        public string? Target { get; init; }

        /// <summary>The property that carries the element, in UTF-8: of a choice, with the type at its end.</summary>
        public byte[] Property => property ??= Encoding.UTF8.GetBytes(OfType is null ? Name : Name + char.ToUpperInvariant(OfType[0]) + OfType[1..]);

        public bool Matches(JsonElement item) =>
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
