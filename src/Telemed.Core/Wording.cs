using System.Globalization;

namespace Telemed.Core;

/// <summary>The same words in French, the language of the interface, and in English.</summary>
/// <param name="French">Shown unless the reader asked for English; never empty.</param>
/// <param name="English">Shown to readers who asked for English; never empty.</param>
public sealed record Wording(string French, string English)
{
    /// <summary>The words for a reader of this culture: English for <c>en</c> and its regions, French for everybody else.</summary>
    public string In(CultureInfo culture) => culture.TwoLetterISOLanguageName == "en" ? English : French;

    /// <summary>Both languages joined, French first: for an OperationOutcome read by a program whose user is unknown.</summary>
    public override string ToString() => French == English ? French : $"{French} / {English}";
}
