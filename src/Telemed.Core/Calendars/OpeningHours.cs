using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.HealthcareService;

namespace Telemed.Core.Calendars;

/// <summary>
/// Reads the hours of a HealthcareService: <c>availableTime</c>, <c>notAvailable</c>, and two extensions of ours for what R4 does not say.
/// https://hl7.org/fhir/R4/healthcareservice.html
/// </summary>
public static class OpeningHours
{
    /// <summary>Extension on HealthcareService, valueCode: the IANA time zone of its hours, such as <c>America/Martinique</c>. Needed with availableTime.</summary>
    public const string TimeZone = "https://telemed.example/fhir/StructureDefinition/time-zone";

    /// <summary>Extension on HealthcareService, valueCode: the public holidays on which it is closed, such as <c>alsace-moselle</c>. Without it, it closes on none.</summary>
    public const string Holidays = "https://telemed.example/fhir/StructureDefinition/public-holidays";

    static readonly Dictionary<string, HolidayZone> Zones = new()
    {
        ["metropole"] = HolidayZone.Metropole, ["alsace-moselle"] = HolidayZone.AlsaceMoselle, ["martinique"] = HolidayZone.Martinique,
        ["guadeloupe"] = HolidayZone.Guadeloupe, ["guyane"] = HolidayZone.Guyane, ["reunion"] = HolidayZone.Reunion, ["mayotte"] = HolidayZone.Mayotte,
    };

    /// <summary>The hours, or everything wrong with them. A service that says no hours is always open.</summary>
    public static (BusinessHours? Hours, IReadOnlyList<Fault> Faults) Read(HealthcareService service)
    {
        if (service.AvailableTime.Count == 0 && service.NotAvailable.Count == 0) return (BusinessHours.Always, []);
        var faults = new List<Fault>();
        var zone = Zone(service, TimeZone, "HealthcareService", faults);
        var holidays = HolidaysOf(service, faults);
        var week = service.AvailableTime.Count == 0 ? BusinessHours.Always.Week : WeekOf(service.AvailableTime, faults);
        var closures = ClosuresOf(service.NotAvailable, faults);
        return faults.Count > 0 ? (null, faults) : (new BusinessHours(zone!, week, holidays, closures), []);
    }

    /// <summary>The time zone an extension names; null after a fault.</summary>
    internal static TimeZoneInfo? Zone(IExtendable from, string url, string at, List<Fault> faults)
    {
        var code = (from.GetExtension(url)?.Value as Code)?.Value;
        if (code is not null && code.Contains('/', StringComparison.Ordinal) && TimeZoneInfo.TryFindSystemTimeZoneById(code, out var zone)) return zone;
        faults.Add(new(
            $"{at}.extension('{url}').valueCode",
            new($"« {code} » n’est pas un fuseau horaire IANA, tel que Europe/Paris.", $"'{code}' is no IANA time zone, such as Europe/Paris.")));
        return null;
    }

    static HolidayZone? HolidaysOf(HealthcareService service, List<Fault> faults)
    {
        if (service.GetExtension(Holidays) is not { } extension) return null;
        var code = (extension.Value as Code)?.Value;
        if (code is not null && Zones.TryGetValue(code, out var zone)) return zone;
        var known = string.Join(", ", Zones.Keys);
        faults.Add(new(
            $"HealthcareService.extension('{Holidays}').valueCode", new($"« {code} » n’est pas l’un de : {known}.", $"'{code}' is not one of: {known}.")));
        return null;
    }

    static Dictionary<DayOfWeek, IReadOnlyList<OpenRange>> WeekOf(List<AvailableTimeComponent> times, List<Fault> faults)
    {
        var week = new Dictionary<DayOfWeek, IReadOnlyList<OpenRange>>();
        foreach (var (time, i) in times.Select((time, i) => (time, i)))
        {
            if (RangeOf(time, $"HealthcareService.availableTime[{i}]", faults) is not { } range) continue;
            var days = time.DaysOfWeek.OfType<DaysOfWeek>().Select(DayOf).ToList();
            foreach (var day in days.Count == 0 ? [.. Enum.GetValues<DayOfWeek>()] : days) week[day] = [.. week.GetValueOrDefault(day, []), range];
        }
        return week;
    }

    static OpenRange? RangeOf(AvailableTimeComponent time, string at, List<Fault> faults)
    {
        if (time.AllDay == true) return new OpenRange(TimeOnly.MinValue, TimeOnly.MinValue);
        if (TimeOnly.TryParse(time.AvailableStartTime, out var from) && TimeOnly.TryParse(time.AvailableEndTime, out var to)
            && (from < to || to == TimeOnly.MinValue)) return new OpenRange(from, to);
        faults.Add(new(at, new(
            "Il faut allDay, ou un début avant la fin (00:00:00 en fin : minuit). Une nuit s’écrit en deux plages.",
            "Needs allDay, or a start before its end (00:00:00 as the end is midnight). A night is written as two ranges.")));
        return null;
    }

    static List<(DateOnly First, DateOnly Last)> ClosuresOf(List<NotAvailableComponent> closed, List<Fault> faults)
    {
        var closures = new List<(DateOnly First, DateOnly Last)>();
        foreach (var (closure, i) in closed.Select((closure, i) => (closure, i)))
        {
            if (DateOnly.TryParse(closure.During?.Start?[..Math.Min(10, closure.During.Start.Length)], out var first)
                && DateOnly.TryParse(closure.During?.End?[..Math.Min(10, closure.During.End.Length)], out var last)
                && first <= last && last.DayNumber - first.DayNumber <= 366) closures.Add((first, last));
            else faults.Add(new($"HealthcareService.notAvailable[{i}].during", new(
                "Il faut un premier et un dernier jour, à un an l’un de l’autre au plus.", "Needs a first and a last day, a year apart at the most.")));
        }
        return closures;
    }

    static DayOfWeek DayOf(DaysOfWeek day) => (DayOfWeek)(((int)day + 1) % 7);
}
