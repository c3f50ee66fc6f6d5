using FsCheck;
using FsCheck.Xunit;
using Telemed.Core.Requests;

namespace Telemed.Core.Tests.Requests;

public class ReplyClockTests
{
    static readonly DateTimeOffset Eight = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);
    static readonly TimeSpan TwoDays = TimeSpan.FromHours(48);

    [Fact]
    public void An_answer_is_due_the_pathways_reply_time_after_submission() =>
        Assert.Equal(Eight.AddHours(48), new ReplyClock(Eight, TwoDays).Due);

    [Fact]
    public void Nothing_is_due_while_the_expert_waits_for_the_requester()
    {
        var paused = new ReplyClock(Eight, TwoDays).After(ClockEffects.PausesReply, Eight.AddHours(5));

        Assert.Null(paused.Due);
        Assert.Equal(TimeSpan.FromHours(43), paused.Left(Eight.AddHours(500)));
        Assert.False(paused.IsOverdue(Eight.AddHours(500)));
    }

    [Fact]
    public void A_pause_of_seven_hours_moves_the_due_instant_by_seven_hours_and_is_kept_apart()
    {
        var resumed = new ReplyClock(Eight, TwoDays)
            .After(ClockEffects.PausesReply, Eight.AddHours(5))
            .After(ClockEffects.ResumesReply, Eight.AddHours(12));

        Assert.Equal(Eight.AddHours(55), resumed.Due);
        Assert.Equal(TimeSpan.FromHours(7), resumed.Paused);
        Assert.Equal(TimeSpan.FromHours(6), resumed.Spent(Eight.AddHours(13)));
    }

    [Fact]
    public void Pausing_twice_is_pausing_once()
    {
        var clock = new ReplyClock(Eight, TwoDays)
            .After(ClockEffects.PausesReply, Eight.AddHours(1))
            .After(ClockEffects.PausesReply, Eight.AddHours(3))
            .After(ClockEffects.ResumesReply, Eight.AddHours(4))
            .After(ClockEffects.ResumesReply, Eight.AddHours(9));

        Assert.Equal(TimeSpan.FromHours(3), clock.Paused);
    }

    [Fact]
    public void An_answer_stops_the_clock_for_good()
    {
        var stopped = new ReplyClock(Eight, TwoDays)
            .After(ClockEffects.StopsReply | ClockEffects.StartsReadBack, Eight.AddHours(20))
            .After(ClockEffects.PausesReply, Eight.AddHours(30));

        Assert.Equal((null, TimeSpan.FromHours(20)), (stopped.Due, stopped.Spent(Eight.AddHours(400))));
    }

    [Fact]
    public void An_end_during_a_pause_counts_the_pause()
    {
        var cancelled = new ReplyClock(Eight, TwoDays)
            .After(ClockEffects.PausesReply, Eight.AddHours(2))
            .After(ClockEffects.StopsAccept | ClockEffects.StopsReply, Eight.AddHours(10));

        Assert.Equal((TimeSpan.FromHours(8), TimeSpan.FromHours(2)), (cancelled.Paused, cancelled.Spent(Eight.AddHours(10))));
    }

    [Fact]
    public void A_request_is_overdue_once_its_reply_time_is_used_up()
    {
        var clock = new ReplyClock(Eight, TwoDays);

        Assert.False(clock.IsOverdue(Eight.AddHours(48)));
        Assert.True(clock.IsOverdue(Eight.AddHours(48).AddSeconds(1)));
    }

    [Fact]
    public void Without_a_submission_there_is_no_clock() =>
        Assert.Null(ReplyClock.Of([(ClockEffects.StopsAccept, Eight)], TwoDays));

    [Property]
    public void Pauses_add_up_and_the_rest_is_time_spent(PositiveInt[] minutes)
    {
        var (clock, at) = (new ReplyClock(Eight, TwoDays), Eight);
        foreach (var (gap, i) in minutes.Select((m, i) => (m.Get, i)))
        {
            at = at.AddMinutes(gap);
            clock = clock.After(i % 2 == 0 ? ClockEffects.PausesReply : ClockEffects.ResumesReply, at);
        }

        var paused = minutes.Where((_, i) => i % 2 == 1).Sum(m => m.Get);
        var spent = minutes.Where((_, i) => i % 2 == 0).Sum(m => m.Get);
        Assert.Equal((TimeSpan.FromMinutes(paused), TimeSpan.FromMinutes(spent)), (clock.Paused, clock.Spent(at)));
    }

    [Property]
    public void However_often_it_is_paused_the_expert_has_the_whole_reply_time(PositiveInt[] minutes)
    {
        var clock = ReplyClock.Of(
            minutes.Select((m, i) => (i % 2 == 0 ? ClockEffects.PausesReply : ClockEffects.ResumesReply, Eight.AddMinutes(m.Get)))
                .Prepend((ClockEffects.StartsReply, Eight)),
            TwoDays)!;
        var running = clock.After(ClockEffects.ResumesReply, Eight.AddYears(1));

        Assert.Equal(TwoDays, running.Due!.Value - running.StartedAt - running.Paused);
        Assert.True(running.Paused >= TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, running.Left(running.Due.Value));
    }
}
