using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.SignalR.Client;

namespace Telemed.Bench;

/// <summary>A whole territory comes back at once, after a cut network or a restarted hub, and everybody has missed something.</summary>
static class Reconnect
{
    const int Missed = 50;

    public static async Task<IReadOnlyList<Result>> Run(Peers peers, int clients)
    {
        var accounts = await Consoles.Bystanders(peers, clients);
        await Miss(peers, accounts);
        var tokens = await Consoles.AFewAtATime(clients, i => Peers.Token(accounts[i]));
        var hub = await AllAtOnce(peers.Hub, accounts, i => $"/hubs/inbox?device={i}", i => tokens[i], (connection, _) => connection.InvokeAsync("Resume", (Guid?)null, 0L));
        var floor = await AllAtOnce(peers.Floor, accounts, _ => "/hubs/inbox", _ => null, (connection, account) => connection.InvokeAsync("Resume", account));
        return
        [
            new($"{clients} resume, {Missed} missed each, one caught up, p50", "ms", Result.Percentile(hub.Times, 0.5), Result.Percentile(floor.Times, 0.5), SmallerIsBetter: true),
            new("the same, p99", "ms", Result.Percentile(hub.Times, 0.99), Result.Percentile(floor.Times, 0.99), SmallerIsBetter: true),
            new("the same, all", "ms", hub.Times.Max(), floor.Times.Max(), SmallerIsBetter: true),
            new("processor time of the server", "ms", hub.Cpu.TotalMilliseconds, floor.Cpu.TotalMilliseconds, SmallerIsBetter: true),
        ];
    }

    static async Task Miss(Peers peers, IReadOnlyList<string> accounts)
    {
        await using (var connection = await peers.HubDb.OpenConnectionAsync())
            await connection.ExecuteAsync(new(
                """
                insert into hub.inbox_head (user_id, seq) select u, @missed from unnest(@users) u;
                insert into hub.inbox_event (user_id, seq, event_id, kind, priority, request, task, created_at)
                select u, seq, gen_random_uuid(), 'answered', 'routine', 'ServiceRequest/' || gen_random_uuid(), 'Task/' || gen_random_uuid(), hub.now() from unnest(@users) u, generate_series(1, @missed) seq;
                analyze hub.inbox_event; analyze hub.inbox_head
                """, new { users = accounts.ToArray(), missed = Missed }, commandTimeout: 300));
        await using (var connection = await peers.FloorDb.OpenConnectionAsync())
            await connection.ExecuteAsync(new(
                "insert into floor.inbox (id, user_id) select seq, u from unnest(@users) u, generate_series(1, @missed) seq; analyze floor.inbox",
                new { users = accounts.ToArray(), missed = Missed }, commandTimeout: 300));
    }

    sealed record CaughtUp(List<double> Times, TimeSpan Cpu);

    /// <summary>From the moment at which all begin to connect, until each has its last event; a gap or a second copy ends the benchmark.</summary>
    static async Task<CaughtUp> AllAtOnce(Peer peer, IReadOnlyList<string> accounts, Func<int, string> path, Func<int, string?> token, Func<HubConnection, string, Task> resume)
    {
        var (start, cpu) = (Stopwatch.GetTimestamp(), peer.Cpu);
        var times = new ConcurrentBag<double>();
        var connections = await Task.WhenAll(accounts.Select(async (account, i) =>
        {
            await Task.Yield();
            var connection = Consoles.Build(peer, path(i), token(i));
            var seen = 0L;
            var complete = new TaskCompletionSource();
            connection.On<JsonElement>("event", told =>
            {
                if (told.GetProperty("seq").GetInt64() != ++seen) complete.TrySetException(new InvalidOperationException($"{account} was sent {told} as its event {seen}."));
                if (seen == Missed) complete.TrySetResult();
            });
            await connection.StartAsync();
            await resume(connection, account);
            await complete.Task.WaitAsync(TimeSpan.FromMinutes(2));
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            return connection;
        }));
        var used = peer.Cpu - cpu;
        foreach (var connection in connections) await connection.DisposeAsync();
        return new([.. times], used);
    }
}
