using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Npgsql;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Inbox;

/// <summary>
/// Pushes what is committed to the consoles connected here. Three ways, each enough on its own: the hint of a commit on this node,
/// the notification of another node (coalesced, because one NOTIFY per commit does not scale), and a poll of the heads.
/// </summary>
sealed class InboxPush(IHubContext<InboxHub> consoles, InboxLog log, InboxHints hints, NpgsqlDataSource db, ILogger<InboxPush> logger) : BackgroundService
{
    static readonly TimeSpan Coalesce = TimeSpan.FromMilliseconds(15), Poll = TimeSpan.FromMilliseconds(500), HeadEvery = TimeSpan.FromSeconds(5);
    const string Channel = "telemed_inbox", ResendChannel = "telemed_resend";

    readonly ConcurrentDictionary<string, int> connected = new();
    readonly ConcurrentDictionary<string, long> pushed = new();
    readonly ConcurrentDictionary<string, byte> changed = new();
    readonly SemaphoreSlim somebodyElse = new(0, 1);
    readonly ConcurrentQueue<Guid> again = new();
    readonly ConcurrentQueue<Guid> sent = new();

    public void Connected(string user) => connected.AddOrUpdate(user, 1, (_, count) => count + 1);

    /// <summary>From here on everything is pushed; what is before, the resume itself sends.</summary>
    public void Resumed(string user, long seq) => pushed.TryAdd(user, seq);

    public void Disconnected(string user)
    {
        if (connected.AddOrUpdate(user, 0, (_, count) => count - 1) > 0) return;
        connected.TryRemove(KeyValuePair.Create(user, 0));
        pushed.TryRemove(user, out _);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = hints.Listen(events =>
        {
            foreach (var (user, told) in events)
            {
                changed[user] = 0;
                if (!connected.ContainsKey(user)) continue;
                pushed.AddOrUpdate(user, told.Seq, (_, seq) => Math.Max(seq, told.Seq));
                sent.Enqueue(told.Event.Id);
                _ = consoles.Clients.User(user).SendAsync(Says.Event, told, CancellationToken.None);
            }
        });
        await Task.WhenAll(
            Repeat(Notify, Coalesce, stoppingToken), Repeat(Listen, TimeSpan.FromSeconds(1), stoppingToken),
            Repeat(CatchUp, TimeSpan.Zero, stoppingToken), Repeat(SendHeads, HeadEvery, stoppingToken), Repeat(Resend, Coalesce, stoppingToken), Repeat(NotePushed, Coalesce, stoppingToken));
    }

    async Task Notify(CancellationToken cancel)
    {
        if (changed.IsEmpty) return;
        changed.Clear();
        await using var command = db.CreateCommand($"notify {Channel}");
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Asked for on this node, pushed on every one.</summary>
    async Task Resend(CancellationToken cancel)
    {
        while (hints.Resends.TryDequeue(out var asked))
        {
            await using var command = db.CreateCommand("select pg_notify($1, $2)");
            command.Parameters.Add(new() { Value = ResendChannel });
            command.Parameters.Add(new() { Value = asked.ToString() });
            await command.ExecuteNonQueryAsync(cancel);
        }
        while (again.TryDequeue(out var id))
            foreach (var (user, told) in await log.Of(id, cancel))
                if (connected.ContainsKey(user)) await consoles.Clients.User(user).SendAsync(Says.Event, told, CancellationToken.None);
    }

    async Task NotePushed(CancellationToken cancel)
    {
        var ids = new List<Guid>();
        while (ids.Count < 500 && sent.TryDequeue(out var id)) ids.Add(id);
        if (ids.Count > 0) await log.Pushed(ids, cancel);
    }

    async Task Listen(CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        connection.Notification += (_, heard) =>
        {
            if (heard.Channel == ResendChannel) again.Enqueue(Guid.Parse(heard.Payload));
            else if (somebodyElse.CurrentCount == 0) somebodyElse.Release();
        };
        await using (var command = new NpgsqlCommand($"listen {Channel}; listen {ResendChannel}", connection)) await command.ExecuteNonQueryAsync(cancel);
        while (!cancel.IsCancellationRequested) await connection.WaitAsync(cancel);
    }

    async Task CatchUp(CancellationToken cancel)
    {
        await somebodyElse.WaitAsync(Poll, cancel);
        if (connected.IsEmpty) return;
        foreach (var (user, head) in await log.Heads([.. connected.Keys], cancel))
        {
            // A console that has just come resumes by itself: only what came since is pushed.
            var from = pushed.GetOrAdd(user, head.Seq);
            if (from >= head.Seq) continue;
            foreach (var told in await log.After(user, from, cancel))
            {
                await consoles.Clients.User(user).SendAsync(Says.Event, told, CancellationToken.None);
                sent.Enqueue(told.Event.Id);
            }
            pushed.AddOrUpdate(user, head.Seq, (_, seq) => Math.Max(seq, head.Seq));
        }
    }

    async Task SendHeads(CancellationToken cancel)
    {
        if (connected.IsEmpty) return;
        foreach (var (user, head) in await log.Heads([.. connected.Keys], cancel)) await consoles.Clients.User(user).SendAsync(Says.Head, head, CancellationToken.None);
    }

    async Task Repeat(Func<CancellationToken, Task> step, TimeSpan pause, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await step(cancel);
                if (pause > TimeSpan.Zero) await Task.Delay(pause, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException or IOException)
            {
                logger.PushInterrupted(e);
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public override void Dispose()
    {
        somebodyElse.Dispose();
        base.Dispose();
    }
}

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Pushing to consoles was interrupted; trying again")]
    public static partial void PushInterrupted(this ILogger log, Exception e);
}
