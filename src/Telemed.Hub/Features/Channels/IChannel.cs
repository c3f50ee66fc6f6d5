namespace Telemed.Hub.Features.Channels;

/// <summary>One way out of the hub.</summary>
interface IChannel
{
    /// <summary>push, sms, voice or email.</summary>
    string Code { get; }

    bool IsConfigured { get; }

    /// <summary>One attempt. What it throws counts as failed for now.</summary>
    /// <param name="check">Asked when the connection stands, just before the message leaves.</param>
    Task<Sending> Send(ClaimedDelivery delivery, LastCheck check, CancellationToken cancel);
}

/// <summary>How an attempt ended.</summary>
abstract record Sending
{
    /// <summary>The provider has it.</summary>
    public sealed record Accepted(string? ProviderId) : Sending;

    /// <summary>Not now; later perhaps.</summary>
    public sealed record Failed(string Why) : Sending;

    /// <summary>Never at this address. A subscription that is gone is forgotten.</summary>
    public sealed record Refused(string Why) : Sending;
}

/// <summary>Whether a delivery is still to be sent: nothing leaves once its notification has a response, or another node took it over.</summary>
sealed class LastCheck(Func<CancellationToken, Task<bool>> isWanted)
{
    public bool Stopped { get; private set; }

    public async Task Pass(CancellationToken cancel)
    {
        if (await isWanted(cancel)) return;
        Stopped = true;
        throw new OperationCanceledException("The delivery is not wanted any more.");
    }
}

/// <summary>A body that is checked after the connection stands and before its first byte leaves: connecting may take longer than an acceptance.</summary>
sealed class CheckedContent(byte[] body, LastCheck check) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context, CancellationToken cancellationToken)
    {
        await check.Pass(cancellationToken);
        await stream.WriteAsync(body, cancellationToken);
    }

    protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
