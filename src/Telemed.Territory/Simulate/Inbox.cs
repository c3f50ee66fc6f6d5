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
    long cursor;

    Inbox(HubClient hub, string account, Action<Happening> tell, CancellationToken cancel)
    {
        this.tell = tell;
        connection = new HubConnectionBuilder()
            .WithUrl(new Uri(hub.Url, "/hubs/inbox"), options => options.AccessTokenProvider = async () => await hub.NewToken(account, cancel))
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
        var inbox = new Inbox(hub, account, tell, cancel);
        await inbox.connection.StartAsync(cancel);
        // Beyond the head: the hub answers with where the head is, and not with all that was.
        var head = await inbox.connection.InvokeAsync<Head>("Resume", (Guid?)null, long.MaxValue, cancel);
        (inbox.epoch, inbox.cursor) = (head.Epoch, Math.Max(inbox.cursor, head.Seq));
        return inbox;
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
        tell(told.Event);
    }

    // Not awaited: what it brings comes through Receive, which must be free to run.
    void Resume() => _ = connection.SendAsync("Resume", epoch, cursor);

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    sealed class Unwearied : IRetryPolicy
    {
        public TimeSpan? NextRetryDelay(RetryContext retryContext) => TimeSpan.FromSeconds(Math.Min(1 + retryContext.PreviousRetryCount, 10));
    }
}
