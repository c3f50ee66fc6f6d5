using Telemed.Core.Calendars;
using Telemed.Core.OnCall;
using Telemed.Core.Pathways;

namespace Telemed.Hub.Platform;

/// <summary>A time in which one person is first on two rotas that a pathway calls in the same moment: they cannot be at both.</summary>
sealed record DoubleTurn(Pathway Pathway, RotaOnFile One, RotaOnFile Other, string Account, Span During);

/// <summary>Finds them. It is a warning: a small hospital may have nobody else.</summary>
static class DoubleTurns
{
    public static IReadOnlyList<DoubleTurn> Between(PathwayList pathways, IReadOnlyList<RotaOnFile> rotas, DateTimeOffset from, DateTimeOffset to)
    {
        var first = new Dictionary<string, IReadOnlyList<Shift>>();
        IReadOnlyList<Shift> First(RotaOnFile rota) => first.TryGetValue(rota.Rota.Name, out var known)
            ? known
            : first[rota.Rota.Name] = [.. Shifts.Between(rota.Rota, rota.Changes, from, to).Where(shift => shift.Rank == 1)];
        return
        [
            .. from pathway in pathways.All
               from pair in PagedTogether.FirstRanks(pathway)
               join one in rotas on pair.One equals one.Rota.Name
               join other in rotas on pair.Other equals other.Rota.Name
               from here in First(one)
               from there in First(other)
               where here.Account == there.Account && here.During.Overlaps(there.During)
               orderby here.During.Start
               select new DoubleTurn(
                   pathway, one, other, here.Account,
                   new(here.During.Start > there.During.Start ? here.During.Start : there.During.Start, here.During.End < there.During.End ? here.During.End : there.During.End)),
        ];
    }
}
