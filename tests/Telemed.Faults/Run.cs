using Dapper;
using Telemed.Faults.Support;

namespace Telemed.Faults;

static class Run
{
    public static string Server { get; } = Environment.GetEnvironmentVariable("TELEMED_TEST_PG") ?? throw new InvalidOperationException("TELEMED_TEST_PG is not set: run ./telemed test");

    /// <summary>Has requests sent and taken for some time, and for as long as it takes to have enough of them on a slow machine.</summary>
    public static async Task Work(TwoNodes hub, Load load, TimeSpan time, Func<Task> fault)
    {
        // A minute of the hub in a second of ours: alerts go through all their levels meanwhile.
        await hub.SetClock(rate: 60);
        using var stop = new CancellationTokenSource();
        var running = load.Run(3, TimeSpan.FromMilliseconds(200), accepted: 0.5, stop.Token);
        await Task.WhenAll(fault(), Task.Delay(time, TestContext.Current.CancellationToken));
        for (var patience = 0; patience < 600 && load.Acknowledged < Enough; patience++) await Task.Delay(100, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await running;
    }

    const int Enough = 40;

    /// <summary>Nothing may be found, and there must have been something to find.</summary>
    public static async Task Judge(TwoNodes hub, Load load)
    {
        var checker = new Checker(hub, load);
        Assert.Empty(await checker.Settle());
        Assert.Empty(await checker.Findings());
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var (levels, accepted) = await connection.QuerySingleAsync<(int, int)>(
            "select (select count(*) from hub.deadline_history where kind = 'level' and ended_by = 'fired')::int, (select count(*) from hub.escalation where not waiting)::int");
        Assert.True(load.Acknowledged > 0 && levels > 0 && accepted > 0, $"{load.Acknowledged} requests, {levels} levels, {accepted} acceptances: too little to judge by");
        TestContext.Current.SendDiagnosticMessage($"{load.Acknowledged} requests, {levels} levels fired, {accepted} Tasks accepted");
    }
}
