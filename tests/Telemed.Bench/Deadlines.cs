using System.Diagnostics;
using Dapper;
using Npgsql;
using Telemed.Faults.Support;

namespace Telemed.Bench;

/// <summary>
/// How late two nodes fire, with a million deadlines pending: a thousand due each second, then ten thousand in one. Each reminds one
/// person, in an inbox. Late is from the due time to the commit, as PostgreSQL itself dates it. The floor claims and deletes, no more.
/// </summary>
static class Deadlines
{
    const int PerSecond = 1000, Seconds = 20, Burst = 10_000, Lead = 4;

    public static async Task<IReadOnlyList<Figure>> Run(int pending)
    {
        await using var server = await OwnPostgres.Create("track_commit_timestamp=on", "shared_buffers=512MB", "max_wal_size=4GB");
        await using var hub = await TwoNodes.Start(server.ConnectionString);
        await using var connection = await hub.Db.OpenConnectionAsync();
        Console.WriteLine($"Two hub processes, {pending:N0} deadlines pending.");
        await connection.ExecuteAsync(Seed, new { pending }, commandTimeout: 600);
        foreach (var table in new[] { "hub.escalation", "hub.deadline", "floor.deadline" }) await connection.ExecuteAsync($"vacuum analyze {table}", commandTimeout: 600);

        var hubSteady = await Measure(connection, "hub.deadline", "hub.deadline_history", PerSecond * Seconds, Seconds);
        var hubBurst = await Measure(connection, "hub.deadline", "hub.deadline_history", Burst, 1);
        foreach (var node in hub.Nodes) await node.Kill();
        using var stop = new CancellationTokenSource();
        var claiming = Task.WhenAll(Claim(hub.Db, stop.Token), Claim(hub.Db, stop.Token));
        var floorSteady = await Measure(connection, "floor.deadline", "floor.history", PerSecond * Seconds, Seconds);
        var floorBurst = await Measure(connection, "floor.deadline", "floor.history", Burst, 1);
        await stop.CancelAsync();
        await claiming;
        return
        [
            new($"late at {PerSecond}/s, p50", "ms", hubSteady.P50, floorSteady.P50),
            new($"late at {PerSecond}/s, p99", "ms", hubSteady.P99, floorSteady.P99),
            new($"late at {PerSecond}/s, max", "ms", hubSteady.Max, floorSteady.Max),
            new($"fired of {PerSecond * Seconds}", "", hubSteady.Fired, floorSteady.Fired),
            new($"{Burst} due in one second, all fired after", "ms", hubBurst.Span, floorBurst.Span),
            new($"fired of {Burst}", "", hubBurst.Fired, floorBurst.Fired),
        ];
    }

    sealed record Lateness(double P50, double P99, double Max, double Span, int Fired);

    /// <summary>Lets this many of those pending come due, evenly over some seconds from now on.</summary>
    static async Task<Lateness> Measure(NpgsqlConnection connection, string table, string history, int count, int seconds)
    {
        var from = await connection.ExecuteScalarAsync<DateTime>(new(
            $"""
            with chosen as (select key, row_number() over () as i from (select key from {table} order by due_at desc limit @count) far)
            update {table} d set due_at = statement_timestamp() + make_interval(secs => @lead + c.i * @seconds::float8 / @count) from chosen c where d.key = c.key;
            select min(due_at) from {table}
            """, new { count, seconds, lead = Lead }, commandTimeout: 600));
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(seconds + Lead + 120) && await Left(connection, table, from.AddSeconds(seconds + Lead)) > 0;) await Task.Delay(500);
        return await connection.QuerySingleAsync<Lateness>(
            $"""
            select coalesce(percentile_cont(0.5) within group (order by late), 0) as p50, coalesce(percentile_cont(0.99) within group (order by late), 0) as p99, coalesce(max(late), 0)::float8 as max,
                   coalesce(extract(epoch from max(at) - @from) * 1000, 0)::float8 as span, count(*)::int as fired
            from (select pg_xact_commit_timestamp(xmin) as at, (extract(epoch from pg_xact_commit_timestamp(xmin) - due_at) * 1000)::float8 as late from {history} where due_at >= @from) fired
            """, new { from });
    }

    static Task<int> Left(NpgsqlConnection connection, string table, DateTime until) => connection.ExecuteScalarAsync<int>($"select count(*)::int from (select from {table} where due_at < @until limit 1) due", new { until });

    static async Task Claim(NpgsqlDataSource db, CancellationToken stop)
    {
        await using var connection = await db.OpenConnectionAsync(CancellationToken.None);
        while (!stop.IsCancellationRequested)
            if (await connection.ExecuteAsync(BareClaim) == 0) await Task.Delay(5, CancellationToken.None);
    }

    const string BareClaim = """
        with due as (select key, due_at from floor.deadline where due_at <= statement_timestamp() order by due_at limit 200 for update skip locked),
        gone as (delete from floor.deadline d using due where d.key = due.key)
        insert into floor.history (key, due_at) select key, due_at from due
        """;

    // Requests that were answered and not read: each deadline reminds one of two hundred requesters.
    const string Seed = """
        insert into hub.escalation (key, task, request, pathway, priority, requester, started_at, waiting)
        select -i, 'Task/' || -i, 'ServiceRequest/' || -i, 'https://telemed.example/fhir/PlanDefinition/dermatology|1.0.0', 3, 'PractitionerRole/r' || i % 200, hub.now(), false
        from generate_series(1, @pending) i;
        insert into hub.deadline (key, kind, step, priority, due_at, created_at) select key, 'read-back', 0, 3, hub.now() + interval '1 day' - key * interval '1 ms', hub.now() from hub.escalation where key < 0;
        create schema floor;
        create table floor.deadline (key bigint primary key, due_at timestamptz not null) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.01);
        create index on floor.deadline (due_at);
        create table floor.history (key bigint, due_at timestamptz);
        insert into floor.deadline select key, due_at from hub.deadline where key < 0;
        """;
}
