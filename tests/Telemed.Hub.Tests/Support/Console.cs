using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;

namespace Telemed.Hub.Tests.Support;

/// <summary>A person's console as the hub sees it: what it was pushed, in order.</summary>
public sealed class Console : IAsyncDisposable
{
    readonly Channel<Told> told = Channel.CreateUnbounded<Told>();

    public Console(HubConnection connection)
    {
        Connection = connection;
        connection.On<Told>("event", one => told.Writer.TryWrite(one));
        connection.On<Head>("head", head => Head = head);
        connection.On<Head>("reset", _ => WasReset = true);
    }

    public HubConnection Connection { get; }

    public Head Head { get; set; } = null!;

    public bool WasReset { get; private set; }

    /// <summary>Waits for the next event of a kind; any other that comes first is passed over.</summary>
    /// <param name="task">Id of the Task it is about; null for any.</param>
    public async Task<Told> IsTold(string kind, string? task = null)
    {
        // Half a minute is no measure of speed: it only ends a test whose event never comes.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        try
        {
            while (true)
                if (await told.Reader.ReadAsync(patience.Token) is var one && one.Event.Kind == kind && (task is null || one.Event.Task == $"Task/{task}")) return one;
        }
        catch (OperationCanceledException)
        {
            throw new Xunit.Sdk.XunitException($"No event {kind} came.");
        }
    }

    public async ValueTask DisposeAsync() => await Connection.DisposeAsync();
}
