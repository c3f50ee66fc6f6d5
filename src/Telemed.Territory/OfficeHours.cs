namespace Telemed.Territory;

/// <summary>When people do things: weekdays in the day, a little on Saturday morning; urgent requests are looked at from seven to ten, every day.</summary>
static class OfficeHours
{
    // Winter time all year: a made-up history needs no more.
    public static readonly TimeSpan Offset = TimeSpan.FromHours(1);

    /// <summary>The instant itself when somebody works then, else some time after the next opening.</summary>
    public static DateTimeOffset Next(DateTimeOffset at, bool urgent, Dice dice)
    {
        var local = at.ToOffset(Offset);
        var (opens, closes) = Of(local, urgent);
        if (local.TimeOfDay >= opens && local.TimeOfDay < closes) return at;
        var day = local.Date;
        do
        {
            if (local.Date != day || local.TimeOfDay >= closes) day = day.AddDays(1);
            (opens, closes) = Of(new DateTimeOffset(day, Offset), urgent);
            local = new DateTimeOffset(day, Offset);
        }
        while (opens == closes);
        return new DateTimeOffset(day, Offset) + opens + TimeSpan.FromMinutes(dice.Between(2.0, 100));
    }

    /// <summary>An instant in one day when a requester has a patient before them; null when that day is free.</summary>
    public static DateTimeOffset? Consultation(DateTimeOffset day, Dice dice)
    {
        var local = day.ToOffset(Offset);
        if (!dice.Chance(local.DayOfWeek switch { DayOfWeek.Sunday => 0.06, DayOfWeek.Saturday => 0.35, _ => 1 })) return null;
        var hour = local.DayOfWeek == DayOfWeek.Saturday ? dice.Between(8.5, 12.5) : dice.Chance(0.55) ? dice.Between(8.5, 12.4) : dice.Between(14.2, 19.2);
        return new DateTimeOffset(local.Date, Offset).AddHours(hour);
    }

    /// <summary>The night is folded into the evening before: an instant of the day for every instant, in the same order and never later.</summary>
    public static DateTimeOffset ByDay(DateTimeOffset at)
    {
        const double Opens = 8, Evening = 12, LatestInTheDay = 10.5, EveningLasts = 1.5;
        var sinceOpening = at.ToOffset(Offset).AddHours(-Opens);
        var hours = sinceOpening.TimeOfDay.TotalHours;
        hours = hours < Evening ? hours * LatestInTheDay / Evening : LatestInTheDay + (hours - Evening) * EveningLasts / (24 - Evening);
        return new DateTimeOffset(sinceOpening.Date, Offset).AddHours(Opens + hours);
    }

    static (TimeSpan Opens, TimeSpan Closes) Of(DateTimeOffset local, bool urgent)
    {
        if (urgent) return (TimeSpan.FromHours(7), TimeSpan.FromHours(22));
        return local.DayOfWeek switch
        {
            DayOfWeek.Sunday => default,
            DayOfWeek.Saturday => (TimeSpan.FromHours(8.5), TimeSpan.FromHours(12.5)),
            _ => (TimeSpan.FromHours(8), TimeSpan.FromHours(19.5)),
        };
    }
}
