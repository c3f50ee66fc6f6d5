using System.Globalization;

namespace Telemed.Core.Monitoring;

/// <summary>Numbers and days as findings say them.</summary>
static class Words
{
    static readonly CultureInfo InFrench = CultureInfo.GetCultureInfo("fr-FR"), InEnglish = CultureInfo.GetCultureInfo("en-GB");

    public static string French(double value, string? unit = null) => Said(value, unit, InFrench);

    public static string English(double value, string? unit = null) => Said(value, unit, InEnglish);

    public static string FrenchSigned(double value, string unit) => value > 0 ? $"+{French(value, unit)}" : French(value, unit);

    public static string EnglishSigned(double value, string unit) => value > 0 ? $"+{English(value, unit)}" : English(value, unit);

    public static string FrenchDay(DateTimeOffset at, TimeZoneInfo zone) => Day(at, zone).ToString("d MMMM yyyy", InFrench);

    public static string EnglishDay(DateTimeOffset at, TimeZoneInfo zone) => Day(at, zone).ToString("d MMMM yyyy", InEnglish);

    public static DateOnly Day(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    static string Said(double value, string? unit, CultureInfo culture)
    {
        var number = value.ToString(Math.Abs(value) < 20 ? "0.##" : "0.#", culture);
        return unit switch
        {
            null or "1" or "{score}" => number,
            "mm[Hg]" => $"{number} mmHg",
            "umol/L" => $"{number} µmol/L",
            "/min" => $"{number}/min",
            _ => $"{number} {unit}",
        };
    }
}
