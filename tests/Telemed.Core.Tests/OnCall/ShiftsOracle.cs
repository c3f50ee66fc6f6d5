using Telemed.Core.OnCall;

namespace Telemed.Core.Tests.OnCall;

/// <summary>
/// Says who is on call by living through the time: every quarter of an hour it looks at the wall, counts the hand-overs the clock has
/// reached so far, turns a list by hand that many times, and then asks each change in turn. It shares no line with what it judges.
/// </summary>
sealed class ShiftsOracle(Rota rota, IReadOnlyList<RotaChange> changes)
{
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    DateTime highest = DateTime.MinValue;

    /// <summary>Instants must come in order, a quarter of an hour apart.</summary>
    public List<string> At(DateTimeOffset at)
    {
        // A hand-over has happened once the wall has shown its time: that it shows an earlier one again changes nothing.
        var wall = TimeZoneInfo.ConvertTime(at, rota.Zone).DateTime;
        if (wall > highest) highest = wall;
        var order = rota.End is { } end && at >= end ? [] : Turned();
        foreach (var (person, replacement) in Exchanges(at))
        {
            var places = order.Select((one, i) => (one, i)).Where(place => place.one == person).ToList();
            foreach (var (_, i) in places) order[i] = replacement;
        }
        foreach (var add in In<RotaChange.Add>(at)) order.Insert(add.Rank > order.Count ? order.Count : add.Rank - 1, add.Person);
        return Without(order, at);
    }

    List<string> Turned()
    {
        var reached = 0;
        for (var day = rota.FirstTurn; day.ToDateTime(rota.HandOver) <= highest; day = day.AddDays(rota.PersonDays)) reached++;
        if (reached == 0) return [];
        var sites = new Queue<RotaSite>(rota.Sites);
        var turnsOfPeople = 0;
        for (var i = 1; i < reached; i++)
        {
            if (i * rota.PersonDays % rota.TurnDays == 0) sites.Enqueue(sites.Dequeue());
            // A site's people move on with each stretch of their own turn, all sites alike, round after round.
            var (round, stretch) = (i * rota.PersonDays / rota.TurnDays / rota.Sites.Count, i * rota.PersonDays % rota.TurnDays / rota.PersonDays);
            turnsOfPeople = round * (rota.TurnDays / rota.PersonDays) + stretch;
        }
        var order = new List<string>();
        foreach (var site in sites)
        {
            var people = new Queue<string>(site.People);
            for (var i = 0; i < turnsOfPeople % site.People.Count; i++) people.Enqueue(people.Dequeue());
            order.AddRange(people);
        }
        return order;
    }

    // A swap moves two people at once: the first move goes by way of a name that nobody bears.
    IEnumerable<(string Person, string Replacement)> Exchanges(DateTimeOffset at)
    {
        foreach (var swap in In<RotaChange.Swap>(at))
        {
            yield return (swap.Person, "?");
            yield return (swap.With, swap.Person);
            yield return ("?", swap.With);
        }
        foreach (var replace in In<RotaChange.Replace>(at)) yield return (replace.Person, replace.By);
    }

    List<string> Without(List<string> order, DateTimeOffset at)
    {
        var (leaves, kept) = (In<RotaChange.Leave>(at), new List<string>());
        foreach (var person in order)
            if (Standing(person, leaves, [person]) is { } standing && !kept.Contains(standing)) kept.Add(standing);
        return kept;
    }

    static string? Standing(string person, List<RotaChange.Leave> leaves, List<string> asked)
    {
        if (leaves.Find(one => one.Person == person) is not { } leave) return person;
        if (leave.By is null || asked.Contains(leave.By)) return null;
        asked.Add(leave.By);
        return Standing(leave.By, leaves, asked);
    }

    List<T> In<T>(DateTimeOffset at) where T : RotaChange
    {
        var found = new List<T>();
        foreach (var change in changes) if (change is T one && at >= one.During.Start && at < one.During.End) found.Add(one);
        found.Sort((a, b) => a.During.Start != b.During.Start ? a.During.Start.CompareTo(b.During.Start) : string.CompareOrdinal(a.Id, b.Id));
        return found;
    }
}
