using System.Net.Mail;
using MailKit.Security;

namespace Telemed.Hub.Features.Channels;

/// <summary>A provider of text messages or calls, behind one HTTP address. docs/channels.md says what it is sent and what it sends back.</summary>
sealed class ProviderOptions
{
    /// <summary>Where deliveries are posted; none switches the channel off.</summary>
    public Uri? Url { get; init; }

    /// <summary>Sent as a bearer token; none when the provider wants none.</summary>
    public string? Token { get; init; }

    /// <summary>With which the provider signs receipts; at least 32 characters.</summary>
    public string? Secret { get; init; }
}

sealed class EmailOptions
{
    /// <summary>The SMTP server; none switches the channel off.</summary>
    public string? Host { get; init; }

    public int Port { get; init; } = 587;

    /// <summary>The address letters come from.</summary>
    public string From { get; init; } = "";

    public string? User { get; init; }

    public string Password { get; init; } = "";

    /// <summary>None, StartTls or SslOnConnect.</summary>
    public SecureSocketOptions Tls { get; init; } = SecureSocketOptions.StartTls;
}

sealed class PushOptions
{
    /// <summary>
    /// The push services that browsers may name, apart by spaces: a host, a host with all below it (<c>*.push.apple.com</c>), or an
    /// origin with its scheme. The hub calls no address that somebody's browser made up.
    /// </summary>
    public string Services { get; init; } = "fcm.googleapis.com *.push.services.mozilla.com *.push.apple.com *.notify.windows.com";

    public bool Serves(Uri endpoint) => Services.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(service =>
        service.Contains("://", StringComparison.Ordinal) ? endpoint.GetLeftPart(UriPartial.Authority) == service
        : endpoint is { Scheme: "https", IsDefaultPort: true } && (service.StartsWith("*.", StringComparison.Ordinal)
            ? endpoint.Host.EndsWith(service[1..], StringComparison.OrdinalIgnoreCase)
            : endpoint.Host.Equals(service, StringComparison.OrdinalIgnoreCase)));
}

sealed class ChannelOptions
{
    /// <summary>The hub's own address as people open it: stands in messages, and receipts are sent there.</summary>
    public Uri? Address { get; init; }

    public string Link => Address?.GetLeftPart(UriPartial.Authority) ?? "";

    public static void Add(IServiceCollection services)
    {
        services.AddOptions<ChannelOptions>().BindConfiguration("Channels")
            .Validate(channels => channels.Address is null || IsWeb(channels.Address), "Channels:Address must be an http or https address.")
            .Validate<IConfiguration>((channels, settings) => channels.Address is not null || !Needs(settings), "Channels:Address is missing: messages lead there.")
            .ValidateOnStart();
        foreach (var (name, section) in new[] { ("sms", "Channels:Sms"), ("voice", "Channels:Voice") })
            services.AddOptions<ProviderOptions>(name).BindConfiguration(section)
                .Validate(provider => provider.Url is null || IsWeb(provider.Url), $"{section}:Url must be an http or https address.")
                .Validate(provider => provider.Url is null || provider.Secret is { Length: >= 32 }, $"{section}:Secret must have at least 32 characters: it signs receipts.")
                .ValidateOnStart();
        services.AddOptions<EmailOptions>().BindConfiguration("Channels:Email")
            .Validate(email => email.Port is > 0 and < 65536, "Channels:Email:Port must be 1 to 65535.")
            .Validate(email => string.IsNullOrEmpty(email.Host) || MailAddress.TryCreate(email.From, out _), "Channels:Email:From must be a mail address.")
            .ValidateOnStart();
        services.AddOptions<PushOptions>().BindConfiguration("Channels:Push")
            .Validate(push => push.Services.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length > 0, "Channels:Push:Services must name at least one push service.")
            .ValidateOnStart();
    }

    static bool IsWeb(Uri address) => address is { IsAbsoluteUri: true, Scheme: "http" or "https" };

    static bool Needs(IConfiguration settings) => new[] { "Channels:Sms:Url", "Channels:Voice:Url", "Channels:Email:Host" }.Any(name => settings[name] is { Length: > 0 });
}
