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
    public static (IReadOnlyList<Draft>? Drafts, Refusal? Refusal) Read(JsonElement bundle)
    {
        if (ResourceBody.TypeOf(bundle) != "Bundle") return (null, Refusal.Malformed("A transaction is a Bundle.", "resourceType"));
        if (Text(bundle, "type") != "transaction") return (null, Refusal.NotSupported("Only a Bundle of type transaction can be posted here."));
        if (!bundle.TryGetProperty("entry", out var entries)) return ([], null);
        if (entries.GetArrayLength() > MaximumEntries)
            return (null, Refusal.Of(413, OperationOutcome.IssueType.TooLong, $"A transaction has at most {MaximumEntries} entries.", "Bundle.entry"));

        var drafts = new List<Draft>();
        foreach (var (entry, i) in entries.EnumerateArray().Select((entry, i) => (entry, i)))
        {
            var (draft, refusal) = ReadEntry(entry, $"Bundle.entry[{i}]");
            if (refusal is not null) return (null, refusal);
            drafts.Add(draft!);
        }
        // https://hl7.org/fhir/R4/http.html#trules: a resource is touched once in a transaction.
        var twice = drafts.Where(draft => draft.Id is not null).GroupBy(draft => $"{draft.Type}/{draft.Id}").FirstOrDefault(group => group.Count() > 1);
        return twice is null ? (drafts, null) : (null, Refusal.Malformed($"{twice.Key} stands in the transaction twice.", "Bundle.entry"));
    }

    static (Draft? Draft, Refusal? Refusal) ReadEntry(JsonElement entry, string path)
    {
        if (!entry.TryGetProperty("request", out var request)) return (null, Refusal.Malformed("Every entry says its request.", $"{path}.request"));
        var (method, url) = (Text(request, "method"), Text(request, "url") ?? "");
        var parts = url.Split('/');
        var fullUrl = Text(entry, "fullUrl");
        var hasResource = entry.TryGetProperty("resource", out var resource);
        var type = hasResource ? ResourceBody.TypeOf(resource) : parts[0];
        if (type is null || !ModelInfo.IsKnownResource(type) || parts[0].Split('?')[0] != type)
            return (null, Refusal.Malformed($"The url {url} and the resource do not go together.", $"{path}.request.url"));

        switch (method)
        {
            case "POST" when parts.Length == 1 && hasResource:
                return Checked(new Draft(WriteKind.Create, type, null) { Json = resource, FullUrl = fullUrl, IfNoneExist = Text(request, "ifNoneExist")?.TrimStart('?') }, path);
            case "PUT" when parts.Length == 2 && hasResource:
                if (CheckId(resource, parts[1], $"{path}.resource") is { } mismatch) return (null, mismatch);
                return Checked(new Draft(WriteKind.Update, type, parts[1]) { Json = resource, FullUrl = fullUrl, IfMatch = Version(Text(request, "ifMatch")) }, path);
            case "DELETE" when parts.Length == 2 && Reference.IsId(parts[1]):
                return (new Draft(WriteKind.Delete, type, parts[1]) { FullUrl = fullUrl }, null);
            default:
                return (null, Refusal.NotSupported($"{method} {url} is not supported in a transaction."));
        }
    }

    static (Draft? Draft, Refusal? Refusal) Checked(Draft draft, string path) =>
        ResourceBody.Check(draft.Json, $"{path}.resource") is { } refusal ? (null, refusal) : (draft, null);

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
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
