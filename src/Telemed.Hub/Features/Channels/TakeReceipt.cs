using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Telemed.Hub.Features.Channels;

/// <summary>
/// POST /channels/{provider}/receipts: a provider says what became of deliveries. Signed with the shared secret over time and body, so
/// that nobody else says it, and not again later. docs/channels.md
/// </summary>
static class TakeReceipt
{
    const string Header = "Telemed-Signature";
    const int MaxBytes = 64 * 1024;
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    public sealed record Body(string Event, Guid Delivery, string Status, DateTimeOffset At, string? Detail);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/channels/{provider:regex(^(sms|voice)$)}/receipts", Handle).AllowAnonymous().DisableAntiforgery();

    static async Task<Results<NoContent, NotFound, BadRequest, UnauthorizedHttpResult>> Handle(
        string provider, HttpRequest request, Receipts receipts, IOptionsMonitor<ProviderOptions> providers, TimeProvider clock, CancellationToken cancel)
    {
        if (providers.Get(provider) is not { Url: not null, Secret: { } secret }) return TypedResults.NotFound();
        if (request.ContentLength is not (> 0 and <= MaxBytes)) return TypedResults.BadRequest();
        var bytes = new byte[request.ContentLength.Value];
        await request.Body.ReadExactlyAsync(bytes, cancel);
        if (!IsSigned(request.Headers[Header].ToString(), bytes, secret, clock.GetUtcNow())) return TypedResults.Unauthorized();
        if (Read(bytes) is not { } said) return TypedResults.BadRequest();
        return await receipts.Take(provider, new(said.Event, said.Delivery, said.Status, said.At, said.Detail), cancel) ? TypedResults.NoContent() : TypedResults.NotFound();
    }

    /// <summary>The header is <c>t=seconds since 1970,v1=hexadecimal HMAC-SHA256 of "seconds.body"</c>.</summary>
    public static bool IsSigned(string header, byte[] body, string secret, DateTimeOffset now)
    {
        var parts = header.Split(',').Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToLookup(part => part[0].Trim(), part => part[1]);
        if (!long.TryParse(parts["t"].FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return false;
        if (Math.Abs(now.ToUnixTimeSeconds() - seconds) > Fresh.TotalSeconds) return false;
        var expected = Signature(seconds, body, secret);
        return parts["v1"].Any(given => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given.ToLowerInvariant()), Encoding.ASCII.GetBytes(expected)));
    }

    public static string Signature(long seconds, byte[] body, string secret)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{seconds}."), .. body];
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }

    static Body? Read(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<Body>(bytes, JsonSerializerOptions.Web) is { Event.Length: > 0 and <= 200, Status: "sent" or "delivered" or "failed" } said ? said : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
