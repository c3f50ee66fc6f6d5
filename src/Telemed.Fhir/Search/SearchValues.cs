using System.Text;

namespace Telemed.Fhir.Search;

/// <summary>How the values of a query are written. https://hl7.org/fhir/R4/search.html#escaping and https://hl7.org/fhir/R4/search.html#prefix</summary>
internal static class SearchValues
{
    /// <summary>The parts between separators; a backslash keeps a separator from separating, and stays.</summary>
    public static List<string> Split(string value, char separator)
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\') i++;
            else if (value[i] == separator)
            {
                parts.Add(value[start..i]);
                start = i + 1;
            }
        }
        parts.Add(value[start..]);
        return parts;
    }

    /// <summary>The text that was meant: <c>\,</c> <c>\|</c> <c>\$</c> and <c>\\</c> are one character each.</summary>
    public static string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal)) return value;
        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++) text.Append(value[i] == '\\' && i + 1 < value.Length ? value[++i] : value[i]);
        return text.ToString();
    }

    /// <summary>What a number, date or quantity starts with; <c>eq</c> when nothing.</summary>
    public static (string Prefix, string Value) Prefix(string value) =>
        value.Length > 2 && value[..2] is "eq" or "ne" or "gt" or "lt" or "ge" or "le" or "sa" or "eb" or "ap" ? (value[..2], value[2..]) : ("eq", value);
}
