using Dapper;
using Npgsql;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Channels;

/// <summary>A person's own channels: read, added, ordered, tried, removed. Everybody changes only their own.</summary>
sealed class MyChannels(NpgsqlDataSource db, OfferedChannels offered)
{
    static readonly TimeSpan BetweenTests = TimeSpan.FromSeconds(5);

    /// <summary>Channels that this hub can send on.</summary>
    public IReadOnlyList<string> Offered => offered.Codes;

    public async Task<IReadOnlyList<MyChannel>> All(Caller caller, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        return (await connection.QueryAsync<MyChannel>(new(OwnInOrder, new { user = caller.Account, offered = Offered }, cancellationToken: cancel))).ToList();
    }

    public Task Add(Caller caller, string channel, string address, CancellationToken cancel) => Run(
        """
        insert into hub.contact_point (id, user_id, channel, address, position, created_at)
        select gen_random_uuid(), @user, @channel, @address, coalesce(max(position), 0) + 1, hub.now() from hub.contact_point where user_id = @user
        on conflict (user_id, channel, address) do update set usable = true
        """, new { user = caller.Account, channel, address }, cancel);

    /// <summary>Puts a whole list in place of the numbers and addresses there were; browsers stay, after them.</summary>
    public Task Replace(Caller caller, IReadOnlyList<(string Channel, string Address)> channels, CancellationToken cancel) => Run(
        """
        with kept as (
            insert into hub.contact_point (id, user_id, channel, address, position, created_at)
            select gen_random_uuid(), @user, c.channel, c.address, c.place, hub.now() from unnest(@codes, @addresses) with ordinality as c (channel, address, place)
            on conflict (user_id, channel, address) do update set position = excluded.position, usable = true returning id
        ), moved as (
            update hub.contact_point set position = position + cardinality(@codes) where user_id = @user and channel = 'push'
        )
        delete from hub.contact_point p where p.user_id = @user and p.channel <> 'push'
           and not exists (select from unnest(@codes, @addresses) as c (channel, address) where c.channel = p.channel and c.address = p.address)
        """,
        new { user = caller.Account, codes = channels.Select(one => one.Channel).ToArray(), addresses = channels.Select(one => one.Address).ToArray() }, cancel);

    /// <summary>A browser belongs to whoever subscribed it last.</summary>
    public Task Subscribe(Caller caller, string endpoint, byte[] p256dh, byte[] auth, string device, CancellationToken cancel) => Run(
        """
        delete from hub.contact_point where channel = 'push' and address = @endpoint and user_id <> @user;
        insert into hub.contact_point (id, user_id, channel, address, position, p256dh, auth, device, created_at)
        select gen_random_uuid(), @user, 'push', @endpoint, coalesce(max(position), 0) + 1, @p256dh, @auth, @device, hub.now() from hub.contact_point where user_id = @user
        on conflict (user_id, channel, address) do update set p256dh = excluded.p256dh, auth = excluded.auth, device = excluded.device, usable = true
        """, new { user = caller.Account, endpoint, p256dh, auth, device }, cancel);

    public Task Unsubscribe(Caller caller, string endpoint, CancellationToken cancel) => Run(
        "delete from hub.contact_point where user_id = @user and channel = 'push' and address = @endpoint", new { user = caller.Account, endpoint }, cancel);

    public Task Remove(Caller caller, Guid id, CancellationToken cancel) => Run(
        "delete from hub.contact_point where user_id = @user and id = @id", new { user = caller.Account, id }, cancel);

    public Task MoveEarlier(Caller caller, Guid id, CancellationToken cancel) => Run(
        """
        update hub.contact_point p set position = o.place
        from (
            select id, row_number() over (order by position + case when id = @id then -1.5 else 0 end, created_at, id) as place
            from hub.contact_point where user_id = @user
        ) o
        where p.id = o.id
        """, new { user = caller.Account, id }, cancel);

    /// <summary>Sends a word that says it is a test; on every channel when none is named. Not again within seconds.</summary>
    public Task Test(Caller caller, Guid? id, CancellationToken cancel) => Run(
        """
        with tried as (
            update hub.contact_point set tested_at = hub.now()
            where user_id = @user and (@id::uuid is null or id = @id) and channel = any(@offered) and (tested_at is null or tested_at < hub.now() - @between)
            returning id, user_id, channel, address
        )
        insert into hub.delivery (id, contact_point, user_id, channel, address, priority, created_at, state, next_attempt_at)
        select gen_random_uuid(), id, user_id, channel, address, 1, hub.now(), 'queued', hub.now() from tried
        """, new { user = caller.Account, id, offered = Offered, between = BetweenTests }, cancel);

    async Task Run(string sql, object values, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new(sql, values, cancellationToken: cancel));
    }

    const string OwnInOrder = """
        select p.id, p.channel, p.address, p.device, row_number() over (order by p.position, p.created_at, p.id) as place,
               t.state, coalesce(t.ended_at, t.sent_at, t.created_at) as state_at, t.sent_at, p.channel = any(@offered) as is_offered
        from hub.contact_point p
        left join lateral (
            select d.state, d.ended_at, d.sent_at, d.created_at from hub.delivery d
            where d.contact_point = p.id and d.notification is null order by d.created_at desc limit 1
        ) t on true
        where p.user_id = @user
        order by place
        """;
}
