using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Telemed.Hub.Features.Channels;

/// <summary>
/// A letter through SMTP. Mail has no receipts and no idempotency key; the Message-Id is the delivery's, so that a second copy after a
/// lost answer is known for what it is. https://www.rfc-editor.org/rfc/rfc5322#section-3.6.4
/// </summary>
sealed class SendByEmail(IOptions<EmailOptions> email, IOptions<ChannelOptions> hub) : IChannel
{
    public string Code => "email";

    public bool IsConfigured => email.Value.Host is { Length: > 0 };

    public async Task<Sending> Send(ClaimedDelivery delivery, LastCheck check, CancellationToken cancel)
    {
        var (server, from) = (email.Value, MailboxAddress.Parse(email.Value.From));
        using var letter = new MimeMessage();
        letter.From.Add(from);
        letter.To.Add(new MailboxAddress("", delivery.Address));
        letter.Subject = Messages.Subject;
        letter.MessageId = $"{delivery.Id}@{from.Domain}";
        letter.Headers.Add("Auto-Submitted", "auto-generated");
        if (delivery.Priority == 0) letter.Importance = MessageImportance.High;
        letter.Body = new TextPart("plain") { Text = Messages.Text(delivery, hub.Value.Link) };

        using var smtp = new SmtpClient();
        await smtp.ConnectAsync(server.Host!, server.Port, server.Tls, cancel);
        if (server.User is { Length: > 0 }) await smtp.AuthenticateAsync(server.User, server.Password, cancel);
        await check.Pass(cancel);
        try
        {
            await smtp.SendAsync(letter, cancel);
        }
        catch (SmtpCommandException e)
        {
            return e is { ErrorCode: SmtpErrorCode.RecipientNotAccepted, StatusCode: >= (SmtpStatusCode)500 }
                ? new Sending.Refused($"address refused: {(int)e.StatusCode}")
                : new Sending.Failed($"mail server answered {(int)e.StatusCode}");
        }
        return new Sending.Accepted(letter.MessageId);
    }
}
