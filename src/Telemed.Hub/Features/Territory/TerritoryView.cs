using Hl7.Fhir.Model;
using Telemed.Core;
using Telemed.Core.Calendars;

namespace Telemed.Hub.Features.Territory;

/// <summary>What is open on one pathway.</summary>
/// <param name="Waiting">Nobody holds them yet.</param>
/// <param name="Paused">The expert waits for the requester.</param>
/// <param name="Levels">Level of escalation reached, and how many stand there; those that were never told to anybody are not among them.</param>
public sealed record PathwayLine(Wording Title, int Open, int Waiting, int Held, int Paused, IReadOnlyList<(int Level, int Count)> Levels);

/// <summary>A request whose promise is past, or nearly.</summary>
public sealed record DelayLine(Wording Title, RequestPriority Priority, string Place, DateTimeOffset Since, DateTimeOffset Due, TimeSpan Within, string? Holder);

/// <summary>A time in which a rota has too few people.</summary>
public sealed record GapLine(Wording Rota, TimeZoneInfo Zone, Span During, int People, int Needed);

/// <summary>A time in which one person is first on two rotas that one pathway calls together.</summary>
public sealed record DoubleLine(string Name, Wording One, Wording Other, TimeZoneInfo Zone, Span During);

/// <summary>Somebody on call now whose devices are silent, or were earlier in this turn.</summary>
/// <param name="Silent">False for one that is heard again.</param>
/// <param name="HeardAt">When a device of theirs last was heard; null for never.</param>
/// <param name="ToldAt">When the coordinators were told; null when they were not yet.</param>
public sealed record DeviceLine(string Name, string? Place, Wording Rota, int Rank, bool Silent, DateTimeOffset? HeardAt, DateTimeOffset? ToldAt);

/// <summary>Somebody whom one failure, or none at all, would cut off.</summary>
/// <param name="Ways">0: nothing reaches them with the console closed; 1: one failure would cut them off.</param>
/// <param name="OnCall">When they are next on call, within seven days; null when they are not.</param>
public sealed record UnreachableLine(string Name, string? Place, int Ways, Wording Why, DateTimeOffset? OnCall);

/// <summary>Somebody whom an alert did not reach.</summary>
public sealed record MissedLine(string Name, string? Place, DateTimeOffset At);

/// <summary>The territory now, as its coordinator sees it: nothing clinical, no identity.</summary>
public sealed record TerritoryView
{
    public required IReadOnlyList<PathwayLine> Pathways { get; init; }
    public required IReadOnlyList<DelayLine> Delays { get; init; }
    public required IReadOnlyList<GapLine> Gaps { get; init; }
    public required IReadOnlyList<DoubleLine> Doubles { get; init; }
    /// <summary>How many people are on call at this instant, on all rotas.</summary>
    public required int OnCall { get; init; }
    public required IReadOnlyList<DeviceLine> Devices { get; init; }
    public required IReadOnlyList<MissedLine> Missed { get; init; }
    /// <summary>Those on call soon first, then the least reachable.</summary>
    public required IReadOnlyList<UnreachableLine> Unreachable { get; init; }
    public required DateTimeOffset At { get; init; }
}
