using System.Collections.Concurrent;

namespace Telemed.Hub.Features.Channels;

/// <summary>
/// Sends what is due, on every node. A delivery is claimed in one statement and sent outside any transaction. Alerts of priority stat
/// have a lane of their own, and each channel its own slots, so that neither reminders nor a slow provider keep an alert waiting.
/// </summary>
sealed class SendDeliveries(bool stat, DeliveryRows rows, IEnumerable<IChannel> channels, ILogger<SendDeliveries> log) : BackgroundService
{
    const int SlotsPerChannel = 8;
    static readonly TimeSpan WhenStat = TimeSpan.FromMilliseconds(100), Otherwise = TimeSpan.FromMilliseconds(500);

    readonly Dictionary<string, IChannel> channels = channels.ToDictionary(channel => channel.Code);
    readonly ConcurrentDictionary<Guid, (string Channel, Task Sending)> underWay = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var busy = false;
            try
            {
                busy = await StartDue(stoppingToken) > 0;
                if (stat) busy |= await rows.GiveUpWaiting(stoppingToken) > 0;
            }
            // Whatever it is, the loop goes on: a lane that stops is an alert that nobody gets.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.SendingInterrupted(e);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            if (!busy) await Task.Delay(stat ? WhenStat : Otherwise, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        // A node that is asked to stop ends what it began: nobody waits for a lease because of a new version.
        await Task.WhenAll(underWay.Values.Select(one => one.Sending));
    }

    async Task<int> StartDue(CancellationToken cancel)
    {
        var taken = underWay.Values.CountBy(one => one.Channel).ToDictionary();
        var free = channels.Keys.ToDictionary(code => code, code => SlotsPerChannel - taken.GetValueOrDefault(code)).Where(slots => slots.Value > 0).ToList();
        if (free.Count == 0) return 0;
        var due = await rows.Claim(stat, [.. free.Select(slots => slots.Key)], free.Min(slots => slots.Value), cancel);
        foreach (var delivery in due)
        {
            // Waits for the entry, so that it is there before it is removed.
            var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            underWay[delivery.Id] = (delivery.Channel, Follow(delivery, entered.Task));
            entered.SetResult();
        }
        return due.Count;
    }

    async Task Follow(ClaimedDelivery delivery, Task entered)
    {
        await entered;
        try
        {
            await Send(delivery, CancellationToken.None);
        }
        catch (Exception e)
        {
            // The lease runs out and some node takes the delivery again, under the same key.
            log.DeliveryLeftToItsLease(delivery.Id, e);
        }
        finally
        {
            underWay.TryRemove(delivery.Id, out _);
        }
    }

    async Task Send(ClaimedDelivery delivery, CancellationToken cancel)
    {
        var check = new LastCheck(still => rows.IsWanted(delivery, still));
        switch (await Attempt(delivery, check))
        {
            case Sending.Accepted accepted:
                await rows.Sent(delivery, accepted.ProviderId, cancel);
                log.DeliverySent(delivery.Id, delivery.Channel, delivery.Attempt);
                break;
            case Sending.Refused refused:
                await rows.Refused(delivery, refused.Why, cancel);
                log.DeliveryNotSent(delivery.Id, delivery.Channel, delivery.Attempt, refused.Why);
                break;
            case Sending.Failed failed:
                await rows.Failed(delivery, failed.Why, cancel);
                log.DeliveryNotSent(delivery.Id, delivery.Channel, delivery.Attempt, failed.Why);
                break;
            case null:
                await rows.Withdrawn(delivery, cancel);
                break;
        }
    }

    async Task<Sending?> Attempt(ClaimedDelivery delivery, LastCheck check)
    {
        var channel = channels[delivery.Channel];
        if (!channel.IsConfigured) return new Sending.Refused("channel not configured");
        using var patience = new CancellationTokenSource(delivery.Pace.Timeout);
        try
        {
            return await channel.Send(delivery, check, patience.Token);
        }
        catch (Exception) when (check.Stopped)
        {
            return null;
        }
        // Whatever one delivery throws, the others go on.
        catch (Exception e)
        {
            return new Sending.Failed(e is OperationCanceledException ? "no answer in time" : e.GetType().Name);
        }
    }
}

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Sent delivery {Delivery} by {Channel}, attempt {Attempt}")]
    public static partial void DeliverySent(this ILogger log, Guid delivery, string channel, short attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery {Delivery} by {Channel} was not sent at attempt {Attempt}: {Why}")]
    public static partial void DeliveryNotSent(this ILogger log, Guid delivery, string channel, short attempt, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery {Delivery} is left to its lease")]
    public static partial void DeliveryLeftToItsLease(this ILogger log, Guid delivery, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deliveries could not be looked at; trying again")]
    public static partial void SendingInterrupted(this ILogger log, Exception e);
}
