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

/// <summary>Somebody whom an alert would not, or did not, reach.</summary>
public sealed record UnreachableLine(string Name, string? Place, Wording Why, DateTimeOffset At);

/// <summary>The territory now, as its coordinator sees it: nothing clinical, no identity.</summary>
public sealed record TerritoryView(
    IReadOnlyList<PathwayLine> Pathways, IReadOnlyList<DelayLine> Delays, IReadOnlyList<GapLine> Gaps, IReadOnlyList<UnreachableLine> Unreachable, DateTimeOffset At);
