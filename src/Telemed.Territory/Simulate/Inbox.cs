using Microsoft.AspNetCore.SignalR.Client;
using Telemed.Territory.Hub;

namespace Telemed.Territory.Simulate;

/// <summary>
/// Somebody's inbox, listened to over SignalR from now on. The log on the hub is the truth: a gap in the numbers, a head that is ahead
/// or a new connection makes it resume from the last event that was seen; what comes twice is passed over.
/// </summary>
sealed class Inbox : IAsyncDisposable
{
    readonly HubConnection connection;
    readonly Action<Happening> tell;
    Guid epoch;
    long cursor, first, heard;

    Inbox(HubClient hub, string account, Action<Happening> tell)
    {
        this.tell = tell;
        connection = new HubConnectionBuilder()
            .WithUrl(new Uri(hub.Url, "/hubs/inbox"), options => options.AccessTokenProvider = async () => await hub.NewToken(account, CancellationToken.None))
            .WithAutomaticReconnect(new Unwearied())
            .Build();
        connection.On<Told>("event", Receive);
        connection.On<Head>("head", head =>
        {
            if (head.Seq > cursor) Resume();
        });
        connection.On<Head>("reset", head => (epoch, cursor) = (head.Epoch, head.Seq));
        connection.Reconnected += _ =>
        {
            Resume();
            return Task.CompletedTask;
        };
    }

    public static async Task<Inbox> Open(HubClient hub, string account, Action<Happening> tell, CancellationToken cancel)
    {
        var inbox = new Inbox(hub, account, tell);
        await inbox.connection.StartAsync(cancel);
        // Beyond the head: the hub answers with where the head is, and not with all that was.
        var head = await inbox.connection.InvokeAsync<Head>("Resume", (Guid?)null, long.MaxValue, cancel);
        (inbox.epoch, inbox.cursor) = (head.Epoch, Math.Max(inbox.cursor, head.Seq));
        inbox.first = inbox.cursor - inbox.Heard;
        return inbox;
    }

    /// <summary>How many events came, each counted once.</summary>
    public long Heard => Interlocked.Read(ref heard);

    /// <summary>The network is gone.</summary>
    public Task Leave() => connection.StopAsync(CancellationToken.None);

    /// <summary>The network is back: goes on from the last event that was seen.</summary>
    /// <returns>How many came meanwhile.</returns>
    public async Task<long> Return(CancellationToken cancel)
    {
        var before = Heard;
        await connection.StartAsync(cancel);
        await CatchUp(cancel);
        return Heard - before;
    }

    /// <summary>How many events of the log never came, after everything was asked for once more.</summary>
    public async Task<long> Missed(CancellationToken cancel)
    {
        if (connection.State == HubConnectionState.Disconnected) await connection.StartAsync(cancel);
        return await CatchUp(cancel);
    }

    async Task<long> CatchUp(CancellationToken cancel)
    {
        var head = await connection.InvokeAsync<Head>("Resume", epoch, Interlocked.Read(ref cursor), cancel);
        // What it sent before it answered may still wait to be received.
        for (var patience = 0; patience < 100 && first + Heard < head.Seq; patience++) await Task.Delay(50, cancel);
        return Math.Max(0, head.Seq - first - Heard);
    }

    void Receive(Told told)
    {
        if (epoch == told.Epoch && told.Seq <= cursor) return;
        if (epoch == told.Epoch && told.Prev != cursor)
        {
            Resume();
            return;
        }
        (epoch, cursor) = (told.Epoch, told.Seq);
        Interlocked.Increment(ref heard);
        tell(told.Event);
        _ = connection.SendAsync("Delivered", told.Seq);
    }

    // Not awaited: what it brings comes through Receive, which must be free to run.
    void Resume() => _ = connection.SendAsync("Resume", epoch, cursor);

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    sealed class Unwearied : IRetryPolicy
    {
        public TimeSpan? NextRetryDelay(RetryContext retryContext) => TimeSpan.FromSeconds(Math.Min(1 + retryContext.PreviousRetryCount, 10));
    }
}
