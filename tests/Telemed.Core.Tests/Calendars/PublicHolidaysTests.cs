using Telemed.Core.Calendars;

namespace Telemed.Core.Tests.Calendars;

public class PublicHolidaysTests
{
    // https://fr.wikipedia.org/wiki/Calcul_de_la_date_de_Pâques: the years around the present, the earliest and the latest possible day.
    [Theory]
    [InlineData("2008-03-23"), InlineData("2011-04-24"), InlineData("2019-04-21"), InlineData("2024-03-31"), InlineData("2025-04-20")]
    [InlineData("2026-04-05"), InlineData("2027-03-28"), InlineData("2028-04-16"), InlineData("2038-04-25"), InlineData("2285-03-22")]
    public void Easter_falls_on(string day) => Assert.Equal(DateOnly.Parse(day), PublicHolidays.Easter(DateOnly.Parse(day).Year));

    [Fact]
    public void France_has_eleven_holidays_everywhere() => Assert.Equal(
        ["01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11", "12-25"],
        PublicHolidays.Of(2026, HolidayZone.Metropole).Keys.Select(day => day.ToString("MM-dd")));

    [Theory]
    [InlineData(HolidayZone.AlsaceMoselle, "2026-04-03", "Vendredi saint"), InlineData(HolidayZone.AlsaceMoselle, "2026-12-26", "Saint-Étienne")]
    [InlineData(HolidayZone.Martinique, "2026-05-22", "Abolition de l’esclavage"), InlineData(HolidayZone.Guadeloupe, "2026-05-27", "Abolition de l’esclavage")]
    [InlineData(HolidayZone.Guyane, "2026-06-10", "Abolition de l’esclavage"), InlineData(HolidayZone.Reunion, "2026-12-20", "Abolition de l’esclavage")]
    [InlineData(HolidayZone.Mayotte, "2026-04-27", "Abolition de l’esclavage")]
    public void Some_places_have_days_of_their_own(HolidayZone zone, string day, string name)
    {
        Assert.Equal(name, PublicHolidays.Of(2026, zone)[DateOnly.Parse(day)].French);
        Assert.False(PublicHolidays.Contains(HolidayZone.Metropole, DateOnly.Parse(day)));
        Assert.All(PublicHolidays.Of(2026, HolidayZone.Metropole).Keys, common => Assert.True(PublicHolidays.Contains(zone, common)));
    }

    [Fact]
    public void Two_holidays_may_fall_on_one_day() => Assert.Equal(10, PublicHolidays.Of(2008, HolidayZone.Metropole).Count); // 1 May was Ascension Day
}
