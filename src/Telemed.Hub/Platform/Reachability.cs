using Dapper;
using Npgsql;

namespace Telemed.Hub.Platform;

/// <summary>A person and how they can be reached outside the console.</summary>
public sealed record Reached
{
    public string Account { get; init; } = "";
    public string Name { get; init; } = "";
    public string? Place { get; init; }

    /// <summary>How many channels would have to fail for the person to be out of reach.</summary>
    public int Ways { get; init; }

    /// <summary>The channels that count: those the person has and this hub has a provider for.</summary>
    public string[] Channels { get; init; } = [];

    /// <summary>Those the person has and this hub cannot send on.</summary>
    public string[] NotOffered { get; init; } = [];

    /// <summary>When a message last arrived on one of them; null when never.</summary>
    public DateTimeOffset? ArrivedAt { get; init; }
}

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
    /// <param name="offered">What this hub can send on: any other channel is no way.</param>
    public static async Task<IReadOnlyList<Reached>> WithoutTwo(NpgsqlConnection connection, IReadOnlyCollection<string>? accounts, OfferedChannels offered, CancellationToken cancel) =>
        (await connection.QueryAsync<Reached>(new(FewerThanTwo, new { accounts = accounts?.ToArray(), offered = offered.Codes.ToArray() }, cancellationToken: cancel))).ToList();

    const string FewerThanTwo = """
        with person as (
            select r.id as account, r.body::jsonb as role from fhir.resource r
            where r.type = 'PractitionerRole' and not r.deleted and (@accounts::text[] is null or r.id = any(@accounts))
        ), counted as (
            select p.account, p.role,
                   least(count(distinct c.channel) filter (where c.offered), count(distinct c.address) filter (where c.offered))::int as ways,
                   coalesce(array_agg(distinct c.channel) filter (where c.offered), '{}') as channels,
                   coalesce(array_agg(distinct c.channel) filter (where not c.offered), '{}') as not_offered,
                   max(c.last_result_at) filter (where c.last_result = 'delivered') as arrived_at
            from person p left join (select *, channel = any(@offered) as offered from hub.contact_point where usable) c on c.user_id = p.account
            where p.role -> 'active' is distinct from 'false'::jsonb
            group by p.account, p.role
        )
        select account, coalesce(role -> 'practitioner' ->> 'display', account) as name, role #>> '{organization,display}' as place, ways, channels, not_offered, arrived_at
        from counted where ways < 2 order by ways, name
        """;
}
