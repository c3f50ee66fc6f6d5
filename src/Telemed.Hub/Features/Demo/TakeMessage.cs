using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Telemed.Hub.Features.Channels;

namespace Telemed.Hub.Features.Demo;

/// <summary>POST /demo/phones/{sms|voice}: what a provider is sent, word for word as docs/channels.md has it.</summary>
static class TakeMessage
{
    public sealed record Body(string? Id, string? To, string? Text, bool Urgent, string? Receipts);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/demo/phones/{channel:regex(^(sms|voice)$)}", Handle).AllowAnonymous().DisableAntiforgery();

    static IResult Handle(string channel, Body body, HttpRequest request, DemoPhones phones, IOptionsMonitor<ProviderOptions> providers, IOptions<ChannelOptions> hub)
    {
        // Without the secret that hub and provider share there is nobody to confirm to.
        if (providers.Get(channel) is not { Secret: { Length: > 0 } } provider) return Results.NotFound();
        if (provider.Token is { Length: > 0 } token && !Same(request.Headers.Authorization.ToString(), $"Bearer {token}")) return Results.Unauthorized();
        if (body is not { Id: { Length: > 0 and <= 64 } id, To: { } to, Text: { Length: > 0 and <= 1000 } text, Receipts: { } receipts } || request.Headers["Idempotency-Key"] != id) return Results.BadRequest();
        // It calls back to this hub alone, whatever it is asked.
        if (receipts != $"{hub.Value.Link}/channels/{channel}/receipts") return Results.BadRequest();
        if (!DemoPhones.IsFiction(to)) return Results.UnprocessableEntity();
        phones.Take(channel, id, to, text, body.Urgent, receipts);
        return Results.Json(new { id = $"demo-{id}" }, statusCode: StatusCodes.Status201Created);
    }

    static bool Same(string given, string expected) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
