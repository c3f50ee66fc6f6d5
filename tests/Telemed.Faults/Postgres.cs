using Telemed.Faults.Support;

namespace Telemed.Faults;

/// <summary>PostgreSQL stops as if its machine had lost power, under both nodes at once.</summary>
public sealed class Postgres
{
    const int Stops = 3;

    [Fact]
    public async Task After_immediate_stops_nothing_acknowledged_is_missing_and_whatever_came_due_is_told_once()
    {
        await using var server = await OwnPostgres.Create();
        await using var hub = await TwoNodes.Start(server.ConnectionString);
        var load = new Load(hub);
        await Run.Work(hub, load, TimeSpan.FromSeconds(15), async () =>
        {
            for (var i = 0; i < Stops; i++)
            {
                await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
                await server.StopImmediately();
                await Task.Delay(Random.Shared.Next(1500), TestContext.Current.CancellationToken);
                await server.Start();
            }
        });
        await Run.Judge(hub, load);
    }
}
