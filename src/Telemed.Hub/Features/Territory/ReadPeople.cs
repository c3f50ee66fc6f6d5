using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Telemed.Core;
using Telemed.Core.OnCall;
using Telemed.Hub.Features.Escalations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Territory;

/// <summary>Whom an alert would not reach, or did not: by their channels, by their devices while on call, by what failed since yesterday.</summary>
sealed class ReadPeople(OfferedChannels offered, IOptions<AlertingOptions> alerting)
{
    static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    public async Task<IReadOnlyList<UnreachableLine>> Unreachable(NpgsqlConnection connection, IReadOnlyList<RotaOnFile> rotas, DateTimeOffset now, CancellationToken cancel)
    {
        var soon = rotas.SelectMany(rota => Shifts.Between(rota.Rota, rota.Changes, now, now + ReadTerritory.Ahead))
            .GroupBy(shift => shift.Account).ToDictionary(group => group.Key, group => group.Min(shift => shift.During.Start));
        return
        [
            .. from person in await Reachability.WithoutTwo(connection, null, offered, cancel)
               let onCall = soon.TryGetValue(person.Account, out var start) ? start : (DateTimeOffset?)null
               orderby person.Ways, onCall is null, onCall, person.Name
               select new UnreachableLine(person.Name, person.Place, person.Ways, Why(person), onCall),
        ];
    }

    public async Task<IReadOnlyList<DeviceLine>> Devices(
        NpgsqlConnection connection, IReadOnlyList<RotaOnFile> rotas, IReadOnlyDictionary<string, KnownPerson> people, DateTimeOffset now, CancellationToken cancel) =>
    [
        .. from one in await OnCallDevices.Now(connection, rotas, now, TimeSpan.FromSeconds(alerting.Value.SilentAfter), cancel)
           where one.IsSilent || one.ToldAt is not null
           let known = people.GetValueOrDefault(one.Person.Account)
           orderby !one.IsSilent, one.Person.Rank, one.Rota.Rota.Name
           select new DeviceLine(known?.Name ?? one.Person.Account, known?.Place, one.Rota.Rota.Title, one.Person.Rank, one.IsSilent, one.HeardAt, one.ToldAt),
    ];

    public static async Task<IReadOnlyList<MissedLine>> Missed(
        NpgsqlConnection connection, IReadOnlyDictionary<string, KnownPerson> people, DateTimeOffset now, CancellationToken cancel) =>
    [
        .. from row in await connection.QueryAsync<(string User, DateTimeOffset At)>(new(NotReached, new { since = now - Recent }, cancellationToken: cancel))
           let known = people.GetValueOrDefault(row.User)
           orderby row.At descending
           select new MissedLine(known?.Name ?? row.User, known?.Place, row.At),
    ];

    static Wording Why(Reached person)
    {
        var has = (person.Ways, person.Channels) switch
        {
            (0, _) when person.NotOffered.Length == 0 => new("n’a donné aucun canal", "has given no channel"),
            (0, _) => null,
            (_, [var only]) => new($"{Word(only).French} seulement", $"{Word(only).English} only"),
            var (_, several) => new Wording(
                $"{string.Join(" et ", several.Select(one => Word(one).French))} sur le même appareil", $"{string.Join(" and ", several.Select(one => Word(one).English))} on the same device"),
        };
        var lacks = person.NotOffered.Length == 0 ? null : new Wording(
            $"{string.Join(", ", person.NotOffered.Select(one => Word(one).French))} : ce hub n’a pas de fournisseur", $"{string.Join(", ", person.NotOffered.Select(one => Word(one).English))}: this hub has no provider");
        var said = new[] { has, lacks }.OfType<Wording>().ToList();
        return new(string.Join(" · ", said.Select(one => one.French)), string.Join(" · ", said.Select(one => one.English)));
    }

    static Wording Word(string channel) => channel switch
    {
        "push" => new("notification", "push"),
        "sms" => new("SMS", "text message"),
        "voice" => new("appel", "voice call"),
        _ => new("courriel", "e-mail"),
    };

    // A person counts once; not when the notification arrived on another of their channels, nor when somebody took the request.
    const string NotReached = """
        select d.user_id, max(d.created_at) from hub.delivery d left join hub.notification n on n.id = d.notification
        where d.state in ('unreachable', 'failed') and d.created_at > @since and d.user_id is not null and d.notification is not null and n.delivered_at is null and n.response is null
        group by d.user_id
        """;
}
