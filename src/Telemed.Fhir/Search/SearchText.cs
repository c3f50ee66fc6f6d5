using System.Globalization;
using System.Text;

namespace Telemed.Fhir.Search;

/// <summary>How text is compared in a search.</summary>
public static class SearchText
{
    /// <summary>Lower case without accents: "Élodie" is found by "elodie". https://hl7.org/fhir/R4/search.html#string</summary>
    public static string Normalise(string text)
    {
        var bare = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark) bare.Append(char.ToLowerInvariant(c));
        return bare.ToString();
    }
}
