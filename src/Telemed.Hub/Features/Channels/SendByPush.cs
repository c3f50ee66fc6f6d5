using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Telemed.Hub.Features.Channels;

/// <summary>
/// Web push to a browser that was subscribed, awake or not. The push service cannot read the message; a newer one of the same step
/// replaces an older one that was not delivered yet. https://www.rfc-editor.org/rfc/rfc8030
/// </summary>
sealed class SendByPush(HttpClient http, Vapid vapid, PushReceipts receipts, IOptions<PushOptions> push) : IChannel
{
    static readonly TimeSpan StatLives = TimeSpan.FromMinutes(5), OtherLives = TimeSpan.FromHours(12);

    public string Code => "push";

    public bool IsConfigured => true;

    public async Task<Sending> Send(ClaimedDelivery delivery, LastCheck check, CancellationToken cancel)
    {
        if (delivery is not { P256dh: { } key, Auth: { } secret } || !Uri.TryCreate(delivery.Address, UriKind.Absolute, out var endpoint) || !push.Value.Serves(endpoint))
            return new Sending.Refused("subscription gone");
        var kind = delivery.IsTest ? "test" : delivery.IsReminder ? "reminder" : "alert";
        var tag = delivery.IsTest ? kind : $"{delivery.Request}/{(delivery.IsReminder ? "reply/" : "")}{delivery.Level}";
        var said = JsonSerializer.SerializeToUtf8Bytes(new { kind, tag, stat = delivery.Priority == 0, receipt = receipts.Key(delivery.Id) });
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new CheckedContent(WebPushMessage.Encrypt(said, key, secret), check) };
        request.Content.Headers.ContentType = new("application/octet-stream");
        request.Content.Headers.ContentEncoding.Add("aes128gcm");
        request.Headers.TryAddWithoutValidation("Authorization", await vapid.Authorization(endpoint, cancel));
        request.Headers.Add("TTL", $"{(delivery.Priority == 0 ? StatLives : OtherLives).TotalSeconds:0}");
        request.Headers.Add("Urgency", delivery.Priority <= 1 ? "high" : "normal");
        // At most 32 letters of base64url, and nothing of ours in it.
        request.Headers.Add("Topic", Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(tag)))[..32]);
        using var answer = await http.SendAsync(request, cancel);
        return answer.StatusCode switch
        {
            >= HttpStatusCode.OK and < HttpStatusCode.Ambiguous => new Sending.Accepted(answer.Headers.Location?.ToString()),
            HttpStatusCode.NotFound or HttpStatusCode.Gone => new Sending.Refused("subscription gone"),
            var status => new Sending.Failed($"push service answered {(int)status}"),
        };
    }
}
