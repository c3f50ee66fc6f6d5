using Telemed.Core.Monitoring;
using static Telemed.Core.Tests.Monitoring.HeartFailure;

namespace Telemed.Core.Tests.Monitoring;

/// <summary>When a nurse's visit is due (CARDIAUVERGNE: twice a week, then monthly when stable), by hand on the calendar of January 2027: the 4th is a Monday.</summary>
public sealed class PlannedVisitsTests
{
    static readonly VisitPlan TwiceAWeek = new(2, 1, VisitUnit.Week, [], Start), Monthly = new(1, 1, VisitUnit.Month, [], Start);

    static VisitPlan On(int weeks, params DayOfWeek[] days) => new(days.Length, weeks, VisitUnit.Week, days, Start);

    [Fact]
    public void Twice_a_week_is_every_third_or_fourth_day()
    {
        Assert.Equal((Jan(7), Jan(8)), Next(TwiceAWeek, Day(0)));
        var window = new VisitWindow(Jan(7), Jan(8));
        Assert.Equal(
            [VisitState.NotYet, VisitState.Due, VisitState.Due, VisitState.Overdue],
            new[] { 6, 7, 8, 9 }.Select(day => window.State(Jan(day))));
        Assert.Equal((Jan(4), Jan(8)), Next(TwiceAWeek, null));
    }

    [Fact]
    public void Once_a_month_is_the_same_day_of_the_next_or_its_last()
    {
        Assert.Equal((new(2027, 2, 12), new(2027, 2, 12)), Next(Monthly, Day(8)));
        Assert.Equal((new(2027, 2, 28), new(2027, 2, 28)), Next(Monthly, Day(27)));
    }

    [Fact]
    public void On_weekdays_the_next_of_them_after_the_last_visit()
    {
        var plan = On(1, DayOfWeek.Monday, DayOfWeek.Thursday);
        Assert.Equal((Jan(4), Jan(4)), Next(plan, null));
        foreach (var visited in new[] { 0, 1, 2 }) Assert.Equal((Jan(7), Jan(7)), Next(plan, Day(visited)));
        Assert.Equal((Jan(11), Jan(11)), Next(plan, Day(3)));
        Assert.Equal((Jan(5), Jan(5)), Next(On(2, DayOfWeek.Tuesday), null));
        Assert.Equal((Jan(19), Jan(19)), Next(On(2, DayOfWeek.Tuesday), Day(1)));
    }

    [Fact]
    public void A_new_rhythm_counts_from_the_last_visit_and_hides_none_that_was_overdue()
    {
        var changed = Day(10);
        VisitPlan[] plans = [TwiceAWeek with { Until = changed }, Monthly with { From = changed }];
        Assert.Equal((new(2027, 2, 12), new(2027, 2, 12)), Next(plans, Day(8), changed));
        Assert.Equal((Jan(14), Jan(14)), Next(plans, Start.AddDays(-60), changed));
        Assert.Equal((Jan(7), Jan(8)), Next(plans, Day(0), Day(9)));
        Assert.Null(Next([TwiceAWeek with { Until = changed }], Day(8), changed));
    }

    [Fact]
    public void What_falls_into_a_pause_is_due_at_its_end_or_on_the_weekday_after()
    {
        var plan = Plan with { Pauses = [new(Day(1, 15), Day(7, 10))] };
        Assert.Equal((Jan(11), Jan(11)), Next(plan with { Visits = [TwiceAWeek] }, Day(0)));
        Assert.Equal((Jan(14), Jan(14)), Next(plan with { Visits = [On(1, DayOfWeek.Thursday)] }, Day(0)));
        Assert.Null(Next(plan with { Visits = [TwiceAWeek], Pauses = [new(Day(1, 15))] }, Day(0)));
        Assert.Equal(5, PlannedVisits.PausedDays(plan, Jan(1), Jan(31)));
        Assert.Equal(2, PlannedVisits.PausedDays(plan with { Pauses = [.. plan.Pauses, new(Day(3))] }, Jan(9), Jan(10)));
    }

    [Fact]
    public void After_the_end_nothing_is_due_and_before_it_what_was_overdue_stays()
    {
        Assert.Null(Next(Plan with { Visits = [TwiceAWeek], End = Day(4) }, Day(0)));
        Assert.Equal((Jan(7), Jan(8)), Next(Plan with { Visits = [TwiceAWeek], End = Day(30) }, Day(0), Day(20)));
    }

    [Fact]
    public void A_day_is_the_patients_own()
    {
        var visited = new DateTimeOffset(2027, 1, 4, 21, 30, 0, TimeSpan.Zero);
        Assert.Equal((Jan(11), Jan(11)), Next(Plan with { Visits = [new(1, 1, VisitUnit.Week, [], Start)] }, visited));
        Assert.Equal((Jan(12), Jan(12)), Next(Plan with { Zone = TimeZoneInfo.FindSystemTimeZoneById("Indian/Reunion"), Visits = [new(1, 1, VisitUnit.Week, [], Start)] }, visited));
    }

    [Fact]
    public void Each_visit_that_was_due_is_in_time_late_or_missed()
    {
        var plan = Plan with { Visits = [TwiceAWeek] };
        DateTimeOffset[] visits = [Day(3), Day(16), Day(0)];
        Assert.Equal(
            [(Jan(8), Jan(4)), (Jan(8), Jan(7)), (Jan(11), null), (Jan(15), null), (Jan(19), Jan(20))],
            PlannedVisits.Expected(plan, visits, Jan(22)).Select(visit => (visit.Due, visit.Visited)));
        Assert.Equal(
            [(Jan(5), null), (Jan(12), (DateOnly?)Jan(14))],
            PlannedVisits.Expected(plan with { Visits = [On(1, DayOfWeek.Tuesday)] }, [Day(10), Day(0)], Jan(19)).Select(visit => (visit.Due, visit.Visited)));
    }

    [Fact]
    public void Over_any_year_what_is_next_is_never_in_a_pause_and_what_was_due_never_twice_missed_on_a_day()
    {
        foreach (var rhythm in new[] { TwiceAWeek, Monthly, On(1, DayOfWeek.Monday, DayOfWeek.Friday), On(3, DayOfWeek.Sunday), new(3, 2, VisitUnit.Week, [], Start), new(2, 1, VisitUnit.Month, [], Start) })
            foreach (var seed in Enumerable.Range(0, 40))
            {
                var dice = new Random(seed);
                var pauses = Enumerable.Range(0, 4).Select(_ => Day(dice.Next(360), dice.Next(24))).Select(from => new MonitoringPause(from, from.AddDays(dice.NextDouble() * 20))).ToArray();
                var plan = Plan with { Visits = [rhythm], Pauses = pauses };
                var visits = Enumerable.Range(0, dice.Next(60)).Select(_ => Day(dice.Next(365), dice.Next(24))).ToArray();
                if (PlannedVisits.Next(plan, visits.Length > 0 ? visits.Max() : null, Day(365)) is { } next)
                {
                    Assert.True(next.NotBefore <= next.Due);
                    Assert.DoesNotContain(pauses, pause => plan.Day(pause.From) <= next.Due && next.Due < plan.Day(pause.Until!.Value));
                }
                var expected = PlannedVisits.Expected(plan, visits, Jan(4).AddDays(365));
                Assert.Equal(expected, PlannedVisits.Expected(plan, [.. visits.Reverse(), .. visits], Jan(4).AddDays(365)));
                var missed = expected.Where(visit => visit.Visited is null).Select(visit => visit.Due).ToList();
                Assert.Equal(missed.Distinct(), missed);
                Assert.Equal(expected.Count - missed.Count, expected.Select(visit => visit.Visited).OfType<DateOnly>().Distinct().Count());
            }
    }

    static DateOnly Jan(int day) => new(2027, 1, day);

    static (DateOnly NotBefore, DateOnly Due)? Next(VisitPlan visits, DateTimeOffset? last) => Next(Plan with { Visits = [visits] }, last);

    static (DateOnly NotBefore, DateOnly Due)? Next(IReadOnlyList<VisitPlan> visits, DateTimeOffset? last, DateTimeOffset now) => Next(Plan with { Visits = visits }, last, now);

    static (DateOnly NotBefore, DateOnly Due)? Next(MonitoringPlan plan, DateTimeOffset? last, DateTimeOffset? now = null) =>
        PlannedVisits.Next(plan, last, now ?? Day(0, 12)) is { } window ? (window.NotBefore, window.Due) : null;
}
