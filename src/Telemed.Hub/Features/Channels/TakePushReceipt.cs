using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Telemed.Hub.Features.Channels;

/// <summary>The key that travels in a push message, which only the subscribed browser can read: saying it back shows that it arrived.</summary>
sealed class PushReceipts(IDataProtectionProvider protection)
{
    readonly IDataProtector protector = protection.CreateProtector("push-receipt");

    public string Key(Guid delivery) => protector.Protect(delivery.ToString());

    /// <summary>Null for a key that this hub did not make.</summary>
    public Guid? Delivery(string key)
    {
        try
        {
            return Guid.Parse(protector.Unprotect(key));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>POST /channels/push/receipts: the service worker showed the notification. It needs no session, which may be over by then.</summary>
static class TakePushReceipt
{
    public sealed record Body(string Receipt);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/channels/push/receipts", Handle).AllowAnonymous().DisableAntiforgery();

    static async Task<Results<NoContent, NotFound>> Handle(Body body, PushReceipts keys, Receipts receipts, TimeProvider clock, CancellationToken cancel) =>
        keys.Delivery(body.Receipt) is { } delivery && await receipts.Take("push", new($"{delivery}/shown", delivery, "delivered", clock.GetUtcNow(), null), cancel)
            ? TypedResults.NoContent()
            : TypedResults.NotFound();
}
