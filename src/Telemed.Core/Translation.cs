using Hl7.Fhir.Model;

namespace Telemed.Core;

/// <summary>Wordings in FHIR: the value is French, English is the standard translation extension on it.</summary>
public static class Translation
{
    /// <summary>https://hl7.org/fhir/R4/extension-translation.html</summary>
    public const string Url = "http://hl7.org/fhir/StructureDefinition/translation";

    /// <summary>The element with its translation; without one, the same words stand for both languages.</summary>
    public static Wording? ToWording(this PrimitiveType? element) =>
        element?.JsonValue is string french ? new(french, element.English() ?? french) : null;

    /// <summary>The words as a FHIR string with its English translation.</summary>
    public static FhirString ToFhirString(this Wording words)
    {
        var element = new FhirString(words.French);
        element.Extension.Add(new Extension
        {
            Url = Url,
            Extension = [new("lang", new Code("en")), new("content", new FhirString(words.English))],
        });
        return element;
    }

    /// <summary>The English translation the element carries, or null.</summary>
    public static string? English(this PrimitiveType element) =>
        element.Extension.Where(e => e.Url == Url && e.Extension.Any(IsEnglish))
            .SelectMany(e => e.Extension.Where(part => part.Url == "content"))
            .Select(part => (part.Value as PrimitiveType)?.JsonValue as string)
            .FirstOrDefault(content => !string.IsNullOrWhiteSpace(content));

    static bool IsEnglish(Extension part) =>
        part.Url == "lang" && (part.Value as PrimitiveType)?.JsonValue is string lang
        && (lang == "en" || lang.StartsWith("en-", StringComparison.Ordinal));
}
