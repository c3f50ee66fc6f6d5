using Telemed.Faults.Support;

namespace Telemed.Faults;

/// <summary>Nodes that die at any instant, while requests, acceptances and escalations are under way.</summary>
public sealed class Killing
{
    const int Kills = 50;

    [Fact]
    public async Task After_fifty_kills_nothing_acknowledged_is_lost_and_every_level_was_told_once()
    {
        await using var hub = await TwoNodes.Start(Run.Server);
        var load = new Load(hub);
        await Run.Work(hub, load, TimeSpan.Zero, () => Task.WhenAll(hub.Nodes.Select(node => Killer.Run(node, Kills / hub.Nodes.Count, TestContext.Current.CancellationToken))));
        await Run.Judge(hub, load);
    }
}
