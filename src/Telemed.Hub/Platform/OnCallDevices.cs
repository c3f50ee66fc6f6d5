using Dapper;
using Npgsql;

namespace Telemed.Hub.Platform;

/// <summary>Somebody on call, and what is heard of their devices.</summary>
/// <param name="IsSilent">No console and no subscribed browser of theirs was heard for too long.</param>
/// <param name="HeardAt">When one of them last was; null for never.</param>
/// <param name="Key">By which their silence in this turn is told once.</param>
/// <param name="ToldAt">When it was told to the coordinators; null when it was not.</param>
sealed record OnCallDevice(RotaOnFile Rota, OnCallPerson Person, bool IsSilent, DateTimeOffset? HeardAt, string Key, DateTimeOffset? ToldAt);

/// <summary>Whether those on call could be told by a device right now.</summary>
static class OnCallDevices
{
    public const string Prefix = "silent/";

    /// <param name="after">For how long nothing may be heard.</param>
    public static async Task<IReadOnlyList<OnCallDevice>> Now(
        NpgsqlConnection connection, IReadOnlyList<RotaOnFile> rotas, DateTimeOffset now, TimeSpan after, CancellationToken cancel)
    {
        // Whoever has just come on call has that long to open a console.
        var onCall = rotas.SelectMany(rota => OnCall.At(rota, now).Select(person => (
            Rota: rota, Person: person, Key: $"{Prefix}{rota.Schedule}/{Telemed.Core.OnCall.Shifts.TurnBegan(rota.Rota, now).UtcDateTime:O}/{person.Account}",
            IsNew: OnCall.At(rota, now - after).All(before => before.Account != person.Account)))).ToList();
        var heard = (await connection.QueryAsync<(string Account, DateTime? At, bool IsSilent)>(new(
                Heard, new { accounts = onCall.Select(one => one.Person.Account).Distinct().ToArray(), after }, cancellationToken: cancel))).ToDictionary(row => row.Account);
        var told = (await connection.QueryAsync<(string What, DateTime At)>(new(
                "select what, at from hub.told_once where what = any(@keys)", new { keys = onCall.Select(one => one.Key).ToArray() }, cancellationToken: cancel))).ToDictionary(row => row.What, row => row.At);
        return
        [
            .. from one in onCall
               let device = heard[one.Person.Account]
               select new OnCallDevice(
                   one.Rota, one.Person, device.IsSilent && !one.IsNew, Instant(device.At), one.Key, told.TryGetValue(one.Key, out var at) ? Instant(at) : null),
        ];
    }

    static DateTimeOffset? Instant(DateTime? at) => at is { } known ? new DateTimeOffset(known, TimeSpan.Zero) : null;

    // Silence is only what somebody listened to: after an outage of the hub, or a jump of its clock, nobody is silent who was not asked.
    const string Heard = """
        select a.account, h.at, exists (select from hub.listening l where l.at - greatest(l.since, h.at) > @after) as is_silent
        from unnest(@accounts) a (account) cross join lateral (
            select greatest(
                (select max(d.heard_at) from hub.device d where d.user_id = a.account),
                (select max(p.last_result_at) from hub.contact_point p where p.user_id = a.account and p.channel = 'push' and p.last_result = 'delivered')) as at) h
        """;
}
