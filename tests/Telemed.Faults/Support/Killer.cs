namespace Telemed.Faults.Support;

/// <summary>Kills a node again and again, each time after it has come up and answered a few requests, or none: a slow machine is killed as often at work as a fast one.</summary>
public static class Killer
{
    public static async Task Run(Node node, int kills, CancellationToken cancel)
    {
        for (var i = 0; i < kills; i++)
        {
            var answers = node.Answers + Random.Shared.Next(6);
            for (var patience = 0; patience < 1000 && node.Answers < answers; patience++) await Task.Delay(5, cancel);
            await Task.Delay(Random.Shared.Next(60), cancel);
            await node.Kill();
            node.Start();
            await node.Ready(cancel);
        }
    }
}
