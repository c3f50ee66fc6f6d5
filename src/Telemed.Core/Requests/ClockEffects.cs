namespace Telemed.Core.Requests;

/// <summary>
/// What a transition does to the three clocks of a request. Starting a clock that runs restarts it; stopping one that does not is
/// harmless.
/// </summary>
[Flags]
public enum ClockEffects
{
    /// <summary>No clock moves.</summary>
    None = 0,

    /// <summary>Somebody has to accept within the pathway's acceptance time, counted from now.</summary>
    StartsAccept = 1,

    /// <summary>Acceptance is no longer awaited.</summary>
    StopsAccept = 2,

    /// <summary>The answer is due within the pathway's reply time, counted from now.</summary>
    StartsReply = 4,

    /// <summary>The reply clock stands still while the requester is asked for something.</summary>
    PausesReply = 8,

    /// <summary>The reply clock goes on; the time paused is kept apart.</summary>
    ResumesReply = 16,

    /// <summary>The answer is no longer awaited.</summary>
    StopsReply = 32,

    /// <summary>The requester has to open the opinion.</summary>
    StartsReadBack = 64,

    /// <summary>The opinion has been read.</summary>
    StopsReadBack = 128,
}
