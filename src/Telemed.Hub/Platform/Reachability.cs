using Dapper;
using Npgsql;

namespace Telemed.Hub.Platform;

/// <summary>A person and how they can be reached outside the console.</summary>
/// <param name="Ways">How many channels would have to fail for the person to be out of reach.</param>
/// <param name="ArrivedAt">When a message last arrived on one of them; null when never.</param>
public sealed record Reached(string Account, string Name, int Ways, DateTimeOffset? ArrivedAt);

/// <summary>Never one channel only: who could be cut off by one failure.</summary>
static class Reachability
{
    /// <summary>Two numbers for text messages fail with their provider, a text message and a call with their telephone: neither are two ways.</summary>
    public static int Ways(IEnumerable<(string Channel, string Address)> usable)
    {
        var all = usable.ToList();
        return Math.Min(all.DistinctBy(one => one.Channel).Count(), all.DistinctBy(one => one.Address).Count());
    }

    /// <summary>People with fewer than two ways to be reached, the least reachable first.</summary>
    /// <param name="accounts">Those asked about, such as the people of a rota; null for every active person.</param>
    public static async Task<IReadOnlyList<Reached>> WithoutTwo(NpgsqlConnection connection, IReadOnlyCollection<string>? accounts, CancellationToken cancel) =>
        (await connection.QueryAsync<Reached>(new(FewerThanTwo, new { accounts = accounts?.ToArray() }, cancellationToken: cancel))).ToList();

    const string FewerThanTwo = """
        with person as (
            select r.id as account, r.body::jsonb as role from fhir.resource r
            where r.type = 'PractitionerRole' and not r.deleted and (@accounts::text[] is null or r.id = any(@accounts))
        )
        select p.account, coalesce(p.role -> 'practitioner' ->> 'display', p.account) as name,
               least(count(distinct c.channel), count(distinct c.address))::int as ways,
               max(c.last_result_at) filter (where c.last_result = 'delivered') as arrived_at
        from person p left join hub.contact_point c on c.user_id = p.account and c.usable
        where p.role -> 'active' is distinct from 'false'::jsonb
        group by p.account, p.role
        having least(count(distinct c.channel), count(distinct c.address)) < 2
        order by ways, name
        """;
}
