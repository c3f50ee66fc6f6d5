using Dapper;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Escalations;

/// <summary>One notification as the hub keeps it.</summary>
public sealed record ToldRow(short Level, short Turn, string? User, string Target, string? Response, DateTimeOffset CreatedAt);

static class ToldRows
{
    public static async Task<IReadOnlyList<ToldRow>> Told(this HubUnderTest hub, string task)
    {
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return [.. await connection.QueryAsync<ToldRow>(
            "select level, turn, user_id as user, target, response, created_at from hub.notification where task = @task and clock = 'accept' order by created_at, user_id", new { task = $"Task/{task}" })];
    }

    /// <summary>Waits until the hub has told a level; how long that takes is no matter here.</summary>
    public static async Task<IReadOnlyList<ToldRow>> ToldAt(this HubUnderTest hub, string task, int level, int turn = 0)
    {
        for (var patience = 0; patience < 300; patience++, await Task.Delay(100, TestContext.Current.CancellationToken))
            if (await hub.Told(task) is var rows && rows.Any(row => row.Level == level && row.Turn == turn)) return rows;
        throw new Xunit.Sdk.XunitException($"Level {level} of {task} was never told: {string.Join("; ", await hub.Told(task))}");
    }

    /// <summary>The instant a Task's next level is due.</summary>
    public static async Task<DateTimeOffset?> NextLevel(this HubUnderTest hub, string task)
    {
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await connection.ExecuteScalarAsync<DateTime?>(
            "select d.due_at from hub.deadline d join hub.escalation e using (key) where e.task = @task and d.kind = 'level'", new { task = $"Task/{task}" }) is { } due ? new(due, TimeSpan.Zero) : null;
    }
}
