using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
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
            hub.AddRange(await Measure(peers.Hub, Measured / 3, async (peer, i) => await Console(peer, peer.ExpertTokens[i], null)));
            floor.AddRange(await Measure(peers.Floor, Measured / 3, async (peer, i) => await Console(peer, null, $"derm{i + 1}")));
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
            using var body = Peer.Fhir(Lesion.Bundle(photo: Peers.Photos[0]));
            var sent = Stopwatch.GetTimestamp();
            using (var answer = await peer.Requester.PostAsync("/fhir", body)) answer.EnsureSuccessStatusCode();
            if (!await arrived.WaitAsync(TimeSpan.FromSeconds(30))) throw new InvalidOperationException("An event never came.");
            told.TryDequeue(out var at);
            if (i >= Warm) times.Add(Stopwatch.GetElapsedTime(sent, at).TotalMilliseconds);
        }
        foreach (var connection in connections) await connection.DisposeAsync();
        return times;
    }

    static async Task<HubConnection> Console(Peer peer, string? token, string? join)
    {
        var connection = new HubConnectionBuilder().WithUrl(new Uri(peer.Url, "/hubs/inbox"), options => options.AccessTokenProvider = () => Task.FromResult(token)).Build();
        await connection.StartAsync();
        if (join is not null) await connection.InvokeAsync("Join", join);
        else await connection.InvokeAsync("Resume", (Guid?)null, long.MaxValue);
        return connection;
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
                using var answer = await peer.Requester.PostAsync("/fhir", Peer.Fhir(Lesion.Bundle(photo: Peers.Photos[sender])));
                answer.EnsureSuccessStatusCode();
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
        using var sent = await peers.Hub.Requester.PostAsync("/fhir", Peer.Fhir(Lesion.Bundle(photo: Peers.Photos[0])));
        var bundle = JsonNode.Parse(await sent.Content.ReadAsStringAsync())!;
        var request = bundle["entry"]!.AsArray().Select(entry => entry!["resource"]!).First(resource => (string)resource["resourceType"]! == "ServiceRequest")["id"]!;
        using var floored = await peers.Floor.Requester.PostAsync("/fhir", Peer.Fhir(Lesion.Bundle(photo: Peers.Photos[0])));
        var id = await floored.Content.ReadAsStringAsync();

        var hub = await Time(peers.Hub, $"/fhir/ServiceRequest/{request}");
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
