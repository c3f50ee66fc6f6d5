using Telemed.Core.Calendars;

namespace Telemed.Core.Tests.Calendars;

/// <summary>Against an oracle that knows no spans and no arithmetic: it looks at the wall every quarter of an hour.</summary>
public class OpenTimeOracleTests
{
    static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);
    static readonly string[] Zones = ["Europe/Paris", "America/Martinique", "America/Guadeloupe", "America/Cayenne", "Indian/Reunion", "Australia/Lord_Howe", "America/Havana", "Africa/Casablanca"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 120)];

    [Theory, MemberData(nameof(Seeds))]
    public void Open_time_is_what_the_wall_shows(int seed)
    {
        var dice = new Random(seed);
        var hours = Hours(dice);
        var start = Nights.Near(hours.Zone, dice);
        var asked = Quarter * dice.Next(1, 200);

        var (at, worked) = (start, TimeSpan.Zero);
        for (; worked < asked; at += Quarter)
        {
            Assert.Equal(Open(hours, at), hours.IsOpen(at));
            if (Open(hours, at)) worked += Quarter;
        }

        Assert.Equal(at, hours.After(start, asked));
        Assert.Equal(asked, hours.Between(start, at));
    }

    static bool Open(BusinessHours hours, DateTimeOffset at)
    {
        var wall = TimeZoneInfo.ConvertTime(at, hours.Zone);
        var day = new DateOnly(wall.Year, wall.Month, wall.Day);
        if (hours.Closures.Any(closure => day >= closure.First && day <= closure.Last)) return false;
        if (hours.Holidays is { } zone && PublicHolidays.Of(wall.Year, zone).Keys.Contains(day)) return false;
        var minute = wall.Hour * 60 + wall.Minute;
        return hours.Week.TryGetValue(wall.DayOfWeek, out var ranges)
            && ranges.Any(range => minute >= range.From.Hour * 60 + range.From.Minute && (range.To == default || minute < range.To.Hour * 60 + range.To.Minute));
    }

    static BusinessHours Hours(Random dice)
    {
        var week = Enum.GetValues<DayOfWeek>().Where(_ => dice.Next(4) > 0)
            .ToDictionary(day => day, _ => (IReadOnlyList<OpenRange>)[.. Enumerable.Range(0, dice.Next(1, 4)).Select(_ => Range(dice))]);
        week[DayOfWeek.Sunday] = [Range(dice), new(new(1, 0), new(3, 30))]; // so that the jumps of the clock matter
        var closed = new DateOnly(2020 + dice.Next(12), dice.Next(1, 13), 10);
        return new(TimeZoneInfo.FindSystemTimeZoneById(Zones[dice.Next(Zones.Length)]), week, (HolidayZone)dice.Next(7), [(closed, closed.AddDays(dice.Next(9)))]);
    }

    static OpenRange Range(Random dice)
    {
        var from = dice.Next(0, 95);
        var to = dice.Next(from + 1, 97);
        return new(TimeOnly.MinValue.Add(Quarter * from), to == 96 ? TimeOnly.MinValue : TimeOnly.MinValue.Add(Quarter * to));
    }
}
