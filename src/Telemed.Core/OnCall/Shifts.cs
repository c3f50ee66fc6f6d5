using Telemed.Core.Calendars;

namespace Telemed.Core.OnCall;

/// <summary>One stretch of one person on a rota.</summary>
/// <param name="Rank">1 is called first.</param>
/// <param name="Site">The person's site; null for somebody who takes no turns on this rota.</param>
public sealed record Shift(int Rank, string Account, string? Site, Span During);

/// <summary>A time in which a rota has fewer people than it needs.</summary>
/// <param name="People">How many it has.</param>
public sealed record Gap(Span During, int People);

/// <summary>A time in which the order does not change.</summary>
/// <param name="Order">Accounts, first rank first; empty when there is nobody.</param>
public sealed record Stretch(Span During, IReadOnlyList<string> Order);

/// <summary>Who is on call, at an instant or over a time: the turns of a rota and the changes to them.</summary>
public static class Shifts
{
    /// <summary>How far ahead the end of somebody's shift is looked for.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(60);

    /// <summary>The people on call at an instant, first rank first; empty when there is nobody.</summary>
    /// <returns>Their shifts, from the instant to when they leave that rank, or to the horizon.</returns>
    public static IReadOnlyList<Shift> At(Rota rota, IReadOnlyList<RotaChange> changes, DateTimeOffset at)
    {
        var order = Order(rota, changes, at);
        var until = new DateTimeOffset?[order.Count];
        foreach (var (during, next) in Stretches(rota, changes, at, at + Horizon))
        {
            for (var i = 0; i < order.Count; i++)
                if (until[i] is null && next.ElementAtOrDefault(i) != order[i]) until[i] = during.Start;
            if (until.All(one => one is not null)) break;
        }
        return [.. order.Select((account, i) => new Shift(i + 1, account, rota.SiteOf(account), new(at, until[i] ?? at + Horizon)))];
    }

    /// <summary>The hand-over an instant comes after; before the rota's first turn, when that begins.</summary>
    public static DateTimeOffset TurnBegan(Rota rota, DateTimeOffset at) => rota.StepBegins(Math.Max(0, rota.StepAt(at)));

    /// <summary>Every shift that has a part in the time, cut to it, by start and rank.</summary>
    public static IReadOnlyList<Shift> Between(Rota rota, IReadOnlyList<RotaChange> changes, DateTimeOffset from, DateTimeOffset to)
    {
        var (shifts, running) = (new List<Shift>(), new Dictionary<int, Shift>());
        foreach (var (during, order) in Stretches(rota, changes, from, to))
        {
            foreach (var (rank, shift) in running.ToList())
                if (order.ElementAtOrDefault(rank - 1) != shift.Account)
                {
                    shifts.Add(shift);
                    running.Remove(rank);
                }
            foreach (var (account, i) in order.Select((account, i) => (account, i)))
                running[i + 1] = running.TryGetValue(i + 1, out var shift)
                    ? shift with { During = shift.During with { End = during.End } }
                    : new Shift(i + 1, account, rota.SiteOf(account), during);
        }
        return [.. shifts.Concat(running.Values).OrderBy(shift => shift.During.Start).ThenBy(shift => shift.Rank)];
    }

    /// <summary>Every time between the two instants in which fewer people are on call than the rota needs, by start.</summary>
    public static IReadOnlyList<Gap> Gaps(Rota rota, IReadOnlyList<RotaChange> changes, DateTimeOffset from, DateTimeOffset to)
    {
        var gaps = new List<Gap>();
        foreach (var (during, order) in Stretches(rota, changes, from, to))
        {
            if (order.Count >= rota.Needed) continue;
            if (gaps.LastOrDefault() is { } last && last.During.End == during.Start && last.People == order.Count)
                gaps[^1] = last with { During = new(last.During.Start, during.End) };
            else gaps.Add(new Gap(during, order.Count));
        }
        return gaps;
    }

    /// <summary>The time between the two instants, cut where the order changes, one stretch after the other.</summary>
    public static IEnumerable<Stretch> Stretches(Rota rota, IReadOnlyList<RotaChange> changes, DateTimeOffset from, DateTimeOffset to)
    {
        Stretch? running = null;
        for (var at = from; at < to;)
        {
            var next = Next(rota, changes, at, to);
            var order = Order(rota, changes, at);
            if (running is not null && running.Order.SequenceEqual(order)) running = running with { During = running.During with { End = next } };
            else
            {
                if (running is not null) yield return running;
                running = new Stretch(new(at, next), order);
            }
            at = next;
        }
        if (running is not null) yield return running;
    }

    // The next instant at which anything may change.
    static DateTimeOffset Next(Rota rota, IReadOnlyList<RotaChange> changes, DateTimeOffset at, DateTimeOffset to)
    {
        var step = Math.Max(rota.StepAt(at) + 1, 0);
        while (rota.StepBegins(step) <= at) step++;
        var bounds = changes.SelectMany(change => new[] { change.During.Start, change.During.End }).Append(rota.StepBegins(step));
        return (rota.End is { } end ? bounds.Append(end) : bounds).Append(to).Where(bound => bound > at).Min();
    }

    static List<string> Order(Rota rota, IReadOnlyList<RotaChange> changes, DateTimeOffset at)
    {
        var order = rota.Turns(at);
        var now = changes.Where(change => change.During.Contains(at)).OrderBy(change => change.During.Start).ThenBy(change => change.Id, StringComparer.Ordinal).ToList();
        foreach (var swap in now.OfType<RotaChange.Swap>())
            order = [.. order.Select(person => person == swap.Person ? swap.With : person == swap.With ? swap.Person : person)];
        foreach (var replace in now.OfType<RotaChange.Replace>())
            order = [.. order.Select(person => person == replace.Person ? replace.By : person)];
        foreach (var add in now.OfType<RotaChange.Add>())
            order.Insert(Math.Clamp(add.Rank - 1, 0, order.Count), add.Person);
        var away = now.OfType<RotaChange.Leave>().ToList();
        return [.. order.Select(person => Present(person, away)).OfType<string>().Distinct()];
    }

    // Replacements of replacements are followed; a circle of them leaves nobody.
    static string? Present(string person, List<RotaChange.Leave> away)
    {
        var present = person;
        for (var i = 0; i <= away.Count; i++)
        {
            if (away.Find(leave => leave.Person == present) is not { } leave) return present;
            if (leave.By is null) return null;
            present = leave.By;
        }
        return null;
    }
}
