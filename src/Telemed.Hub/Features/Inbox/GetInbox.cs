using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Inbox;

/// <summary>The inbox over plain HTTP, for software without SignalR and for poor networks: waits up to 25 s for the next event.</summary>
static class GetInbox
{
    public sealed record Answer(Guid Epoch, long Head, bool Reset, IReadOnlyList<NumberedEvent> Events);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/inbox", Handle);
        routes.MapPost("/inbox/delivered", async (long seq, Caller caller, InboxLog log, CancellationToken cancel, string? device = null) => await log.Delivered(caller.Account, seq, device, cancel));
        routes.MapPost("/inbox/displayed", async (long seq, Caller caller, InboxLog log, CancellationToken cancel, string? device = null) => await log.Displayed(caller.Account, seq, device, cancel));
    }

    static async Task<Answer> Handle(Caller caller, InboxLog log, InboxHints hints, HearDevices heard, CancellationToken cancel, Guid? epoch = null, long after = 0, int wait = 0, string? device = null)
    {
        // Who does not ask to wait does not listen.
        if (wait > 0) heard.Asked(caller.Account, HearDevices.Named(device) ?? "");
        // Listening starts before the log is read: an event between the two is not missed.
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = hints.Listen(events =>
        {
            if (events.Any(told => told.User == caller.Account)) arrived.TrySetResult();
        });
        var until = Environment.TickCount64 + Math.Clamp(wait, 0, 25) * 1000L;
        while (true)
        {
            var head = await log.Head(caller.Account, cancel);
            if ((epoch is { } known && known != head.Epoch) || after > head.Seq) return new Answer(head.Epoch, head.Seq, true, []);
            var left = until - Environment.TickCount64;
            if (head.Seq > after || left <= 0) return new Answer(head.Epoch, head.Seq, false, await log.After(caller.Account, after, cancel));
            // Events of other nodes are found by looking again.
            await Task.WhenAny(arrived.Task, Task.Delay(TimeSpan.FromMilliseconds(Math.Min(left, 500)), cancel));
        }
    }
}
