using System.Globalization;
using System.Text.RegularExpressions;

namespace Telemed.Fhir.Search;

/// <summary>
/// The span of time that a date, dateTime or instant of any precision covers: from its first instant, included, to its last,
/// excluded. A value without a zone is read in UTC. https://hl7.org/fhir/R4/search.html#date
/// </summary>
public readonly partial record struct FhirDate(DateTimeOffset Low, DateTimeOffset High)
{
    /// <summary>Before and after everything that is dated: an open end of a Period.</summary>
    public static readonly DateTimeOffset Beginning = DateTimeOffset.MinValue, End = DateTimeOffset.MaxValue;

    /// <summary>Null when the text is no FHIR date.</summary>
    public static FhirDate? Parse(string? text)
    {
        if (text is null) return null;
        if (text.Length == 4 && Exact(text, "yyyy") is { } year) return Upto(year, at => at.AddYears(1));
        if (text.Length == 7 && Exact(text, "yyyy-MM") is { } month) return Upto(month, at => at.AddMonths(1));
        if (text.Length == 10 && Exact(text, "yyyy-MM-dd") is { } day) return Upto(day, at => at.AddDays(1));
        if (DateTime().Match(text) is not { Success: true } parts) return null;

        // The database keeps microseconds: what is finer is cut, in the index as in the query.
        var fraction = parts.Groups["fraction"].Value;
        if (fraction.Length > 6) fraction = fraction[..6];
        var instant = Exact(
            $"{parts.Groups["minutes"].Value}{(parts.Groups["seconds"].Success ? parts.Groups["seconds"].Value : ":00")}.{fraction.PadRight(6, '0')}{parts.Groups["zone"].Value}",
            "yyyy-MM-ddTHH:mm:ss.ffffffK");
        var length = !parts.Groups["seconds"].Success ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(1) / Math.Pow(10, fraction.Length);
        return instant is { } low ? Upto(low, at => at + length) : null;
    }

    static FhirDate Upto(DateTimeOffset low, Func<DateTimeOffset, DateTimeOffset> next) => new(low, low.Year == 9999 ? End : next(low));

    static DateTimeOffset? Exact(string text, string format) =>
        DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date) ? date : null;

    [GeneratedRegex(@"^(?<minutes>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})(?<seconds>:[0-9]{2})?(?:(?<=:[0-9]{2}:[0-9]{2})\.(?<fraction>[0-9]+))?(?<zone>Z|[+-][0-9]{2}:[0-9]{2})?$")]
    private static partial Regex DateTime();
}
