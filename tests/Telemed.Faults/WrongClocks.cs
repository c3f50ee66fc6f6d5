using Telemed.Faults.Support;

namespace Telemed.Faults;

/// <summary>The machines' own clocks are wrong by ten minutes, one ahead and one behind: the hub has but one clock, the database's.</summary>
public sealed class WrongClocks
{
    [Fact]
    public async Task Nothing_is_told_early_late_or_twice()
    {
        await using var hub = await TwoNodes.Start(Run.Server, clockOff: "10m");
        var load = new Load(hub);
        await Run.Work(hub, load, TimeSpan.FromSeconds(12), () => Task.CompletedTask);
        await Run.Judge(hub, load);
    }
}
