using System.Text.Json;

namespace Telemed.Fhir;

/// <summary>A literal reference inside this server: a resource type and an id. https://hl7.org/fhir/R4/references.html#literal</summary>
public readonly record struct Reference(string Type, string Id)
{
    /// <summary>The relative form, <c>Type/id</c>.</summary>
    public override string ToString() => $"{Type}/{Id}";

    /// <summary>Reads <c>Type/id</c>, an absolute URL that ends so, or either with <c>/_history/n</c>. Null for anything else.</summary>
    public static Reference? Parse(string? text)
    {
        if (text is null) return null;
        var history = text.IndexOf("/_history/", StringComparison.Ordinal);
        var parts = (history < 0 ? text : text[..history]).Split('/');
        return parts.Length >= 2 && IsType(parts[^2]) && IsId(parts[^1]) ? new Reference(parts[^2], parts[^1]) : null;
    }

    /// <summary>The same, and null for an absolute URL that leads to another server.</summary>
    /// <param name="fhirBase">The address of this server's FHIR base, as the one who wrote the text knows it; null when nobody said.</param>
    internal static Reference? Here(string text, string? fhirBase)
    {
        if (fhirBase is not null && text.StartsWith($"{fhirBase}/", StringComparison.Ordinal)) text = text[(fhirBase.Length + 1)..];
        return text.Contains(':', StringComparison.Ordinal) ? null : Parse(text);
    }

    /// <summary>Reads the <c>reference</c> of a Reference element. Null when it has none, or one that leads elsewhere.</summary>
    public static Reference? Of(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("reference", out var reference) && reference.ValueKind == JsonValueKind.String
            ? Parse(reference.GetString())
            : null;

    /// <summary>1 to 64 of A-Z a-z 0-9 - and the full stop. https://hl7.org/fhir/R4/datatypes.html#id</summary>
    public static bool IsId(string id) =>
        id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');

    static bool IsType(string type) => type.Length > 1 && char.IsAsciiLetterUpper(type[0]) && type.All(char.IsAsciiLetter);
}
