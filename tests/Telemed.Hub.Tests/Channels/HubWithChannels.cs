using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Channels;

/// <summary>What the hub knows of one delivery.</summary>
public sealed record DeliveryRow(Guid Id, string Channel, string? Address, string State, short Attempt, string? Reason);

/// <summary>A hub whose channels lead into a world that records.</summary>
public class HubWithChannels : HubUnderTest
{
    public Outside Outside { get; } = new();

    protected override IReadOnlyDictionary<string, string> Settings => Outside.Settings;

    /// <summary>Gives a person exactly these channels, in this order.</summary>
    public async Task Has(string user, params (string Channel, string Address)[] channels)
    {
        await using var connection = await Db.OpenConnectionAsync();
        await connection.ExecuteAsync("delete from hub.contact_point where user_id = @user", new { user });
        foreach (var ((channel, address), position) in channels.Select((one, position) => (one, position)))
            await connection.ExecuteAsync(
                "insert into hub.contact_point (id, user_id, channel, address, position, created_at) values (gen_random_uuid(), @user, @channel, @address, @position, hub.now())",
                new { user, channel, address, position });
    }

    /// <summary>Subscribes a browser of that person, after their other channels.</summary>
    public async Task<string> Subscribes(string user, Subscription browser, int position = 9)
    {
        var endpoint = Outside.Subscribe(browser);
        await using var connection = await Db.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "insert into hub.contact_point (id, user_id, channel, address, position, p256dh, auth, created_at) values (gen_random_uuid(), @user, 'push', @endpoint, @position, @P256dh, @Secret, hub.now())",
            new { user, endpoint, position, browser.P256dh, browser.Secret });
        return endpoint;
    }

    /// <summary>What the deadline engine does: a person is to be told at a step.</summary>
    public async Task<Guid> Alert(string? user, string channel = "any", short priority = 0, string? telephone = null, string request = "ServiceRequest/1", string task = "Task/1", bool answered = false)
    {
        await using var transaction = await Services.GetRequiredService<FhirStore>().Begin(Caller.Hub, TestContext.Current.CancellationToken);
        var id = Guid.CreateVersion7(transaction.Now);
        transaction.Effect(
            """
            insert into hub.notification (id, key, task, request, level, turn, user_id, target, priority, created_at, response, responded_at)
            values ($1, hashtext($1::text), $8, $2, 1, 0, $3, 'pool:test', $4, $5, $6, $7)
            """,
            id, request, user, priority, transaction.Now, answered ? "accepted" : null, answered ? transaction.Now : null, task);
        Deliveries.Send(transaction, [new(id, user, telephone, channel, priority, request, task)]);
        await transaction.Commit(TestContext.Current.CancellationToken);
        return id;
    }

    /// <summary>The same notification once more, as when a second channel is asked for.</summary>
    public async Task AskAgain(Guid notification, string user, string channel, short priority = 1)
    {
        await using var transaction = await Services.GetRequiredService<FhirStore>().Begin(Caller.Hub, TestContext.Current.CancellationToken);
        Deliveries.Send(transaction, [new(notification, user, null, channel, priority, "ServiceRequest/1", "Task/1")]);
        await transaction.Commit(TestContext.Current.CancellationToken);
    }

    public async Task Respond(Guid notification, string response = "accepted")
    {
        await using var connection = await Db.OpenConnectionAsync();
        await connection.ExecuteAsync("update hub.notification set response = @response, responded_at = hub.now() where id = @notification", new { notification, response });
    }

    public async Task<IReadOnlyList<DeliveryRow>> Rows(Guid notification)
    {
        await using var connection = await Db.OpenConnectionAsync();
        return (await connection.QueryAsync<DeliveryRow>(
            "select id, channel, address, state, attempt, reason from hub.delivery where notification = @notification order by created_at, channel", new { notification })).ToList();
    }

    /// <summary>Waits until every delivery of the notification is in one of the states, in any order.</summary>
    public async Task Reaches(Guid notification, params string[] states)
    {
        IReadOnlyList<DeliveryRow> rows = [];
        for (var i = 0; i < 600; i++)
        {
            rows = await Rows(notification);
            if (rows.Select(row => row.State).Order().SequenceEqual(states.Order())) return;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        Assert.Fail($"Never {string.Join(", ", states)}; instead {string.Join(", ", rows)}");
    }

    /// <summary>Waits until that many attempts on the channel have ended.</summary>
    public async Task Tries(Guid notification, string channel, int attempts)
    {
        const string Ended = "select count(*) >= @attempts from hub.delivery_attempt a join hub.delivery d on d.id = a.delivery where d.notification = @notification and d.channel = @channel and a.ended_at is not null";
        for (var i = 0; i < 600; i++)
        {
            if (await Holds(Ended, new { notification, channel, attempts })) return;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        Assert.Fail($"{channel} was not tried {attempts} times: {string.Join(", ", await Rows(notification))}");
    }

    public async Task<Guid> NotificationOf(Guid delivery)
    {
        await using var connection = await Db.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<Guid>("select notification from hub.delivery where id = @delivery", new { delivery });
    }

    /// <summary>Waits until a question of the database is answered with yes.</summary>
    public async Task Eventually(string question)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await Holds(question, new { })) return;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        Assert.Fail($"Never: {question}");
    }

    public async Task<bool> Holds(string question, object values)
    {
        await using var connection = await Db.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<bool>(question, values);
    }

    public async Task<string> Plan(string sql, object values)
    {
        await using var connection = await Db.OpenConnectionAsync();
        return string.Join('\n', await connection.QueryAsync<string>($"explain {sql}", values));
    }

    public async Task Run(string sql, object values)
    {
        await using var connection = await Db.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, values);
    }

    /// <summary>A day passes; whatever was still to be sent is sent. Then nobody was told what the story did not ask about.</summary>
    public async Task NothingElseLeaves()
    {
        await Advance(TimeSpan.FromDays(1));
        await using var connection = await Db.OpenConnectionAsync();
        for (var i = 0; i < 600; i++)
        {
            var left = await connection.ExecuteScalarAsync<long>(
                "select count(*) from hub.delivery where state = 'sending' or coalesce(next_attempt_at, receipt_due_at) <= hub.now()");
            if (left == 0) break;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        Outside.GotNothingElse();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Outside.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
