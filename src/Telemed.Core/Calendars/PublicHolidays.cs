namespace Telemed.Core.Calendars;

/// <summary>The public holidays of France, by zone.</summary>
public static class PublicHolidays
{
    /// <summary>The holidays of a year in a zone, in order.</summary>
    /// <param name="year">1983 to 9998: the overseas days were made holidays by the law of 30 June 1983.</param>
    /// <exception cref="ArgumentOutOfRangeException">The year is another one.</exception>
    public static IReadOnlyDictionary<DateOnly, Wording> Of(int year, HolidayZone zone)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, 1983);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, 9998);
        var days = new SortedDictionary<DateOnly, Wording>();
        foreach (var (day, name) in Everywhere(year).Concat(Local(year, zone))) days.TryAdd(day, name);
        return days;
    }

    /// <summary>True when the day is a holiday in the zone.</summary>
    public static bool Contains(HolidayZone zone, DateOnly day) => Of(day.Year, zone).ContainsKey(day);

    /// <summary>Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8).</summary>
    public static DateOnly Easter(int year)
    {
        var a = year % 19;
        var (b, c) = (year / 100, year % 100);
        var (d, e) = (b / 4, b % 4);
        var g = (b - (b + 8) / 25 + 1) / 3;
        var h = (19 * a + b - d - g + 15) % 30;
        var l = (32 + 2 * e + 2 * (c / 4) - h - c % 4) % 7;
        var m = (a + 11 * h + 22 * l) / 451;
        var day = h + l - 7 * m + 114;
        return new DateOnly(year, day / 31, day % 31 + 1);
    }

    static IEnumerable<(DateOnly Day, Wording Name)> Everywhere(int year)
    {
        var easter = Easter(year);
        return
        [
            (new(year, 1, 1), new("Jour de l’an", "New Year’s Day")),
            (easter.AddDays(1), new("Lundi de Pâques", "Easter Monday")),
            (new(year, 5, 1), new("Fête du Travail", "Labour Day")),
            (new(year, 5, 8), new("Victoire 1945", "Victory Day 1945")),
            (easter.AddDays(39), new("Ascension", "Ascension Day")),
            (easter.AddDays(50), new("Lundi de Pentecôte", "Whit Monday")),
            (new(year, 7, 14), new("Fête nationale", "National Day")),
            (new(year, 8, 15), new("Assomption", "Assumption")),
            (new(year, 11, 1), new("Toussaint", "All Saints’ Day")),
            (new(year, 11, 11), new("Armistice 1918", "Armistice Day 1918")),
            (new(year, 12, 25), new("Noël", "Christmas Day")),
        ];
    }

    static IEnumerable<(DateOnly Day, Wording Name)> Local(int year, HolidayZone zone)
    {
        var abolition = new Wording("Abolition de l’esclavage", "Abolition of Slavery");
        return zone switch
        {
            HolidayZone.AlsaceMoselle =>
            [
                (Easter(year).AddDays(-2), new("Vendredi saint", "Good Friday")),
                (new(year, 12, 26), new("Saint-Étienne", "Saint Stephen’s Day")),
            ],
            HolidayZone.Martinique => [(new(year, 5, 22), abolition)],
            HolidayZone.Guadeloupe => [(new(year, 5, 27), abolition)],
            HolidayZone.Guyane => [(new(year, 6, 10), abolition)],
            HolidayZone.Reunion => [(new(year, 12, 20), abolition)],
            HolidayZone.Mayotte => [(new(year, 4, 27), abolition)],
            _ => [],
        };
    }
}
