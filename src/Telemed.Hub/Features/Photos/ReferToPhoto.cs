using System.Text.Json;
using System.Text.Json.Nodes;
using Hl7.Fhir.Model;
using Microsoft.Extensions.Options;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Photos;

/// <summary>
/// A Media shows a photo that was sent before it, or brings its own; so may a Binary. Bytes inside a resource become a photo like any
/// other: drawn anew, kept beside the resource and never in it.
/// </summary>
sealed class ReferToPhoto(IOptions<PhotoOptions> options) : IWriteRule
{
    public bool Concerns(string type) => type is "Media" or "Binary";

    public ValueTask<Refusal?> Guard(Write write, StoreTransaction transaction, CancellationToken cancel) => write.Resource switch
    {
        Binary { Data: not null } binary when IsPhoto(binary.ContentType) => TakeBinary(write, binary, transaction, cancel),
        Media { Content.Data: not null } media when IsPhoto(media.Content.ContentType) => TakeContent(write, media, transaction, cancel),
        Media media => Show(write, media, transaction, cancel),
        _ => default,
    };

    /// <summary>
    /// A photo is shown by its owner, or by somebody whom another resource shows it already. Also called for a Media that the hub writes on
    /// somebody's behalf, for which no guard is asked.
    /// </summary>
    public static async ValueTask<Refusal?> Show(Write write, Media media, StoreTransaction transaction, CancellationToken cancel)
    {
        if (Reference.Parse(media.Content?.Url) is not { Type: "Binary" } binary) return null;
        if (Guid.TryParse(binary.Id, out var photo))
        {
            if (await PhotoStore.Show(transaction, photo, Account(transaction), write.Key, cancel)) return null;
            foreach (var resource in await PhotoStore.ShownBy(transaction.Connection, photo, cancel))
            {
                if (!await transaction.Reaches(resource.ToString(), cancel)) continue;
                PhotoStore.AlsoShow(transaction, photo, write.Key);
                return null;
            }
        }
        return await transaction.Reaches(binary.ToString(), cancel) ? null : PhotoRefusal.Missing.ToRefusal("Media.content.url");
    }

    async ValueTask<Refusal?> TakeBinary(Write write, Binary binary, StoreTransaction transaction, CancellationToken cancel)
    {
        if (!Guid.TryParse(write.Id, out var photo))
            return Refusal.Unprocessable(OperationOutcome.IssueType.Value, "The id of a photo is a UUID.", "Binary.id");
        var refusal = await Take(transaction, photo, binary.Data!, write.Key, "Binary.data", cancel);
        if (refusal is null) write.Replace(Without(write.Body!, []));
        return refusal;
    }

    async ValueTask<Refusal?> TakeContent(Write write, Media media, StoreTransaction transaction, CancellationToken cancel)
    {
        var photo = Guid.Parse(transaction.NewId());
        var refusal = await Take(transaction, photo, media.Content.Data!, write.Key, "Media.content.data", cancel);
        if (refusal is null) write.Replace(Without(write.Body!, ["content"], $"Binary/{photo}"));
        return refusal;
    }

    async ValueTask<Refusal?> Take(StoreTransaction transaction, Guid photo, byte[] file, long key, string element, CancellationToken cancel)
    {
        var refusal = await PhotoStore.StoreInline(transaction, SentPhoto.Of(photo, Account(transaction), file), file, key, options.Value, cancel);
        foreach (var issue in refusal?.Outcome.Issue ?? []) issue.Expression = [element];
        return refusal;
    }

    /// <summary>The body with the photo's bytes, and what was said of them, taken out.</summary>
    static byte[] Without(byte[] body, string[] path, string? url = null)
    {
        var json = JsonNode.Parse(body)!.AsObject();
        var holder = path.Aggregate(json, (node, name) => node[name]!.AsObject());
        foreach (var gone in new[] { "data", "size", "hash" }) holder.Remove(gone);
        holder["contentType"] = "image/jpeg";
        if (url is not null) holder["url"] = url;
        return JsonSerializer.SerializeToUtf8Bytes(json, Relaxed);
    }

    static bool IsPhoto(string? contentType) => contentType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true;

    static string Account(StoreTransaction transaction) => (transaction.Caller as Caller)?.Account ?? transaction.Caller.Agent;

    static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
