using Telemed.Core.Calendars;

namespace Telemed.Core.Tests.Calendars;

public class BusinessHoursTests
{
    static readonly DayOfWeek[] Weekdays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    static BusinessHours Office(string zone, HolidayZone holidays, params (string From, string To)[] ranges) => new(
        TimeZoneInfo.FindSystemTimeZoneById(zone),
        Weekdays.ToDictionary(day => day, _ => (IReadOnlyList<OpenRange>)[.. ranges.Select(range => new OpenRange(TimeOnly.Parse(range.From), TimeOnly.Parse(range.To)))]),
        holidays, []);

    static readonly BusinessHours Paris = Office("Europe/Paris", HolidayZone.Metropole, ("08:00", "12:00"), ("14:00", "18:00"));

    [Theory]
    [InlineData("2026-11-23T09:00+01:00", "01:00", "2026-11-23T10:00+01:00")] // a Monday, within the morning
    [InlineData("2026-11-23T11:30+01:00", "01:00", "2026-11-23T14:30+01:00")] // over lunch
    [InlineData("2026-11-23T17:00+01:00", "04:00", "2026-11-24T11:00+01:00")] // over the night
    [InlineData("2026-11-20T17:00+01:00", "04:00", "2026-11-23T11:00+01:00")] // over the weekend
    [InlineData("2026-11-10T17:00+01:00", "04:00", "2026-11-12T11:00+01:00")] // over 11 November
    [InlineData("2026-11-23T08:00+01:00", "04:00", "2026-11-23T12:00+01:00")] // to the closing, not to the next opening
    [InlineData("2026-11-21T10:00+01:00", "00:00", "2026-11-21T10:00+01:00")] // nothing asked: the start itself
    [InlineData("2026-10-23T17:00+02:00", "02:00", "2026-10-26T09:00+01:00")] // over the night the clocks go back
    [InlineData("2026-03-27T17:00+01:00", "02:00", "2026-03-30T09:00+02:00")] // over the night they go forward
    public void Open_time_runs_only_while_open(string start, string open, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected), Paris.After(DateTimeOffset.Parse(start), TimeSpan.Parse(open)));

    [Fact]
    public void An_evening_in_Martinique_is_the_middle_of_the_night_in_Paris()
    {
        var fortDeFrance = Office("America/Martinique", HolidayZone.Martinique, ("07:30", "18:00"));
        var evening = DateTimeOffset.Parse("2026-11-23T17:30-04:00");

        Assert.True(fortDeFrance.IsOpen(evening));
        Assert.Equal(DateTimeOffset.Parse("2026-11-24T08:00-04:00"), fortDeFrance.After(evening, TimeSpan.FromHours(1)));
        Assert.Equal(DateTimeOffset.Parse("2026-11-24T09:00+01:00"), Paris.After(evening, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void The_day_of_the_abolition_is_closed_where_it_is_kept()
    {
        var friday = DateTimeOffset.Parse("2026-05-22T09:00-04:00");
        Assert.False(Office("America/Martinique", HolidayZone.Martinique, ("08:00", "18:00")).IsOpen(friday));
        Assert.True(Office("America/Martinique", HolidayZone.Metropole, ("08:00", "18:00")).IsOpen(friday));
    }

    [Fact]
    public void Good_Friday_is_closed_in_Strasbourg_and_open_in_Paris()
    {
        var goodFriday = DateTimeOffset.Parse("2026-04-03T09:00+02:00");
        var strasbourg = Paris with { Holidays = HolidayZone.AlsaceMoselle };
        Assert.True(Paris.IsOpen(goodFriday));
        Assert.Equal(DateTimeOffset.Parse("2026-04-07T09:00+02:00"), strasbourg.After(goodFriday, TimeSpan.FromHours(1))); // Monday is Easter's
    }

    [Fact]
    public void An_hour_that_comes_twice_is_open_twice_and_one_that_is_skipped_is_not_missed()
    {
        var nights = new BusinessHours(
            TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"),
            new Dictionary<DayOfWeek, IReadOnlyList<OpenRange>> { [DayOfWeek.Sunday] = [new(new(2, 0), new(3, 0))] }, null, []);
        Assert.Equal(TimeSpan.FromHours(2), nights.Between(DateTimeOffset.Parse("2026-10-24T12:00Z"), DateTimeOffset.Parse("2026-10-25T12:00Z")));
        Assert.Equal(TimeSpan.Zero, nights.Between(DateTimeOffset.Parse("2026-03-28T12:00Z"), DateTimeOffset.Parse("2026-03-29T12:00Z")));
    }

    [Fact]
    public void A_closure_is_closed_to_its_last_day()
    {
        var august = Paris with { Closures = [(new(2026, 8, 3), new(2026, 8, 21))] };
        Assert.Equal(DateTimeOffset.Parse("2026-08-24T09:00+02:00"), august.After(DateTimeOffset.Parse("2026-08-03T09:00+02:00"), TimeSpan.FromHours(1)));
    }

    [Fact]
    public void A_service_that_says_no_hours_is_always_open() =>
        Assert.Equal(DateTimeOffset.Parse("2026-12-25T03:00Z"), BusinessHours.Always.After(DateTimeOffset.Parse("2026-12-24T23:00Z"), TimeSpan.FromHours(4)));
}
