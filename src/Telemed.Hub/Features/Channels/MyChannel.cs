using Telemed.Core;

namespace Telemed.Hub.Features.Channels;

/// <summary>One of a person's channels as they see it.</summary>
/// <param name="Place">1 is told first.</param>
/// <param name="State">Of the last test; null when it was never tried.</param>
/// <param name="StateAt">When that state was reached.</param>
/// <param name="IsOffered">False when this hub has no provider for it.</param>
public sealed record MyChannel(
    Guid Id, string Channel, string Address, string? Device, long Place, string? State, DateTimeOffset? StateAt, DateTimeOffset? SentAt, bool IsOffered)
{
    public Wording Name => Words(Channel);

    public string Icon => Channel switch { "push" => "bell", "sms" => "message", "voice" => "phone", _ => "letter" };

    /// <summary>What identifies it to its owner. A subscription's address is no use to anybody.</summary>
    public string Shown => Channel switch
    {
        "push" => Device ?? "",
        "email" => Address,
        _ => Grouped(Address),
    };

    /// <summary>By which the browser knows that a subscription is its own.</summary>
    public string? Fingerprint => Channel == "push" ? Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Address))) : null;

    /// <summary>Something more may be heard of the last test. Mail is never confirmed.</summary>
    public bool IsPending(DateTimeOffset now) => State switch
    {
        "queued" or "sending" => true,
        "sent" => Channel != "email" && now - SentAt < TimeSpan.FromMinutes(2),
        _ => false,
    };

    public static Wording Words(string channel) => channel switch
    {
        "push" => new("Notification de l’appareil", "Push notification"),
        "sms" => new("SMS", "Text message"),
        "voice" => new("Appel", "Voice call"),
        _ => new("Courriel", "E-mail"),
    };

    static string Grouped(string number) => number.StartsWith("+33", StringComparison.Ordinal) && number.Length == 12
        ? $"0{number[3]} {number[4..6]} {number[6..8]} {number[8..10]} {number[10..12]}"
        : number;
}
