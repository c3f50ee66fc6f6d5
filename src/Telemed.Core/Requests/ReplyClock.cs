namespace Telemed.Core.Requests;

/// <summary>
/// The reply clock of one request: runs from submission, stands still while the expert waits for the requester, stops with the
/// answer. Time spent paused is kept apart and pushes the due instant back by exactly as much.
/// </summary>
/// <param name="StartedAt">When the request was submitted.</param>
/// <param name="Within">The pathway's reply time; positive.</param>
public sealed record ReplyClock(DateTimeOffset StartedAt, TimeSpan Within)
{
    /// <summary>Since when the clock stands still; null while it runs.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>The sum of all finished pauses; never negative.</summary>
    public TimeSpan Paused { get; init; }

    /// <summary>When the answer, or another end, stopped the clock.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>The instant the answer is due; null while paused or stopped, when nothing can become due.</summary>
    public DateTimeOffset? Due => PausedAt is null && StoppedAt is null ? StartedAt + Within + Paused : null;

    /// <summary>The clock after a transition at this instant. An instant earlier than the one before counts as the same one.</summary>
    public ReplyClock After(ClockEffects effects, DateTimeOffset at)
    {
        if (StoppedAt is not null) return this;
        if (effects.HasFlag(ClockEffects.StopsReply)) return Running(at) with { StoppedAt = at };
        if (effects.HasFlag(ClockEffects.ResumesReply)) return Running(at);
        if (effects.HasFlag(ClockEffects.PausesReply) && PausedAt is null) return this with { PausedAt = Later(at, StartedAt) };
        return this;
    }

    /// <summary>The clock of a request whose clock-moving transitions are given oldest first; null when none starts it.</summary>
    public static ReplyClock? Of(IEnumerable<(ClockEffects Effects, DateTimeOffset At)> history, TimeSpan within) =>
        history.Aggregate(
            default(ReplyClock),
            (clock, moved) => clock is null
                ? moved.Effects.HasFlag(ClockEffects.StartsReply) ? new ReplyClock(moved.At, within) : null
                : clock.After(moved.Effects, moved.At));

    /// <summary>Time counted against the expert so far: elapsed without the pauses.</summary>
    public TimeSpan Spent(DateTimeOffset now) =>
        Later(StoppedAt ?? PausedAt ?? now, StartedAt + Paused) - StartedAt - Paused;

    /// <summary>Time left, negative once overdue; does not move while paused.</summary>
    public TimeSpan Left(DateTimeOffset now) => Within - Spent(now);

    /// <summary>Whether the reply time is used up.</summary>
    public bool IsOverdue(DateTimeOffset now) => Left(now) < TimeSpan.Zero;

    ReplyClock Running(DateTimeOffset at) =>
        PausedAt is { } since ? this with { PausedAt = null, Paused = Paused + (Later(at, since) - since) } : this;

    static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
