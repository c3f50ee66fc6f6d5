using Telemed.Core;
using Telemed.Core.Calendars;

namespace Telemed.Hub.Features.Rotas;

/// <summary>Somebody, as a rota shows them.</summary>
public sealed record RotaPerson(string Account, string Name, string? Site);

/// <summary>Somebody on call now.</summary>
public sealed record OnCallNow(int Rank, RotaPerson Person, DateTimeOffset Until);

/// <summary>A stretch of the coming weeks.</summary>
/// <param name="Missing">How many people are needed and not there.</param>
/// <param name="Changed">The turns alone would say otherwise.</param>
public sealed record RotaRow(Span During, IReadOnlyList<RotaPerson> People, int Missing, bool Changed);

/// <summary>A change that holds, or that waits for consent, as a line of text.</summary>
/// <param name="MayAccept">The viewer is the one whom a swap was proposed to.</param>
public sealed record ChangeLine(string Id, Wording Text, Span During, string? Reason, bool Proposed, bool MayAccept, bool MayWithdraw);

/// <summary>A shift that somebody may give in a swap.</summary>
public sealed record GivenShift(RotaPerson Person, Span During);

/// <summary>A rota as one person sees it.</summary>
public sealed record RotaCard
{
    public required string ScheduleId { get; init; }
    public required Wording Title { get; init; }
    public required TimeZoneInfo Zone { get; init; }
    public required IReadOnlyList<OnCallNow> Now { get; init; }
    public required IReadOnlyList<RotaRow> Weeks { get; init; }
    public required IReadOnlyList<ChangeLine> Changes { get; init; }
    /// <summary>Everybody who takes turns on it, or belongs to the pool it is for.</summary>
    public required IReadOnlyList<RotaPerson> People { get; init; }
    /// <summary>The viewer's next first ranks, and those of others: what a swap is made of.</summary>
    public required IReadOnlyList<GivenShift> Shifts { get; init; }
    /// <summary>The viewer takes turns on it.</summary>
    public required bool Mine { get; init; }
    public required bool MayKeep { get; init; }
    /// <summary>Times in which its first is first elsewhere too, on a rota that is called together with it.</summary>
    public IReadOnlyList<DoubleLine> Doubles { get; init; } = [];
    public HandOverOffer? Offer { get; init; }
}

/// <summary>One person is first on two rotas at once.</summary>
/// <param name="Other">Title of the other rota.</param>
public sealed record DoubleLine(RotaPerson Person, Wording Other, Span During);

/// <summary>What there is to hand over, and to whom.</summary>
public sealed record HandOverOffer(RotaPerson To, DateTimeOffset At, IReadOnlyList<OpenRequest> Requests);

/// <summary>A request that is open at a hand-over.</summary>
/// <param name="Held">By who hands over; else it waits in the pool.</param>
public sealed record OpenRequest(string TaskId, Wording Pathway, string Priority, DateTimeOffset Since, DateTimeOffset? Due, bool Held);

/// <summary>A hand-over under way.</summary>
public sealed record HandOverLine(string Id, string From, string To, Wording Rota, DateTimeOffset At, string? Note, IReadOnlyList<OpenRequest> Requests, bool MayTake);

/// <summary>No device of somebody on call is heard.</summary>
/// <param name="HeardAt">When one last was; null for never.</param>
public sealed record Silence(DateTimeOffset? HeardAt);

/// <summary>Everything the page shows.</summary>
public sealed record RotasView(IReadOnlyList<RotaCard> Rotas, IReadOnlyList<HandOverLine> HandOvers, DateTimeOffset? LinkSince)
{
    /// <summary>The viewer is on call and none of their devices is heard; null otherwise.</summary>
    public Silence? Silence { get; init; }

    public bool TakesTurns => Rotas.Any(rota => rota.Mine);
}
