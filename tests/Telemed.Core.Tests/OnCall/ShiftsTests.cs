using Telemed.Core.Calendars;
using Telemed.Core.OnCall;

namespace Telemed.Core.Tests.OnCall;

public class ShiftsTests
{
    static readonly TimeZoneInfo Paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    static readonly Rota Neurology = new()
    {
        Name = "stroke-neurology", Title = new("Neurologie", "Neurology"), Zone = Paris, HandOver = new(8, 30), FirstTurn = new(2026, 9, 7), TurnDays = 7, PersonDays = 7,
        Sites = [new("Organization/lens", ["delattre"]), new("Organization/valenciennes", ["benali"])], Needed = 2,
    };

    static DateTimeOffset Local(string time) => new(DateTime.Parse(time), Paris.GetUtcOffset(DateTime.Parse(time)));

    static Span During(string start, string end) => new(Local(start), Local(end));

    static string Who(DateTimeOffset at, params RotaChange[] changes) => string.Join(", ", Shifts.At(Neurology, changes, at).Select(shift => shift.Account));

    [Fact]
    public void Two_hospitals_take_weekly_turns_and_the_other_one_is_second()
    {
        Assert.Equal("", Who(Local("2026-09-07 08:29:59")));
        Assert.Equal("delattre, benali", Who(Local("2026-09-07 08:30")));
        Assert.Equal("delattre, benali", Who(Local("2026-09-14 08:29:59")));
        Assert.Equal("benali, delattre", Who(Local("2026-09-14 08:30")));
        var first = Shifts.At(Neurology, [], Local("2026-09-16 03:00"))[0];
        Assert.Equal(("benali", "Organization/valenciennes", Local("2026-09-21 08:30")), (first.Account, first.Site, first.During.End));
    }

    [Fact]
    public void A_week_with_a_night_of_25_hours_still_ends_on_monday_at_half_past_eight()
    {
        var week = Shifts.Between(Neurology, [], Local("2026-10-19 08:30"), Local("2026-11-02 08:30")).Where(shift => shift.Rank == 1).ToList();
        Assert.Equal([TimeSpan.FromHours(7 * 24 + 1), TimeSpan.FromHours(7 * 24)], week.Select(shift => shift.During.End - shift.During.Start));
    }

    [Theory]
    [InlineData("2026-03-29 02:30", "2026-03-29T01:00Z")] // skipped: the end of the jump
    [InlineData("2026-10-25 02:30", "2026-10-25T00:30Z")] // twice: the first time
    [InlineData("2026-10-25 03:00", "2026-10-25T02:00Z")]
    public void A_hand_over_in_the_night_of_the_jump_happens_once(string shown, string instant) =>
        Assert.Equal(DateTimeOffset.Parse(instant), WallClock.Reaches(Paris, DateTime.Parse(shown)));

    [Fact]
    public void People_of_a_site_take_turns_within_its_turn()
    {
        var rota = Neurology with { PersonDays = 1, Sites = [new("a", ["a1", "a2", "a3"]), new("b", ["b1"])] };
        string First(string at) => Shifts.At(rota, [], Local(at))[0].Account;
        Assert.Equal(["a1", "a2", "a3", "a1"], Enumerable.Range(7, 4).Select(day => First($"2026-09-{day:00} 12:00")));
        Assert.Equal("b1", First("2026-09-15 12:00"));
        Assert.Equal("a2", First("2026-09-21 12:00")); // the site's second turn goes on where the first ended
    }

    [Fact]
    public void On_leave_the_next_rank_moves_up_or_a_named_replacement_comes_in()
    {
        var during = During("2026-09-08 00:00", "2026-09-09 00:00");
        Assert.Equal("benali", Who(Local("2026-09-08 12:00"), new RotaChange.Leave("l", during, "delattre", null)));
        Assert.Equal("morel, benali", Who(Local("2026-09-08 12:00"), new RotaChange.Leave("l", during, "delattre", "morel")));
        Assert.Equal("benali", Who(Local("2026-09-08 12:00"), new RotaChange.Leave("l", during, "delattre", "benali")));
        Assert.Equal("delattre, benali", Who(Local("2026-09-09 00:00"), new RotaChange.Leave("l", during, "delattre", null)));
    }

    [Fact]
    public void Swaps_replacements_and_additions_change_who_is_first()
    {
        var during = During("2026-09-08 00:00", "2026-09-09 00:00");
        var noon = Local("2026-09-08 12:00");
        Assert.Equal("benali, delattre", Who(noon, new RotaChange.Swap("s", during, "delattre", "benali")));
        Assert.Equal("morel, benali", Who(noon, new RotaChange.Replace("r", during, "delattre", "morel")));
        Assert.Equal("delattre, morel, benali", Who(noon, new RotaChange.Add("a", during, "morel", 2)));
        Assert.Equal("morel, benali", Who(noon, new RotaChange.Add("a", during, "delattre", 1), new RotaChange.Leave("l", during, "delattre", "morel")));
    }

    [Fact]
    public void Nobody_on_leave_is_called_even_when_replacements_go_in_a_circle()
    {
        var during = During("2026-09-08 00:00", "2026-09-09 00:00");
        Assert.Equal("", Who(Local("2026-09-08 12:00"), new RotaChange.Leave("1", during, "delattre", "benali"), new RotaChange.Leave("2", during, "benali", "delattre")));
    }

    [Fact]
    public void A_gap_says_when_and_how_many_are_left()
    {
        var gap = Assert.Single(Shifts.Gaps(Neurology, [new RotaChange.Leave("l", During("2026-09-12 20:00", "2026-09-15 08:00"), "delattre", null)], Local("2026-09-08 00:00"), Local("2026-10-08 00:00")));
        Assert.Equal((During("2026-09-12 20:00", "2026-09-15 08:00"), 1), (gap.During, gap.People));
    }

    [Fact]
    public void After_its_end_a_rota_is_one_gap()
    {
        var ended = Neurology with { End = Local("2026-09-14 08:30") };
        Assert.Equal(During("2026-09-14 08:30", "2026-09-20 00:00"), Assert.Single(Shifts.Gaps(ended, [], Local("2026-09-08 00:00"), Local("2026-09-20 00:00"))).During);
    }

    [Fact]
    public void Changes_that_move_the_same_person_contradict_each_other()
    {
        var (day, next) = (During("2026-09-08 00:00", "2026-09-09 00:00"), During("2026-09-09 00:00", "2026-09-10 00:00"));
        var replaced = new RotaChange.Replace("r", day, "delattre", "morel");
        Assert.True(replaced.Contradicts(new RotaChange.Replace("x", day, "delattre", "benali")));
        Assert.True(replaced.Contradicts(new RotaChange.Leave("x", day, "morel", null)));
        Assert.True(new RotaChange.Leave("x", day, "morel", null).Contradicts(replaced));
        Assert.True(replaced.Contradicts(new RotaChange.Swap("x", day, "delattre", "benali")));
        Assert.False(replaced.Contradicts(new RotaChange.Replace("x", next, "delattre", "benali")));
        Assert.False(replaced.Contradicts(new RotaChange.Replace("x", day, "benali", "roy")));
        Assert.False(replaced.Contradicts(replaced));
    }
}
