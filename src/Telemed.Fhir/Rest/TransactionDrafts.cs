using System.Globalization;
using System.Text.Json;
using Hl7.Fhir.Model;
using Telemed.Fhir.Store;

namespace Telemed.Fhir.Rest;

/// <summary>Reads a transaction Bundle into drafts. https://hl7.org/fhir/R4/http.html#transaction</summary>
public static class TransactionDrafts
{
    /// <summary>Entries at the most.</summary>
    public const int MaximumEntries = 1_000;

    /// <summary>Every entry as a draft, in order; a refusal names the first entry that cannot be one.</summary>
    /// <param name="fhirBase">The address of this server's FHIR base as the sender knows it; null when there is none.</param>
    public static (IReadOnlyList<Draft>? Drafts, Refusal? Refusal) Read(JsonElement bundle, string? fhirBase = null)
    {
        if (ResourceBody.TypeOf(bundle) != "Bundle") return (null, Refusal.Malformed("A transaction is a Bundle.", "resourceType"));
        if (Text(bundle, "type") != "transaction") return (null, Refusal.NotSupported("Only a Bundle of type transaction or batch can be posted here."));
        var (entries, refused) = Entries(bundle);
        if (refused is not null) return (null, refused);

        var drafts = new List<Draft>();
        foreach (var entry in entries!)
        {
            var (draft, refusal) = ReadEntry(entry, $"Bundle.entry[{drafts.Count}]");
            if (refusal is not null) return (null, refusal);
            drafts.Add(draft! with { Base = fhirBase });
        }
        // https://hl7.org/fhir/R4/http.html#trules: a resource is touched once in a transaction.
        var twice = drafts.Where(draft => draft.Id is not null).GroupBy(draft => $"{draft.Type}/{draft.Id}").FirstOrDefault(group => group.Count() > 1);
        return twice is null ? (drafts, null) : (null, Refusal.Invalid($"{twice.Key} stands in the transaction twice.", $"{twice.Last().Entry}.request.url"));
    }

    internal static bool IsBatch(JsonElement bundle) => ResourceBody.TypeOf(bundle) == "Bundle" && Text(bundle, "type") == "batch";

    internal static (IReadOnlyList<JsonElement>? Entries, Refusal? Refusal) Entries(JsonElement bundle)
    {
        if (!bundle.TryGetProperty("entry", out var entries)) return ([], null);
        if (entries.ValueKind != JsonValueKind.Array) return (null, Refusal.Malformed("The entries are an array.", "Bundle.entry"));
        return entries.GetArrayLength() > MaximumEntries
            ? (null, Refusal.Of(413, OperationOutcome.IssueType.TooLong, $"A Bundle has at most {MaximumEntries} entries.", "Bundle.entry"))
            : ([.. entries.EnumerateArray()], null);
    }

    internal static (Draft? Draft, Refusal? Refusal) ReadEntry(JsonElement entry, string path)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("request", out var request) || Text(request, "url") is not { } url)
            return (null, Refusal.Malformed("Every entry says its request.", $"{path}.request"));
        var (method, parts) = (Text(request, "method"), url.Split('/'));
        var hasResource = entry.TryGetProperty("resource", out var resource);
        var type = parts[0];
        if (!ModelInfo.IsKnownResource(type) || (hasResource && ResourceBody.TypeOf(resource) != type))
            return (null, Refusal.Invalid($"The url {url} and the resource do not go together.", $"{path}.request.url"));

        var draft = new Draft(WriteKind.Create, type, null) { Entry = path, Json = resource, FullUrl = Text(entry, "fullUrl") };
        var ifMatch = Version(Text(request, "ifMatch"));
        switch (method)
        {
            case "POST" when parts.Length == 1 && hasResource:
                return Checked(draft with { IfNoneExist = Text(request, "ifNoneExist")?.TrimStart('?') });
            case "PUT" when parts.Length == 2 && hasResource:
                if (CheckId(resource, parts[1], $"{path}.resource") is { } mismatch) return (null, mismatch);
                return Checked(draft with { Kind = WriteKind.Update, Id = parts[1], IfMatch = ifMatch });
            case "DELETE" when parts.Length == 2 && Reference.IsId(parts[1]):
                return (draft with { Kind = WriteKind.Delete, Id = parts[1], IfMatch = ifMatch }, null);
            default:
                return (null, Refusal.Of(400, OperationOutcome.IssueType.NotSupported, $"{method} {url} is not supported in a transaction.", $"{path}.request"));
        }
    }

    static (Draft? Draft, Refusal? Refusal) Checked(Draft draft) =>
        ResourceBody.Check(draft.Json, draft.At("resource")) is { } refusal ? (null, refusal) : (draft, null);

    /// <summary>The number in <c>W/"3"</c> or <c>"3"</c>; 0, which no version has, for any other tag; null when there is none.</summary>
    public static int? Version(string? etag)
    {
        if (etag is null) return null;
        var tag = etag.Trim();
        if (tag.StartsWith("W/", StringComparison.Ordinal)) tag = tag[2..];
        return int.TryParse(tag.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    // https://hl7.org/fhir/R4/http.html#update: an update says its id twice, and the same.
    internal static Refusal? CheckId(JsonElement resource, string id, string path)
    {
        if (!Reference.IsId(id)) return Refusal.Invalid("An id is 1 to 64 letters, digits, hyphens or full stops.", $"{path}.id");
        return Text(resource, "id") == id ? null : Refusal.Invalid("The resource carries the id that stands in its url.", $"{path}.id");
    }

    static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
