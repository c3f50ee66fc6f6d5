using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.SignalR.Client;

namespace Telemed.Bench;

/// <summary>
/// From the POST of a stroke alert to its event on the console of the neurologist on call, while a territory's consoles are connected. Open
/// loop: alerts are sent at their time, whatever became of those before.
/// </summary>
static class AlertToPush
{
    const int PerSecond = 20, InARound = 400, Rounds = 3, Warm = 200;

    public static async Task<IReadOnlyList<Result>> Run(Peers peers, IReadOnlyList<int> sizes)
    {
        var bystanders = await Consoles.Bystanders(peers, sizes.Max() - 1);
        await using var hub = new Listener(peers.Hub, await Consoles.OfHub(peers.Hub, "neuro-lens"), told => told.GetProperty("event").GetProperty("request").GetString()!, Consoles.RequestOfHub, confirms: true);
        await using var floor = new Listener(peers.Floor, await Consoles.OfFloor(peers.Floor, "derm1"), told => told.GetProperty("request").GetString()!, answer => answer, confirms: false);
        foreach (var peer in new[] { hub, floor }) await peer.Measure(Warm);
        var results = new List<Result>();
        foreach (var size in sizes)
        {
            foreach (var (peer, open) in new[] { (hub, (Func<Peer, string, Task<HubConnection>>)Consoles.OfHub), (floor, Consoles.OfFloor) })
                peer.Others.AddRange(await Consoles.AFewAtATime(size - 1 - peer.Others.Count, i => open(peer.Peer, bystanders[i])));
            var (ofHub, ofFloor) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                ofHub.AddRange(await hub.Measure(InARound));
                // Nobody takes these: what the hub does about that later is no part of the next round.
                await using (var connection = await peers.HubDb.OpenConnectionAsync()) await connection.ExecuteAsync("delete from hub.deadline; update hub.escalation set waiting = false where waiting");
                ofFloor.AddRange(await floor.Measure(InARound));
            }
            results.AddRange(new[] { 0.5, 0.9, 0.99, 0.999 }.Select(share =>
                new Result($"alert to event, {size} consoles, p{share * 100:0.#}", "ms", Result.Percentile(ofHub, share), Result.Percentile(ofFloor, share), SmallerIsBetter: true)));
        }
        return results;
    }

    sealed class Listener : IAsyncDisposable
    {
        readonly ConcurrentDictionary<string, long> arrived = new();
        readonly Func<string, string> requestOf;
        readonly HubConnection console;

        public Listener(Peer peer, HubConnection console, Func<JsonElement, string> requestIn, Func<string, string> requestOf, bool confirms)
        {
            (Peer, this.console, this.requestOf) = (peer, console, requestOf);
            console.On<JsonElement>("event", told =>
            {
                arrived.TryAdd(requestIn(told), Stopwatch.GetTimestamp());
                if (confirms) _ = console.SendAsync("Displayed", told.GetProperty("seq").GetInt64());
            });
        }

        public Peer Peer { get; }

        public List<HubConnection> Others { get; } = [];

        public async Task<List<double>> Measure(int alerts)
        {
            arrived.Clear();
            var start = Stopwatch.GetTimestamp();
            var sent = new List<Task<(string Answer, long At)>>();
            for (var i = 0; i < alerts; i++)
            {
                if (TimeSpan.FromSeconds((double)i / PerSecond) - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } wait) await Task.Delay(wait);
                sent.Add(Send());
            }
            var times = new List<double>();
            foreach (var (answer, at) in await Task.WhenAll(sent))
            {
                var request = requestOf(answer);
                for (var patience = 0; patience < 3000 && !arrived.ContainsKey(request); patience++) await Task.Delay(10);
                times.Add(arrived.TryGetValue(request, out var then) ? Stopwatch.GetElapsedTime(at, then).TotalMilliseconds : throw new InvalidOperationException($"The event of {request} never came."));
            }
            return times;
        }

        async Task<(string, long)> Send()
        {
            await Task.Yield();
            var at = Stopwatch.GetTimestamp();
            return (await Peer.Alert(), at);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var connection in Others.Append(console)) await connection.DisposeAsync();
        }
    }
}
