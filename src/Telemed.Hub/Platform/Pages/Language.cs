using System.Globalization;
using Telemed.Core;

namespace Telemed.Hub.Platform.Pages;

/// <summary>
/// The language of one page. Texts stand as pairs where they are shown, French first, so that whoever reads a page reads both.
/// Instants are shown in the territory's legal time, durations with two units at most.
/// </summary>
public sealed class Language(bool english, TimeZoneInfo? zone = null)
{
    public const string Cookie = "lang";

    /// <summary>The territory's legal time as PostgreSQL and IANA name it.</summary>
    public const string LegalZone = "Europe/Paris";

    static readonly TimeZoneInfo LegalTime = TimeZoneInfo.FindSystemTimeZoneById(LegalZone);
    static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");
    static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>The same, with instants in the time of another place: hand-overs go by the clock of the hospital.</summary>
    public Language In(TimeZoneInfo place) => new(english, place);

    public string Code => english ? "en" : "fr";

    public CultureInfo Culture => english ? English : French;

    public string this[string french, string inEnglish] => english ? inEnglish : french;

    public string this[Wording wording] => english ? wording.English : wording.French;

    /// <summary>The reader's choice if one was made, else what the browser prefers, else French.</summary>
    public static Language Of(HttpRequest request) => new((request.Cookies[Cookie] ?? Preferred(request)) == "en");

    public string Time(DateTimeOffset at) => Here(at).ToString(english ? "HH:mm" : "H'\u00a0h\u00a0'mm", Culture);

    /// <summary>For what goes by seconds: "14:03:07".</summary>
    public string ToTheSecond(DateTimeOffset at) => Here(at).ToString("HH:mm:ss", Culture);

    public string Day(DateTimeOffset at) => Here(at).ToString("ddd d MMM", Culture);

    public string Date(DateOnly day) => day.ToString(english ? "d MMM yyyy" : "dd/MM/yyyy", Culture);

    /// <summary>"14 h 03" on the same day, "mar. 24 nov. 14 h 03" on another.</summary>
    /// <param name="exact">With seconds: "14:03:07".</param>
    public string When(DateTimeOffset at, DateTimeOffset now, bool exact = false)
    {
        var time = exact ? ToTheSecond(at) : Time(at);
        return Here(at).Date == Here(now).Date ? time : $"{Day(at)} {time}";
    }

    /// <summary>"40 s", "8 min", "1 h 12", "5 j 2 h".</summary>
    public string Duration(TimeSpan length) => length.Duration() switch
    {
        { TotalMinutes: < 1 } t => $"{t.Seconds}\u00a0s",
        { TotalHours: < 1 } t => $"{t.Minutes}\u00a0min",
        { TotalDays: < 1 } t => t.Minutes == 0 ? $"{t.Hours}\u00a0h" : $"{t.Hours}\u00a0h\u00a0{t.Minutes:00}",
        var t => $"{t.Days}\u00a0{this["j", "d"]}" + (t.Hours == 0 ? "" : $"\u00a0{t.Hours}\u00a0h"),
    };

    /// <summary>A short time to the second, as measured from opening to sending: "2 min 41 s".</summary>
    public string Exactly(TimeSpan length) =>
        length.TotalMinutes < 1 ? Duration(length) : $"{(int)length.TotalMinutes}\u00a0min\u00a0{length.Seconds:00}\u00a0s";

    public string Left(TimeSpan left) => left < TimeSpan.Zero
        ? this[$"dépassé de\u00a0{Duration(left)}", $"overdue by {Duration(left)}"]
        : this[$"encore\u00a0{Duration(left)}", $"{Duration(left)} left"];

    public string Since(TimeSpan waited) => waited switch
    {
        { TotalMinutes: < 1 } => this["à l’instant", "just now"],
        _ => this[$"depuis\u00a0{Duration(waited)}", $"for {Duration(waited)}"],
    };

    public string Size(long bytes) => bytes < 1_000_000
        ? (bytes / 1000.0).ToString("0", Culture) + this["\u00a0ko", "\u00a0kB"]
        : (bytes / 1_000_000.0).ToString("0.0", Culture) + this["\u00a0Mo", "\u00a0MB"];

    /// <summary>The last instant, not after now, at which the territory's clocks showed a time such as "14:03"; null for anything else.</summary>
    public static DateTimeOffset? LastAt(string? time, DateTimeOffset now)
    {
        if (!TimeOnly.TryParseExact(time, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var shown)) return null;
        var today = Today(now);
        return Enumerable.Range(0, 3).SelectMany(days => Instants(today.AddDays(-days).ToDateTime(shown))).Where(at => at <= now).Max();
    }

    // The hour that summer time repeats is two instants, the one it skips is none.
    static IEnumerable<DateTimeOffset> Instants(DateTime local) =>
        LegalTime.IsInvalidTime(local) ? []
        : LegalTime.IsAmbiguousTime(local) ? LegalTime.GetAmbiguousTimeOffsets(local).Select(offset => new DateTimeOffset(local, offset))
        : [new DateTimeOffset(local, LegalTime.GetUtcOffset(local))];

    /// <summary>The day it is in the territory.</summary>
    public static DateOnly Today(DateTimeOffset now) => DateOnly.FromDateTime(Local(now).DateTime);

    /// <summary>The first instant of a day in the territory.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => Instants(day.ToDateTime(TimeOnly.MinValue)).First().ToUniversalTime();

    /// <summary>As a time field holds it: "14:03".</summary>
    public static string Field(DateTimeOffset at) => Local(at).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A long clock, read from afar: "0 h 31".</summary>
    public static string Clockwise(TimeSpan length) => $"{(int)length.Duration().TotalHours}\u00a0h\u00a0{length.Duration().Minutes:00}";

    static DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, LegalTime);

    // In the place this language speaks for, the territory's own unless another was named.
    DateTimeOffset Here(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone ?? LegalTime);

    static string Preferred(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1).Select(l => l.Value.ToString())
            .FirstOrDefault(tag => tag.StartsWith("fr", StringComparison.OrdinalIgnoreCase) || tag.StartsWith("en", StringComparison.OrdinalIgnoreCase))
            is ['e' or 'E', ..] ? "en" : "fr";
}
