using Telemed.Core.Calendars;
using Telemed.Core.OnCall;
using Telemed.Core.Tests.Calendars;

namespace Telemed.Core.Tests.OnCall;

public class ShiftsOracleTests
{
    // Every zone of the machine whose wall clock moves in whole quarters of an hour, and once at a time.
    static readonly TimeZoneInfo[] Zones =
        [.. TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.Id.Contains('/', StringComparison.Ordinal)).OrderBy(zone => zone.Id, StringComparer.Ordinal)];

    static readonly string[] People = ["ada", "ben", "cleo", "dora", "emil", "fay", "gus", "hal"];

    /// <summary>A few hundred in the ordinary suite; TELEMED_ORACLE_CASES asks for as many as one likes.</summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("TELEMED_ORACLE_CASES"), out var cases) ? cases : 240)];

    /// <summary>Ten days of one rota, most of them around a night on which clocks jump: at every quarter of an hour, and over the whole.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public void Whoever_is_on_call_is_who_a_patient_observer_finds(int seed)
    {
        var dice = new Random(seed);
        var zone = Zones[dice.Next(Zones.Length)];
        var start = Nights.Near(zone, dice);
        var rota = Rota(zone, start, dice);
        List<RotaChange> changes = [.. Enumerable.Range(0, dice.Next(7)).Select(i => Change($"slot{i}", start, dice))];
        var end = start.AddDays(10);

        var oracle = new ShiftsOracle(rota, changes);
        for (var before = start.AddDays(-2); before < start; before += ShiftsOracle.Step) oracle.At(before);
        var shifts = Shifts.Between(rota, changes, start, end);
        var gaps = Shifts.Gaps(rota, changes, start, end);
        var seen = new Dictionary<DateTimeOffset, List<string>>();
        for (var at = start; at < end; at += ShiftsOracle.Step)
        {
            var expected = seen[at] = oracle.At(at);
            Assert.Equal(expected, shifts.Where(shift => shift.During.Contains(at)).OrderBy(shift => shift.Rank).Select(shift => shift.Account));
            Assert.Equal(expected.Count < rota.Needed, gaps.Any(gap => gap.During.Contains(at)));
        }

        foreach (var at in seen.Keys.Where(_ => dice.Next(40) == 0))
            Assert.All(Shifts.At(rota, changes, at), shift => Assert.True(Keeps(shift, seen, at, end), $"{shift} from {at}"));
        Assert.All(shifts.GroupBy(shift => shift.Rank), rank => Assert.All(rank.Zip(rank.Skip(1)), pair =>
            Assert.True(pair.First.During.End < pair.Second.During.Start || pair.First.Account != pair.Second.Account, "a shift was cut in two")));
    }

    /// <summary>Holds the rank up to its end, and at its end no more.</summary>
    static bool Keeps(Shift shift, Dictionary<DateTimeOffset, List<string>> seen, DateTimeOffset from, DateTimeOffset end)
    {
        bool Holds(DateTimeOffset at) => seen[at].ElementAtOrDefault(shift.Rank - 1) == shift.Account;
        for (var at = from; at < shift.During.End && at < end; at += ShiftsOracle.Step)
            if (!Holds(at)) return false;
        return shift.During.End >= end || !seen.ContainsKey(shift.During.End) || !Holds(shift.During.End);
    }

    static Rota Rota(TimeZoneInfo zone, DateTimeOffset around, Random dice)
    {
        var personDays = dice.Next(3) switch { 0 => 1, 1 => 7, _ => dice.Next(1, 15) };
        var people = new Queue<string>(People.Take(dice.Next(1, 7)));
        var sites = new List<RotaSite>();
        while (people.Count > 0) sites.Add(new($"Organization/{sites.Count}", [.. Enumerable.Range(0, Math.Min(people.Count, dice.Next(1, 4))).Select(_ => people.Dequeue())]));
        return new()
        {
            Name = "any", Title = new("Tout", "Any"), Zone = zone, Sites = sites,
            HandOver = TimeOnly.MinValue.AddMinutes(dice.Next(2) == 0 ? 15 * dice.Next(16) : 15 * dice.Next(96)),
            FirstTurn = DateOnly.FromDateTime(around.UtcDateTime).AddDays(dice.Next(4) == 0 ? 4 : -dice.Next(700)),
            PersonDays = personDays, TurnDays = personDays * dice.Next(1, 4), Needed = dice.Next(1, 4),
            End = dice.Next(5) == 0 ? around.AddMinutes(15 * dice.Next(960)) : null,
        };
    }

    static RotaChange Change(string id, DateTimeOffset around, Random dice)
    {
        var start = around.AddMinutes(15 * dice.Next(-200, 960));
        var during = new Span(start, start.AddMinutes(15 * dice.Next(1, 400)));
        var (one, other) = (People[dice.Next(People.Length)], People[dice.Next(People.Length)]);
        return dice.Next(4) switch
        {
            0 => new RotaChange.Swap(id, during, one, other),
            1 => new RotaChange.Replace(id, during, one, other),
            2 => new RotaChange.Add(id, during, one, dice.Next(1, 4)),
            _ => new RotaChange.Leave(id, during, one, dice.Next(2) == 0 ? other : null),
        };
    }
}
