using Telemed.Faults.Support;

namespace Telemed.Faults;

/// <summary>A node that stops in the middle of whatever it does, and goes on half a minute later as if nothing had been.</summary>
public sealed class Freezing
{
    [Fact]
    public async Task A_node_that_was_frozen_does_nothing_twice()
    {
        await using var hub = await TwoNodes.Start(Run.Server);
        var load = new Load(hub);
        await Run.Work(hub, load, TimeSpan.FromSeconds(35), async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
            await hub.Nodes[1].Freeze();
            await Task.Delay(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            await hub.Nodes[1].Thaw();
        });
        await Run.Judge(hub, load);
    }
}
