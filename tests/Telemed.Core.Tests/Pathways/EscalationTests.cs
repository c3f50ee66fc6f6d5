using FsCheck.Xunit;
using Telemed.Core.Calendars;
using Telemed.Core.Pathways;

namespace Telemed.Core.Tests.Pathways;

public class EscalationTests
{
    static readonly DateTimeOffset Start = new(2026, 11, 22, 3, 0, 0, TimeSpan.Zero);
    static readonly Escalation Stroke = Of(0, 180, 300, 420);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(179, 0)]
    [InlineData(180, 1)]
    [InlineData(299, 1)]
    [InlineData(300, 2)]
    [InlineData(86_400, 3)]
    public void After_an_outage_the_level_that_is_due_by_now_is_told_and_none_before_it(int seconds, int reached) =>
        Assert.Equal(reached, Stroke.Reached(0, Start, BusinessHours.Always, Start.AddSeconds(seconds)));

    [Fact]
    public void The_last_level_has_no_next() => Assert.Null(Stroke.DueAt(4, Start, BusinessHours.Always));

    [Property]
    public void A_level_is_never_told_before_its_time_and_never_given_back(ushort seconds, byte from)
    {
        var level = from % 4;
        var now = Start.AddSeconds(seconds % 1000);

        var reached = Stroke.Reached(level, Start, BusinessHours.Always, now);

        Assert.True(reached >= level);
        Assert.True(reached == level || Stroke.DueAt(reached, Start, BusinessHours.Always) <= now);
        Assert.True(Stroke.DueAt(reached + 1, Start, BusinessHours.Always) is not { } next || next > now);
    }

    static Escalation Of(params int[] seconds) => new([.. seconds.Select(after => new EscalationLevel(
        TimeSpan.FromSeconds(after), new("niveau", "level"), [new(EscalationTargetKind.Rota, "stroke-neurology")], ["console"]))]);
}
