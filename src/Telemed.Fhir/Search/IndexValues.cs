using System.Text.Json;

namespace Telemed.Fhir.Search;

/// <summary>What an element is found by, for each kind of search parameter. https://hl7.org/fhir/R4/search.html#ptypes</summary>
internal static class IndexValues
{
    /// <summary>
    /// System and code of a Coding, CodeableConcept, Identifier, ContactPoint or plain value. The system is empty where there should be
    /// one and none is given, and null where none belongs. An element that says nothing codable has an empty code: it is not missing.
    /// </summary>
    public static IEnumerable<(string? System, string Code)> Tokens(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when element.TryGetProperty("coding", out var codings):
                foreach (var coding in codings.EnumerateArray()) yield return (Text(coding, "system") ?? "", Text(coding, "code") ?? "");
                break;
            case JsonValueKind.Object:
                var system = Text(element, "system");
                yield return (IsContactSystem(system) ? null : system ?? "", Text(element, "code") ?? Text(element, "value") ?? "");
                break;
            case JsonValueKind.String:
                yield return (null, element.GetString()!);
                break;
            default:
                yield return (null, element.GetRawText());
                break;
        }
    }

    // https://hl7.org/fhir/R4/valueset-contact-point-system.html: what a ContactPoint calls its system names no code system.
    static bool IsContactSystem(string? system) => system is "phone" or "fax" or "email" or "pager" or "url" or "sms" or "other";

    /// <summary>A text; of a HumanName or an Address, each of its parts but not the codes that say how it is used.</summary>
    public static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Object => from property in element.EnumerateObject()
                                where property.Name is not ("use" or "type" or "period" or "extension" or "id") && !property.Name.StartsWith('_')
                                from text in property.Value.ValueKind == JsonValueKind.Array ? property.Value.EnumerateArray().SelectMany(Strings) : Strings(property.Value)
                                select text,
        _ => [],
    };

    /// <summary>The span of a date, a Period, or the events of a Timing. Null when it has none.</summary>
    public static FhirDate? Date(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String) return FhirDate.Parse(element.GetString());
        if (element.ValueKind != JsonValueKind.Object) return null;
        if (element.TryGetProperty("event", out var events))
        {
            var spans = events.EnumerateArray().Select(moment => FhirDate.Parse(moment.GetString())).OfType<FhirDate>().ToList();
            return spans.Count == 0 ? null : new FhirDate(spans.Min(span => span.Low), spans.Max(span => span.High));
        }
        var (start, end) = (FhirDate.Parse(Text(element, "start")), FhirDate.Parse(Text(element, "end")));
        return start is null && end is null ? null : new FhirDate(start?.Low ?? FhirDate.Beginning, end?.High ?? FhirDate.End);
    }

    /// <summary>
    /// Type and id of a resource of this server; for one elsewhere, or for a canonical, no type and the whole URL, once without its
    /// version. A contained resource, or what says only an identifier or a name, leads nowhere and is not missing.
    /// </summary>
    public static IEnumerable<(string Type, string Id)> References(JsonElement element, string? fhirBase)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            var text = Text(element, "reference");
            yield return text is null || text.StartsWith('#') ? ("", "") : Reference.Here(text, fhirBase) is { } here ? (here.Type, here.Id) : ("", SearchText.Whole(text));
        }
        else if (element.ValueKind == JsonValueKind.String)
        {
            var canonical = element.GetString()!;
            yield return ("", SearchText.Whole(canonical));
            if (canonical.IndexOf('|', StringComparison.Ordinal) is var bar and > 0) yield return ("", SearchText.Whole(canonical[..bar]));
        }
    }

    /// <summary>Number, system and unit of a number, a Quantity or a Money: once by its code, and once by the unit people read.</summary>
    public static IEnumerable<(decimal Value, string? System, string? Unit)> Quantities(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetDecimal(out var number)) yield return (number, null, null);
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("value", out var value)) yield break;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var amount)) yield break;
        var (code, unit) = (Text(element, "code") ?? Text(element, "currency"), Text(element, "unit"));
        yield return (amount, Text(element, "system"), code ?? unit);
        if (code is not null && unit is not null && unit != code) yield return (amount, null, unit);
    }

    static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
