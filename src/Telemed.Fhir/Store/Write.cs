using System.Globalization;
using System.Text.Json;
using Hl7.Fhir.Model;

namespace Telemed.Fhir.Store;

/// <summary>What a write does to its resource.</summary>
public enum WriteKind { Create, Update, Delete }

/// <summary>A version of a resource as it stands in the store.</summary>
/// <param name="Body">UTF-8 JSON; null when deleted.</param>
public sealed record Stored(long Key, string Type, string Id, int Version, DateTimeOffset Updated, bool Deleted, byte[]? Body)
{
    /// <summary><c>Type/id</c>.</summary>
    public string Reference => $"{Type}/{Id}";

    internal Resource? Parsed { get; init; }

    /// <summary>The body as an object. Of a write under way it may be the object the write itself shows.</summary>
    public T As<T>() where T : Resource => (T)(Parsed ?? ResourceBody.Read<T>(Body!));

    // Null when the body is no version of a resource, such as a Bundle that the server wrote.
    internal static Stored? Of(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var resource = json.RootElement;
        return resource.TryGetProperty("id", out var id) && resource.TryGetProperty("meta", out var meta)
            ? new Stored(
                0, ResourceBody.TypeOf(resource)!, id.GetString()!, int.Parse(meta.GetProperty("versionId").GetString()!, CultureInfo.InvariantCulture),
                meta.GetProperty("lastUpdated").GetDateTimeOffset(), false, body)
            : null;
    }
}

/// <summary>What a caller asks to be written: one request, or one entry of a transaction.</summary>
public sealed record Draft(WriteKind Kind, string Type, string? Id)
{
    /// <summary>The resource as sent; default for a delete.</summary>
    public JsonElement Json { get; init; }

    /// <summary>The version the caller has read (If-Match). Null when not said.</summary>
    public int? IfMatch { get; init; }

    /// <summary>The search of a conditional create (If-None-Exist), without the leading question mark. Null when unconditional.</summary>
    public string? IfNoneExist { get; init; }

    /// <summary>What other entries call this one. Null when the sender gave it no name.</summary>
    public string? FullUrl { get; init; }

    /// <summary>Where the draft stands in its transaction, such as <c>Bundle.entry[2]</c>. Null outside a transaction.</summary>
    public string? Entry { get; init; }

    /// <summary>The address of this server's FHIR base as the sender knows it, for references that are written in full. Null when there is none.</summary>
    public string? Base { get; init; }

    internal string? At(string element) => Entry is null ? null : $"{Entry}.{element}";
}

/// <summary>One write of a transaction, on its way into the store.</summary>
public sealed class Write
{
    Resource? resource;

    internal Write(WriteKind kind, string type, string id, long key, int version, byte[]? body, Stored? previous) =>
        (Kind, Type, Id, Key, Version, Body, Previous) = (kind, type, id, key, version, body, previous);

    /// <summary>Create, update or delete.</summary>
    public WriteKind Kind { get; }

    /// <summary>The resource type.</summary>
    public string Type { get; }

    /// <summary>The logical id.</summary>
    public string Id { get; }

    /// <summary>The number of the resource in the index and access tables; the same for all its versions.</summary>
    public long Key { get; }

    /// <summary>The version this write makes.</summary>
    public int Version { get; }

    /// <summary>UTF-8 JSON as it will be served; null for a delete.</summary>
    public byte[]? Body { get; private set; }

    /// <summary>The same as an object, read when it is first asked for; null for a delete.</summary>
    public Resource? Resource => resource ??= Body is null ? null : ResourceBody.Read<Resource>(Body);

    /// <summary>The version this one supersedes; null when there is none.</summary>
    public Stored? Previous { get; }

    /// <summary>True when the sender gave If-Match and it was the current version.</summary>
    public bool VersionChecked { get; init; }

    /// <summary><c>Type/id</c>.</summary>
    public string Reference => $"{Type}/{Id}";

    internal string? Base { get; init; }

    /// <summary>Changes what will be stored: for a guard that completes or cleans what was sent.</summary>
    public void Replace(byte[] body) => (Body, resource) = (body, null);

    internal void Show(Resource same) => resource = same;

    internal Stored AsStored(DateTimeOffset now) => new(Key, Type, Id, Version, now, Kind == WriteKind.Delete, Body) { Parsed = resource };
}
