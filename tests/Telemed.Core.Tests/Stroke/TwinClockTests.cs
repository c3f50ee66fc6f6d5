using FsCheck;
using FsCheck.Xunit;
using Telemed.Core.Pathways;
using Telemed.Core.Stroke;

namespace Telemed.Core.Tests.Stroke;

public sealed class TwinClockTests
{
    static readonly IReadOnlyList<Milestone> Milestones = StrokePathwayTests.Stroke.Milestones;
    static readonly DateTimeOffset Door = new(2026, 11, 22, 13, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Both_clocks_run_side_by_side_from_their_own_start()
    {
        var clock = Clock(("last-known-well", -81), ("arrival", 0));
        var (window, next) = (clock.Window(Door.AddMinutes(31))!, clock.Next(Door.AddMinutes(31))!);
        Assert.Equal((112.0, 158.0, Standing.Ahead), (window.Elapsed!.Value.TotalMinutes, window.Left!.Value.TotalMinutes, window.Standing));
        Assert.Equal(("physician", Standing.Overdue), (next.Milestone.Code, next.Standing));
    }

    [Theory]
    [InlineData(20, Standing.Ahead)]
    [InlineData(20.1, Standing.Late)]
    [InlineData(25, Standing.Late)]
    [InlineData(25.1, Standing.Overdue)]
    public void Imaging_still_to_come_is_late_after_20_minutes_and_overdue_after_25(double minutes, Standing standing) =>
        Assert.Equal(standing, Of("imaging", Clock(("arrival", 0)).FromTheDoor(Door.AddMinutes(minutes))).Standing);

    [Theory]
    [InlineData(-5, Standing.Met)]
    [InlineData(25, Standing.Met)]
    [InlineData(26, Standing.Missed)]
    public void Imaging_that_came_stands_still_whatever_the_time(double came, Standing standing)
    {
        var clock = Clock(("arrival", 0), ("imaging", came));
        foreach (var now in new[] { 1, 30, 600 }) Assert.Equal((standing, came), (Of("imaging", clock.FromTheDoor(Door.AddMinutes(now))).Standing, Of("imaging", clock.FromTheDoor(Door.AddMinutes(now))).Elapsed!.Value.TotalMinutes));
    }

    [Fact]
    public void A_start_nobody_knows_leaves_its_clock_unknown_and_the_other_running()
    {
        var clock = Clock(("arrival", 0));
        Assert.Equal(Standing.Unknown, clock.Window(Door)!.Standing);
        Assert.Null(clock.Window(Door)!.Left);
        Assert.Equal(Standing.Ahead, clock.Next(Door)!.Standing);
    }

    [Fact]
    public void What_comes_next_is_the_first_milestone_with_a_limit_that_no_later_one_has_overtaken()
    {
        Assert.Equal("reading", Clock(("arrival", 0), ("imaging", 10)).Next(Door)!.Milestone.Code);
        Assert.Equal("needle", Clock(("arrival", 0), ("decision", 30)).Next(Door)!.Milestone.Code);
        Assert.Null(Clock(("arrival", 0), ("needle", 40)).Next(Door));
    }

    [Property]
    public void Standing_only_ever_gets_worse_until_the_milestone_comes(NonNegativeInt a, NonNegativeInt b)
    {
        var clock = Clock(("last-known-well", -30), ("arrival", 0));
        var (before, after) = (clock.FromTheDoor(Door.AddMinutes(Math.Min(a.Get, b.Get))), clock.FromTheDoor(Door.AddMinutes(Math.Max(a.Get, b.Get))));
        Assert.All(before.Zip(after), one => Assert.True(one.First.Standing <= one.Second.Standing));
    }

    [Property]
    public void Elapsed_and_left_always_add_up_to_the_limit(short well, short came, short now)
    {
        var window = Clock(("last-known-well", well), ("arrival", 0), ("needle", came)).Window(Door.AddMinutes(now))!;
        Assert.Equal(TimeSpan.FromMinutes(270), window.Elapsed + window.Left);
    }

    static MilestoneState Of(string code, IReadOnlyList<MilestoneState> states) => states.Single(state => state.Milestone.Code == code);

    static TwinClock Clock(params (string Code, double Minutes)[] stamps) => new(Milestones, stamps.ToDictionary(stamp => stamp.Code, stamp => Door.AddMinutes(stamp.Minutes)));
}
