using Telemed.Core.Calendars;

namespace Telemed.Core.OnCall;

/// <summary>
/// What differs from the turns for a while. Changes apply in this order: swaps, replacements, additions, leave; among equals, the one
/// that begins first. Whoever is on leave is on call by no other change. Somebody who comes up twice keeps the better rank.
/// </summary>
/// <param name="Id">Id of the Slot.</param>
/// <param name="During">Start included, end excluded.</param>
public abstract record RotaChange(string Id, Span During)
{
    /// <summary>Two people exchange their places. When only one of them has a place, the other takes it.</summary>
    public sealed record Swap(string Id, Span During, string Person, string With) : RotaChange(Id, During);

    /// <summary>One person takes the place of another, wherever that is.</summary>
    public sealed record Replace(string Id, Span During, string Person, string By) : RotaChange(Id, During);

    /// <summary>One person more, at a rank; those from there on move down.</summary>
    /// <param name="Rank">From 1; beyond the last it is the last.</param>
    public sealed record Add(string Id, Span During, string Person, int Rank) : RotaChange(Id, During);

    /// <summary>A person is away: a named replacement takes their place, or everybody behind moves up.</summary>
    /// <param name="By">Null when the next rank moves up.</param>
    public sealed record Leave(string Id, Span During, string Person, string? By) : RotaChange(Id, During);

    /// <summary>Everybody the change is about.</summary>
    public IReadOnlyList<string> People => this switch
    {
        Swap swap => [swap.Person, swap.With],
        Replace replace => [replace.Person, replace.By],
        Add add => [add.Person],
        Leave { By: { } by } leave => [leave.Person, by],
        Leave leave => [leave.Person],
        _ => throw new InvalidOperationException("A change of another kind."),
    };

    /// <summary>
    /// True when the two cannot stand together: both move the same person away from their place at the same time, or one puts
    /// somebody on call while the other says that they are away.
    /// </summary>
    public bool Contradicts(RotaChange other) =>
        Id != other.Id && During.Overlaps(other.During)
        && (Leaving.Intersect(other.Leaving).Any() || Away.Intersect(other.Coming).Any() || other.Away.Intersect(Coming).Any() || AddsTheSame(other));

    IEnumerable<string> Leaving => this switch
    {
        Swap swap => [swap.Person, swap.With],
        Replace replace => [replace.Person],
        Leave leave => [leave.Person],
        _ => [],
    };

    IEnumerable<string> Away => this is Leave leave ? [leave.Person] : [];

    IEnumerable<string> Coming => this switch
    {
        Swap swap => [swap.Person, swap.With],
        Replace replace => [replace.By],
        Add add => [add.Person],
        Leave { By: { } by } => [by],
        _ => [],
    };

    bool AddsTheSame(RotaChange other) => this is Add mine && other is Add theirs && (mine.Person == theirs.Person || mine.Rank == theirs.Rank);
}
