using System.Buffers.Text;
using System.Net.Mail;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Telemed.Core;
using Telemed.Core.Deliveries;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Channels;

/// <summary>"Mes canaux": how I can be reached outside the console, in my order, and whether it works, before a shift begins.</summary>
static class MyChannelsPages
{
    const string Address = "/channels";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (Caller caller, MyChannels mine, Vapid vapid, CancellationToken cancel) => Page(caller, mine, vapid, null, null, null, cancel));
        routes.MapGet(Address + "/{id:guid}", async (Guid id, Caller caller, MyChannels mine, CancellationToken cancel) =>
            (await mine.All(caller, cancel)).FirstOrDefault(channel => channel.Id == id) is { } one ? PageResults.Show<MyChannelRow>(new { Channel = one }) : Results.NotFound());
        routes.MapPost(Address, Add);
        routes.MapPut(Address, Replace);
        routes.MapPost(Address + "/test", (IFormCollection _, Caller caller, MyChannels mine, CancellationToken cancel) => Then(mine.Test(caller, null, cancel)));
        routes.MapPost(Address + "/{id:guid}/test", (Guid id, IFormCollection _, Caller caller, MyChannels mine, CancellationToken cancel) => Then(mine.Test(caller, id, cancel)));
        routes.MapPost(Address + "/{id:guid}/remove", (Guid id, IFormCollection _, Caller caller, MyChannels mine, CancellationToken cancel) => Then(mine.Remove(caller, id, cancel)));
        routes.MapPost(Address + "/{id:guid}/earlier", (Guid id, IFormCollection _, Caller caller, MyChannels mine, CancellationToken cancel) => Then(mine.MoveEarlier(caller, id, cancel)));
        routes.MapPut(Address + "/push", Subscribe);
        routes.MapDelete(Address + "/push", async ([Microsoft.AspNetCore.Mvc.FromBody] Endpoint gone, Caller caller, MyChannels mine, CancellationToken cancel) =>
        {
            await mine.Unsubscribe(caller, gone.Address, cancel);
            return TypedResults.NoContent();
        });
    }

    public sealed record Endpoint(string Address);

    /// <summary>sms, voice or email, with a number or an address.</summary>
    public sealed record One(string Channel, string Address);

    /// <summary>As browsers write it: base64url, without padding. https://www.w3.org/TR/push-api/#pushsubscription-interface</summary>
    public sealed record Subscription(Uri Endpoint, Keys Keys);

    public sealed record Keys(string P256dh, string Auth);

    static async Task<IResult> Page(Caller caller, MyChannels mine, Vapid vapid, Wording? refusal, string? chosen, string? typed, CancellationToken cancel) =>
        PageResults.Show<MyChannelsPage>(
            new { Channels = await mine.All(caller, cancel), mine.Offered, PushKey = await vapid.PublicKey(cancel), Refusal = refusal, Chosen = chosen, Typed = typed },
            refusal is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    static async Task<IResult> Then(Task done)
    {
        await done;
        return new SeeOther(Address);
    }

    static async Task<IResult> Add(IFormCollection form, Caller caller, MyChannels mine, Vapid vapid, CancellationToken cancel)
    {
        var (channel, typed) = (form["channel"].ToString(), form["address"].ToString().Trim());
        var (address, refusal) = Read(channel, typed);
        if (!mine.Offered.Contains(channel)) refusal = new("Ce hub n’a pas de fournisseur pour ce canal.", "This hub has no provider for this channel.");
        if (refusal is not null) return await Page(caller, mine, vapid, refusal, channel, typed, cancel);
        await mine.Add(caller, channel, address!, cancel);
        return new SeeOther(Address);
    }

    /// <summary>The same for software: the whole list, in order.</summary>
    static async Task<Results<NoContent, UnprocessableEntity<string>>> Replace(IReadOnlyList<One> wanted, Caller caller, MyChannels mine, CancellationToken cancel)
    {
        List<(string Channel, string Address)> read = [];
        foreach (var one in wanted)
        {
            var (address, refusal) = Read(one.Channel, one.Address);
            if (refusal is not null) return TypedResults.UnprocessableEntity($"{one.Channel}: {refusal.English}");
            read.Add((one.Channel, address!));
        }
        await mine.Replace(caller, [.. read.Distinct()], cancel);
        return TypedResults.NoContent();
    }

    static (string? Address, Wording? Refusal) Read(string channel, string typed)
    {
        if (channel is not ("sms" or "voice" or "email")) return (null, new("Choisissez un canal.", "Choose a channel."));
        if (channel == "email")
            return typed.Length <= 254 && MailAddress.TryCreate(typed, out var mail) && mail.Address == typed
                ? (typed, null)
                : (null, new("Ce n’est pas une adresse de courriel.", "That is no e-mail address."));
        return Telephone.Parse(typed) switch
        {
            null => (null, new("Ce numéro ne peut pas être appelé. Exemple : 06 39 98 12 34.", "That number cannot be called. Example: 06 39 98 12 34.")),
            var number when channel == "sms" && !Telephone.TakesText(number) => (null, new("Un SMS ne va qu’à un mobile (06 ou 07). Choisissez « Appel » pour un fixe.", "A text message needs a mobile (06 or 07). Choose “Voice call” for a landline.")),
            var number => (number, null),
        };
    }

    static async Task<Results<NoContent, UnprocessableEntity>> Subscribe(
        Subscription subscription, HttpRequest request, Caller caller, MyChannels mine, IOptions<PushOptions> push, CancellationToken cancel)
    {
        if (!subscription.Endpoint.IsAbsoluteUri || !push.Value.Serves(subscription.Endpoint) || Key(subscription.Keys.P256dh) is not { } key || Key(subscription.Keys.Auth) is not { } secret || !WebPushMessage.AreKeys(key, secret))
            return TypedResults.UnprocessableEntity();
        await mine.Subscribe(caller, subscription.Endpoint.AbsoluteUri, key, secret, Device(request.Headers.UserAgent.ToString()), cancel);
        return TypedResults.NoContent();
    }

    static byte[]? Key(string letters) => Base64Url.IsValid(letters) ? Base64Url.DecodeFromChars(letters) : null;

    /// <summary>A name by which the owner knows the device again; browsers say little more that is true.</summary>
    static string Device(string agent)
    {
        var browser = agent.Contains("Edg/", StringComparison.Ordinal) ? "Edge" : agent.Contains("Firefox/", StringComparison.Ordinal) ? "Firefox" : agent.Contains("Chrome/", StringComparison.Ordinal) ? "Chrome" : "Safari";
        var system = new[] { "iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux" }.FirstOrDefault(name => agent.Contains(name, StringComparison.Ordinal));
        return system is null ? browser : $"{browser} · {system.Replace("Macintosh", "Mac", StringComparison.Ordinal)}";
    }
}
