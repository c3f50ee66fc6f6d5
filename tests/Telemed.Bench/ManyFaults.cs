using Dapper;
using Telemed.Faults.Support;

namespace Telemed.Bench;

/// <summary>Many kills under load: what was broken, and how late the worst deadline was when the node about to fire it died.</summary>
static class ManyFaults
{
    const int DuePerSecond = 50;

    public static async Task<IReadOnlyList<Figure>> Run(int kills)
    {
        await using var server = await OwnPostgres.Create("track_commit_timestamp=on");
        await using var hub = await TwoNodes.Start(server.ConnectionString);
        var load = new Load(hub);
        using var stop = new CancellationTokenSource();
        Console.WriteLine($"Two hub processes, {kills} kills, {DuePerSecond} deadlines due each second.");
        var running = Task.WhenAll(load.Run(3, TimeSpan.FromMilliseconds(150), accepted: 0.5, stop.Token), ComeDue(hub, stop.Token));
        // One at a time: what is measured is how fast the other takes over.
        for (var i = 0; i < kills; i++) await Killer.Run(hub.Any(), 1, CancellationToken.None);
        await stop.CancelAsync();
        await running;
        await using var connection = await hub.Db.OpenConnectionAsync();
        for (var i = 0; i < 600 && await connection.ExecuteScalarAsync<int>("select count(*)::int from hub.deadline where key < 0") > 0; i++) await Task.Delay(100);
        var (fired, p50, p99, max) = await connection.QuerySingleAsync<(int, double, double, double)>(
            """
            select count(*)::int, percentile_cont(0.5) within group (order by late), percentile_cont(0.99) within group (order by late), max(late)::float8
            from (select (extract(epoch from pg_xact_commit_timestamp(xmin) - due_at) * 1000)::float8 as late from hub.deadline_history where key < 0) fired
            """);
        var checker = new Checker(hub, load);
        var findings = (await checker.Settle()).Concat(await checker.Findings()).ToList();
        foreach (var finding in findings) Console.WriteLine(finding);
        return
        [
            new("kills", "", kills), new("requests acknowledged", "", load.Acknowledged), new("promises broken", "", findings.Count),
            new("deadlines fired meanwhile", "", fired), new("late, p50", "ms", p50), new("late, p99", "ms", p99), new("late, max", "ms", max),
        ];
    }

    /// <summary>Reminders that come due all the time, so that every kill meets some.</summary>
    static async Task ComeDue(TwoNodes hub, CancellationToken stop)
    {
        await using var connection = await hub.Db.OpenConnectionAsync(CancellationToken.None);
        for (var second = 0; !stop.IsCancellationRequested; second++)
        {
            await connection.ExecuteAsync(
                """
                with new as (
                    insert into hub.escalation (key, task, request, pathway, priority, requester, started_at, waiting)
                    select -i, 'Task/' || -i, 'ServiceRequest/' || -i, 'https://telemed.example/fhir/PlanDefinition/dermatology|1.0.0', 3, 'PractitionerRole/r' || i % 200, hub.now(), false
                    from generate_series(@first, @last) i returning key
                )
                insert into hub.deadline (key, kind, step, priority, due_at, created_at)
                select key, 'read-back', 0, 3, hub.now() + make_interval(secs => 1 + (-key % @each)::float8 / @each), hub.now() from new
                """, new { first = second * DuePerSecond + 1, last = (second + 1) * DuePerSecond, each = DuePerSecond });
            await Task.Delay(TimeSpan.FromSeconds(1), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
