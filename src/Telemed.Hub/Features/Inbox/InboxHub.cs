using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Inbox;

/// <summary>What the server says to a console.</summary>
static class Says
{
    public const string Event = "event", Head = "head", Reset = "reset";
}

/// <summary>
/// Carries the inbox; the log in the database is the truth. A client that resumes was registered before the log is read, so nothing
/// falls between; what it misses later it sees by the gap in the numbers, or by the head.
/// </summary>
[Authorize]
sealed class InboxHub(InboxLog log, InboxPush push, HearDevices heard) : Microsoft.AspNetCore.SignalR.Hub
{
    string User => Context.UserIdentifier!;

    /// <summary>Which of the person's devices this connection is: the console says it in the address, <c>/hubs/inbox?device=...</c>.</summary>
    string? Device => HearDevices.Named(Context.GetHttpContext()?.Request.Query["device"].FirstOrDefault());

    public override Task OnConnectedAsync()
    {
        push.Connected(User);
        // What is opened under a name is closed under it, whatever the request still knows by then.
        Context.Items[nameof(Device)] = Device ?? "";
        heard.Opened(User, Device ?? "");
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        push.Disconnected(User);
        if (Context.Items[nameof(Device)] is string device) heard.Closed(User, device);
        return Task.CompletedTask;
    }

    public async Task<InboxHead> Resume(Guid? epoch, long cursor)
    {
        var head = await log.Head(User, Context.ConnectionAborted);
        push.Resumed(User, head.Seq);
        if (epoch is { } known && known != head.Epoch || cursor > head.Seq)
        {
            await Clients.Caller.SendAsync(Says.Reset, head);
            return head;
        }
        for (var page = await log.After(User, cursor, Context.ConnectionAborted); page.Count > 0; page = await log.After(User, cursor, Context.ConnectionAborted))
        {
            foreach (var told in page) await Clients.Caller.SendAsync(Says.Event, told);
            cursor = page[^1].Seq;
            if (page.Count < InboxLog.PageSize) break;
        }
        return head;
    }

    public Task<IReadOnlyList<NumberedEvent>> Fetch(long cursor) => log.After(User, cursor, Context.ConnectionAborted);

    public Task Delivered(long seq) => log.Delivered(User, seq, Device, Context.ConnectionAborted);

    public Task Displayed(long seq) => log.Displayed(User, seq, Device, Context.ConnectionAborted);
}

/// <summary>The account is the user: every console and phone of a person shares one log.</summary>
sealed class AccountIsTheUser : IUserIdProvider
{
    public string? GetUserId(HubConnectionContext connection) => connection.User.FindFirst(Caller.AccountClaim)?.Value;
}
