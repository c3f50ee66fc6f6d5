using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Telemed.Hub.Features.Channels;

/// <summary>
/// Text messages or calls through an HTTP provider (docs/channels.md). The delivery's id is the idempotency key: the provider acts once
/// however often it is asked. Trying again is the row's affair, so the client tries once.
/// </summary>
sealed class SendByProvider(string code, HttpClient http, IOptionsMonitor<ProviderOptions> providers, IOptions<ChannelOptions> hub) : IChannel
{
    public string Code => code;

    public bool IsConfigured => Provider.Url is not null;

    ProviderOptions Provider => providers.Get(code);

    public async Task<Sending> Send(ClaimedDelivery delivery, LastCheck check, CancellationToken cancel)
    {
        var text = code == "voice" ? Messages.Spoken(delivery) : Messages.Text(delivery, hub.Value.Link);
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = delivery.Id, to = delivery.Address, text, urgent = delivery.Priority == 0, receipts = $"{hub.Value.Link}/channels/{code}/receipts",
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, Provider.Url) { Content = new CheckedContent(body, check) };
        request.Content.Headers.ContentType = new(MediaTypeNames.Application.Json);
        request.Headers.Add("Idempotency-Key", delivery.Id.ToString());
        if (Provider.Token is { Length: > 0 } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, cancel);
        return answer.StatusCode switch
        {
            >= HttpStatusCode.OK and < HttpStatusCode.Ambiguous => new Sending.Accepted(Reference(await answer.Content.ReadAsByteArrayAsync(cancel))),
            // The number itself is wrong. Everything else may be the provider's fault, or ours, and may pass.
            HttpStatusCode.UnprocessableEntity => new Sending.Refused("number refused by the provider"),
            var status => new Sending.Failed($"provider answered {(int)status}"),
        };
    }

    static string? Reference(byte[] answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement is { ValueKind: JsonValueKind.Object } said && said.TryGetProperty("id", out var id) ? id.ToString() : null;
        }
        catch (JsonException)
        {
            // Accepted is accepted, whatever else it says.
            return null;
        }
    }
}
