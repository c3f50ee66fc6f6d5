using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Telemed.Fhir.Search;

/// <summary>How text is compared in a search.</summary>
public static class SearchText
{
    // A row of a btree index has 2,704 bytes at the most, for two texts of up to three bytes a character.
    const int Longest = 400;

    /// <summary>Lower case without accents or ligatures: "Élodie Lœtitia" is found by "elodie loetitia". https://hl7.org/fhir/R4/search.html#string</summary>
    public static string Normalise(string text)
    {
        var bare = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;
            _ = c switch
            {
                'œ' or 'Œ' => bare.Append("oe"),
                'æ' or 'Æ' => bare.Append("ae"),
                'ß' => bare.Append("ss"),
                _ => bare.Append(char.ToLowerInvariant(c)),
            };
        }
        return bare.ToString();
    }

    /// <summary>The text as it stands in a pattern of SQL's LIKE.</summary>
    public static string Like(string text) => text.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_");

    /// <summary>What is indexed of a text that is found by how it starts.</summary>
    internal static string Start(string text) =>
        text.Length <= Longest ? text : text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)];

    /// <summary>What is indexed of a text that is found whole: itself, or a digest when it is too long for an index.</summary>
    internal static string Whole(string text) =>
        text.Length <= Longest ? text : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
