namespace Telemed.Core.Tests.Calendars;

/// <summary>Instants at which arithmetic with time goes wrong.</summary>
static class Nights
{
    /// <summary>A whole quarter of an hour of the years 2016 to 2030, more often than not a few days before the zone's clocks jump.</summary>
    public static DateTimeOffset Near(TimeZoneInfo zone, Random dice)
    {
        var day = new DateTimeOffset(2016 + dice.Next(15), dice.Next(1, 13), dice.Next(1, 29), 0, 0, 0, TimeSpan.Zero);
        if (dice.Next(4) > 0)
            for (var i = 0; i < 400 && zone.GetUtcOffset(day) == zone.GetUtcOffset(day.AddDays(1)); i++) day = day.AddDays(1);
        return day.AddDays(-dice.Next(4)).AddMinutes(15 * dice.Next(96));
    }
}
