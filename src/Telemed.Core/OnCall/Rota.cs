using Telemed.Core.Calendars;

namespace Telemed.Core.OnCall;

/// <summary>A site, or a single person, that takes turns on a rota.</summary>
/// <param name="Organization">Reference to the Organization; null for people of no particular site.</param>
/// <param name="People">Accounts in the order of their turns within the site; one or more.</param>
public sealed record RotaSite(string? Organization, IReadOnlyList<string> People);

/// <summary>
/// Who answers for a role, turn after turn. The sites take turns; the one whose turn it is comes first, the next one after it, and so
/// round. Within a site people take turns too: each time the site's turn comes, or more often when <see cref="PersonDays"/> says so.
/// Everybody in that order is a rank: 1 is called first.
/// </summary>
public sealed record Rota
{
    /// <summary>Value of the Schedule's identifier, such as <c>stroke-neurology</c>.</summary>
    public required string Name { get; init; }

    /// <summary>As people are shown it.</summary>
    public required Wording Title { get; init; }

    /// <summary>The zone of the wall clock that hand-overs go by.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>The time of day of every hand-over. A time that is skipped that night is the end of the jump; one that comes twice, the first.</summary>
    public required TimeOnly HandOver { get; init; }

    /// <summary>The day on which the first site's first turn begins. Nobody is on call before.</summary>
    public required DateOnly FirstTurn { get; init; }

    /// <summary>Nobody is on call from here on; null when the rota has no end.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Days in the turn of a site: 1 or more.</summary>
    public required int TurnDays { get; init; }

    /// <summary>Days after which people of a site take turns: a divisor of <see cref="TurnDays"/>, or the same.</summary>
    public required int PersonDays { get; init; }

    /// <summary>In the order of their turns; one or more. Nobody stands in two of them.</summary>
    public required IReadOnlyList<RotaSite> Sites { get; init; }

    /// <summary>How many ranks must be filled; fewer is a gap. 1 or more.</summary>
    public int Needed { get; init; } = 1;

    /// <summary>True when a change that opens a gap is refused rather than told.</summary>
    public bool NeverEmpty { get; init; }

    /// <summary>Everybody who takes turns.</summary>
    public IEnumerable<string> People => Sites.SelectMany(site => site.People);

    /// <summary>The site of somebody who takes turns; null for anybody else.</summary>
    public string? SiteOf(string account) => Sites.FirstOrDefault(site => site.People.Contains(account))?.Organization;

    /// <summary>When the nth stretch between two hand-overs begins, counted from 0.</summary>
    internal DateTimeOffset StepBegins(int step) => WallClock.Reaches(Zone, FirstTurn.AddDays(step * PersonDays).ToDateTime(HandOver));

    /// <summary>The number of the stretch an instant is in; negative before the rota begins.</summary>
    internal int StepAt(DateTimeOffset at)
    {
        var days = DateOnly.FromDateTime(WallClock.Shown(Zone, at)).DayNumber - FirstTurn.DayNumber;
        var step = days / PersonDays + 1;
        while (StepBegins(step) > at && step >= 0) step--;
        return step;
    }

    /// <summary>The turns alone, without any change: accounts, first rank first.</summary>
    internal List<string> Turns(DateTimeOffset at)
    {
        var step = StepAt(at);
        if (step < 0 || at >= End) return [];
        var stepsInTurn = TurnDays / PersonDays;
        var (turn, within) = (step / stepsInTurn, step % stepsInTurn);
        var shift = turn / Sites.Count * stepsInTurn + within;
        return [.. From(Sites, turn).SelectMany(site => From(site.People, shift))];
    }

    static IEnumerable<T> From<T>(IReadOnlyList<T> all, int first) => all.Select((_, i) => all[(first + i) % all.Count]);
}
