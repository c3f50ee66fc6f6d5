using System.Collections.Concurrent;
using Dapper;
using Microsoft.AspNetCore.SignalR.Client;
using Telemed.Faults.Support;

namespace Telemed.Faults;

/// <summary>Every connection that listens is cut each second: what is committed on one node must still reach the consoles of the other.</summary>
public sealed class Listeners
{
    sealed record Told(Guid Epoch, long Seq, long Prev);

    sealed record Head(Guid Epoch, long Seq);

    [Fact]
    public async Task Consoles_are_told_everything_though_nobody_hears_the_other_node()
    {
        await using var hub = await TwoNodes.Start(Run.Server);
        var load = new Load(hub);
        var consoles = await Task.WhenAll(new[] { "derm1", "neuro-lens", "coordinator" }.SelectMany(account => hub.Nodes.Select(node => Open(hub, node, account))));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await Run.Work(hub, load, TimeSpan.FromSeconds(30), () => Terminate(hub, stop.Token));
        await Run.Judge(hub, load);

        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        foreach (var (account, console, seen) in consoles)
        {
            var head = await connection.ExecuteScalarAsync<long>("select seq from hub.inbox_head where user_id = @account", new { account });
            for (var patience = 0; patience < 300 && seen.Count < head; patience++) await Task.Delay(100, TestContext.Current.CancellationToken);
            Assert.Equal(head, seen.Count);
            await console.DisposeAsync();
        }
    }

    /// <summary>A console as every client of the inbox works: a number that is missing is asked for, a number that is known is passed over.</summary>
    static async Task<(string Account, HubConnection Console, ConcurrentDictionary<long, int> Seen)> Open(TwoNodes hub, Node node, string account)
    {
        var console = new HubConnectionBuilder().WithUrl(new Uri(node.Url, "/hubs/inbox"), options => options.AccessTokenProvider = () => Task.FromResult<string?>(hub.TokenOf(account))).Build();
        var seen = new ConcurrentDictionary<long, int>();
        async Task Complete(long upTo)
        {
            for (var page = new List<Told>([new(default, 0, 0)]); page.Count > 0;)
            {
                var cursor = 0L;
                while (seen.ContainsKey(cursor + 1)) cursor++;
                page = cursor < upTo ? await console.InvokeAsync<List<Told>>("Fetch", cursor) : [];
                foreach (var missed in page) seen.TryAdd(missed.Seq, 0);
            }
        }
        console.On<Told>("event", told =>
        {
            var complete = told.Prev == 0 || seen.ContainsKey(told.Prev);
            seen.TryAdd(told.Seq, 0);
            return complete ? Task.CompletedTask : Complete(told.Seq);
        });
        // A fetch that fails leaves a gap: the head that comes every few seconds shows it, and the loss of the last event too.
        console.On<Head>("head", head => Complete(head.Seq));
        await console.StartAsync(TestContext.Current.CancellationToken);
        await console.InvokeAsync("Resume", (Guid?)null, 0L, TestContext.Current.CancellationToken);
        return (account, console, seen);
    }

    static async Task Terminate(TwoNodes hub, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await using (var connection = await hub.Db.OpenConnectionAsync(CancellationToken.None))
                await connection.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen telemed_%'");
            await Task.Delay(TimeSpan.FromSeconds(1), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
