using System.Globalization;

namespace Telemed.Fhir.Search;

/// <summary>
/// The span of time that a date, dateTime or instant of any precision covers: from its first instant, included, to its last,
/// excluded. A value without a zone is read in UTC. https://hl7.org/fhir/R4/search.html#date
/// </summary>
public readonly record struct FhirDate(DateTimeOffset Low, DateTimeOffset High)
{
    /// <summary>Before and after everything that is dated: an open end of a Period.</summary>
    public static readonly DateTimeOffset Beginning = new(1, 1, 1, 0, 0, 0, TimeSpan.Zero), End = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Null when the text is no FHIR date.</summary>
    public static FhirDate? Parse(string? text)
    {
        if (text is null) return null;
        if (text.Length == 4 && Exact(text, "yyyy") is { } year) return new(year, year.Year == 9999 ? End : year.AddYears(1));
        if (text.Length == 7 && Exact(text, "yyyy-MM") is { } month) return new(month, month.AddMonths(1));
        if (text.Length == 10 && Exact(text, "yyyy-MM-dd") is { } day) return new(day, day.AddDays(1));
        if (text.Length < 16 || text[10] != 'T') return null;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)) return null;

        var seconds = text.Length > 18 && text[16] == ':';
        var fraction = text.IndexOf('.', StringComparison.Ordinal);
        var length = !seconds ? TimeSpan.FromMinutes(1) : fraction < 0 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMicroseconds(1);
        return new(instant, instant + length);
    }

    static DateTimeOffset? Exact(string text, string format) =>
        DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
}
