using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Telemed.Hub.Tests.Support;

namespace Telemed.Bench;

/// <summary>From the POST of a request to the event on an expert's console: one request at a time, the whole pool connected.</summary>
static class SubmitToPush
{
    const int Warm = 40, Measured = 300;

    public static async Task<IReadOnlyList<Result>> Run(Peers peers)
    {
        // One after the other and back again: what the machine does meanwhile falls on both.
        var (hub, floor) = (new List<double>(), new List<double>());
        for (var round = 0; round < 3; round++)
        {
            hub.AddRange(await Measure(peers.Hub, Measured / 3, (peer, i) => Consoles.OfHub(peer, $"derm{i + 1}")));
            floor.AddRange(await Measure(peers.Floor, Measured / 3, (peer, i) => Consoles.OfFloor(peer, $"derm{i + 1}")));
        }
        return
        [
            new("submit to push, p50", "ms", Result.Percentile(hub, 0.5), Result.Percentile(floor, 0.5), SmallerIsBetter: true),
            new("submit to push, p99", "ms", Result.Percentile(hub, 0.99), Result.Percentile(floor, 0.99), SmallerIsBetter: true),
        ];
    }

    static async Task<List<double>> Measure(Peer peer, int count, Func<Peer, int, Task<HubConnection>> open)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, People.Dermatologists).Select(i => open(peer, i)));
        var told = new ConcurrentQueue<long>();
        using var arrived = new SemaphoreSlim(0);
        connections[0].On<JsonElement>("event", _ =>
        {
            told.Enqueue(Stopwatch.GetTimestamp());
            arrived.Release();
        });
        var times = new List<double>();
        for (var i = 0; i < Warm + count; i++)
        {
            var sent = Stopwatch.GetTimestamp();
            await peer.Submit(Peers.Photos[0]);
            if (!await arrived.WaitAsync(TimeSpan.FromSeconds(30))) throw new InvalidOperationException("An event never came.");
            told.TryDequeue(out var at);
            if (i >= Warm) times.Add(Stopwatch.GetElapsedTime(sent, at).TotalMilliseconds);
        }
        foreach (var connection in connections) await connection.DisposeAsync();
        return times;
    }
}

/// <summary>Submissions in a second: eight senders, each sending its next request when it has its answer.</summary>
static class Submissions
{
    static readonly TimeSpan For = TimeSpan.FromSeconds(6);

    public static async Task<IReadOnlyList<Result>> Run(Peers peers)
    {
        var (hub, floor) = (await Rate(peers.Hub), await Rate(peers.Floor));
        return
        [
            new("submissions", "1/s", hub.PerSecond, floor.PerSecond, SmallerIsBetter: false),
            new("processor time of a submission", "ms", hub.Cpu, floor.Cpu, SmallerIsBetter: true),
        ];
    }

    static async Task<(double PerSecond, double Cpu)> Rate(Peer peer)
    {
        var done = 0;
        var (start, cpu) = (Stopwatch.GetTimestamp(), peer.Cpu);
        await Task.WhenAll(Enumerable.Range(0, Peers.Senders).Select(async sender =>
        {
            while (Stopwatch.GetElapsedTime(start) < For)
            {
                await peer.Submit(Peers.Photos[sender]);
                Interlocked.Increment(ref done);
            }
        }));
        return (done / Stopwatch.GetElapsedTime(start).TotalSeconds, (peer.Cpu - cpu).TotalMilliseconds / done);
    }
}

/// <summary>One resource read as its requester, with the trace that the read leaves.</summary>
static class ReadOne
{
    const int Warm = 200, Measured = 1500;

    public static async Task<Result> Run(Peers peers)
    {
        var request = Consoles.RequestOfHub(await peers.Hub.Submit(Peers.Photos[0]));
        var id = await peers.Floor.Submit(Peers.Photos[0]);

        var hub = await Time(peers.Hub, $"/fhir/{request}");
        var floor = await Time(peers.Floor, $"/fhir/ServiceRequest/{id}");
        return new("read one resource, p50", "ms", Result.Percentile(hub, 0.5), Result.Percentile(floor, 0.5), SmallerIsBetter: true);
    }

    static async Task<List<double>> Time(Peer peer, string path)
    {
        var times = new List<double>();
        for (var i = 0; i < Warm + Measured; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var answer = await peer.Requester.GetAsync(path);
            answer.EnsureSuccessStatusCode();
            if (i >= Warm) times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return times;
    }
}
