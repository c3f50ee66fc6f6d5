using System.Collections.Concurrent;
using Dapper;
using Npgsql;

namespace Telemed.Hub.Features.Inbox;

/// <summary>
/// Notes when each device was last heard: a connection that stands (SignalR ends one that says nothing for half a minute), or a question
/// that was asked. Written for the whole node in one statement, on the database's clock.
/// </summary>
sealed class HearDevices(NpgsqlDataSource db, TimeProvider clock, ILogger<HearDevices> log) : BackgroundService
{
    /// <summary>A device is written no more often, on one node.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    const int LongestDevice = 64;

    readonly Guid node = Guid.CreateVersion7();
    readonly ConcurrentDictionary<(string User, string Device), int> open = new();
    // In milliseconds of this process: a node learns of a moved clock a moment later than the database, and must not date a question back by it.
    readonly ConcurrentDictionary<(string User, string Device), long> asked = new();
    HashSet<(string User, string Device)> written = [];
    DateTimeOffset? writtenAt;

    /// <summary>A device as its address names it; null when it does not, or at too great length.</summary>
    public static string? Named(string? device) => device is { Length: > 0 and <= LongestDevice } ? device : null;

    /// <param name="device">Empty for one that does not say which it is.</param>
    public void Opened(string user, string device) => open.AddOrUpdate((user, device), 1, (_, count) => count + 1);

    public void Closed(string user, string device)
    {
        if (open.AddOrUpdate((user, device), 0, (_, count) => count - 1) <= 0) open.TryRemove(KeyValuePair.Create((user, device), 0));
    }

    public void Asked(string user, string device) => asked[(user, device)] = Environment.TickCount64;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Write(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException or IOException)
            {
                log.DevicesNotWritten(e);
            }
        }
    }

    // The node's own time moves only together with those of all it hears: whoever compares the two never sees one without the other.
    async Task Write(CancellationToken cancel)
    {
        var (now, ticks) = (clock.GetUtcNow(), Environment.TickCount64);
        var all = writtenAt is not { } last || (now - last).Duration() >= Every;
        var heard = asked.ToDictionary();
        // A connection that stands is heard now.
        foreach (var one in open.Keys) heard[one] = ticks;
        var devices = heard.Where(one => all || !written.Contains(one.Key)).OrderBy(one => one.Key).ToList();
        if (!all && devices.Count == 0) return;
        await using var connection = await db.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new(
            Heard,
            new
            {
                node, all, users = devices.Select(one => one.Key.User).ToArray(), devices = devices.Select(one => one.Key.Device).ToArray(),
                ago = devices.Select(one => Math.Max(0, (ticks - one.Value) / 1000.0)).ToArray(),
            }, cancellationToken: cancel));
        if (all) (written, writtenAt) = ([], now);
        foreach (var one in devices)
        {
            written.Add(one.Key);
            asked.TryRemove(one);
        }
    }

    const string Heard = """
        with listening as (
            insert into hub.listening as l (node, since, at) select @node, hub.now(), hub.now() where @all
            on conflict (node) do update set since = least(l.since, excluded.at), at = excluded.at
        )
        insert into hub.device as k (user_id, device, heard_at) select u, d, hub.now() - make_interval(secs => ago) from unnest(@users, @devices, @ago) as h (u, d, ago)
        on conflict (user_id, device) do update set heard_at = greatest(excluded.heard_at, least(k.heard_at, hub.now()))
        """;
}

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Which devices were heard could not be written; trying again")]
    public static partial void DevicesNotWritten(this ILogger log, Exception e);
}
