using System.Diagnostics;
using Dapper;
using Telemed.Faults.Support;

namespace Telemed.Faults;

/// <summary>Somebody accepts in the very moment at which the next level is due.</summary>
public sealed class Racing
{
    const int Alerts = 1000;
    static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(10), Level = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Whoever_commits_first_wins_and_nobody_is_told_after_an_acceptance()
    {
        await using var hub = await TwoNodes.Start(Run.Server);
        var load = new Load(hub);
        await load.Alerts(Alerts, senders: 6);
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var tasks = (await connection.QueryAsync<(long Key, string Task, string Role)>("select key, task, role from hub.escalation where waiting order by key")).ToList();

        // One race after the other: each Task waits since exactly as long as makes its next level due at its turn.
        var (now, start) = (await hub.Now(), Stopwatch.GetTimestamp());
        var due = tasks.Select((_, i) => now + TimeSpan.FromSeconds(3) + Apart * i).ToList();
        await connection.ExecuteAsync(
            """
            with turn as (select * from unnest(@keys, @due) as t (key, due)), moved as (update hub.escalation e set started_at = t.due - @level from turn t where e.key = t.key)
            update hub.deadline d set due_at = t.due from turn t where d.key = t.key and d.kind = 'level';
            delete from hub.deadline where kind not in ('level', 'reply')
            """, new { keys = tasks.Select(task => task.Key).ToArray(), due = due.Select(at => at.UtcDateTime).ToArray(), level = Level });
        await Task.WhenAll(tasks.Select(async (task, i) =>
        {
            // An acceptance takes some milliseconds to its commit: those sent within 5 ms of that many before the due time race with it.
            var sendAt = due[i] - now - TimeSpan.FromMilliseconds(5) + TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * 10 - 5);
            if (sendAt - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } wait) await Task.Delay(wait, TestContext.Current.CancellationToken);
            await load.Accept(task.Task, Load.Expert(stroke: true, task.Role));
        }));
        await Run.Judge(hub, load);
        Assert.All(load.Acceptances.Values, acceptance => Assert.True(acceptance.Acknowledged));
        var ends = (await connection.QueryAsync<(string EndedBy, int Count)>("select ended_by, count(*)::int from hub.deadline_history where kind = 'level' and step = 1 group by ended_by")).ToDictionary();
        TestContext.Current.SendDiagnosticMessage(string.Join(", ", ends.Select(end => $"{end.Value} {end.Key}")));
    }
}
