using System.Text.Json;
using Telemed.Fhir.Search;
using Telemed.Fhir.Store;

namespace Telemed.Fhir.Rest;

/// <summary>Bundles written around stored bytes: no resource in them is parsed.</summary>
internal static class Bundles
{
    public static byte[] Searchset(string baseUrl, SearchQuery query, SearchPage page) => FhirResult.Raw(json =>
    {
        Start(json, "searchset", page.Total);
        json.WriteStartArray("link");
        Link(json, "self", $"{baseUrl}/{query.Type}{Query(query.Understood)}");
        if (page.Next is { } next)
            Link(json, "next", $"{baseUrl}/{query.Type}{Query([.. query.Understood.Where(pair => pair.Name != "_page"), ("_page", next)])}");
        json.WriteEndArray();
        Entries(json, [.. page.Matches.Select(match => (Stored: match, Mode: "match")), .. page.Included.Select(included => (Stored: included, Mode: "include"))], entry =>
        {
            Named(json, baseUrl, entry.Stored);
            json.WriteStartObject("search");
            json.WriteString("mode", entry.Mode);
            json.WriteEndObject();
        });
        json.WriteEndObject();
    });

    public static byte[] History(string baseUrl, IReadOnlyList<Stored> versions) => FhirResult.Raw(json =>
    {
        Start(json, "history", versions.Count);
        Entries(json, versions, version =>
        {
            Named(json, baseUrl, version);
            json.WriteStartObject("request");
            json.WriteString("method", version.Deleted ? "DELETE" : version.Version == 1 ? "POST" : "PUT");
            json.WriteString("url", version.Deleted || version.Version > 1 ? version.Reference : version.Type);
            json.WriteEndObject();
            Response(json, version, version.Deleted ? 204 : version.Version == 1 ? 201 : 200);
        });
        json.WriteEndObject();
    });

    public static byte[] TransactionResponse(IReadOnlyList<Written> written) => FhirResult.Raw(json =>
    {
        Start(json, "transaction-response", null);
        Entries(json, written, one =>
        {
            if (one.Stored.Body is not null) Resource(json, one.Stored);
            Response(json, one.Stored, one.Status);
        });
        json.WriteEndObject();
    });

    public static byte[] BatchResponse(IReadOnlyList<(Written? Written, Refusal? Refusal)> answers) => FhirResult.Raw(json =>
    {
        Start(json, "batch-response", null);
        Entries(json, answers, answer =>
        {
            if (answer.Written is { } one)
            {
                if (one.Stored.Body is not null) Resource(json, one.Stored);
                Response(json, one.Stored, one.Status);
                return;
            }
            json.WriteStartObject("response");
            json.WriteString("status", answer.Refusal is { } refusal ? $"{refusal.Status}" : "200 OK");
            if (answer.Refusal is { Outcome: { } outcome })
            {
                json.WritePropertyName("outcome");
                json.WriteRawValue(ResourceBody.Write(outcome), skipInputValidation: true);
            }
            json.WriteEndObject();
        });
        json.WriteEndObject();
    });

    static void Start(Utf8JsonWriter json, string type, int? total)
    {
        json.WriteStartObject();
        json.WriteString("resourceType", "Bundle");
        json.WriteString("type", type);
        if (total is { } count) json.WriteNumber("total", count);
    }

    // https://hl7.org/fhir/R4/json.html: an array is never empty.
    static void Entries<T>(Utf8JsonWriter json, IReadOnlyCollection<T> entries, Action<T> write)
    {
        if (entries.Count == 0) return;
        json.WriteStartArray("entry");
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            write(entry);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Named(Utf8JsonWriter json, string baseUrl, Stored stored)
    {
        json.WriteString("fullUrl", $"{baseUrl}/{stored.Reference}");
        if (stored.Body is not null) Resource(json, stored);
    }

    static void Resource(Utf8JsonWriter json, Stored stored)
    {
        json.WritePropertyName("resource");
        json.WriteRawValue(stored.Body, skipInputValidation: true);
    }

    static void Response(Utf8JsonWriter json, Stored stored, int status)
    {
        json.WriteStartObject("response");
        json.WriteString("status", status switch { 201 => "201 Created", 204 => "204 No Content", _ => "200 OK" });
        if (stored.Version > 0)
        {
            json.WriteString("location", $"{stored.Reference}/_history/{stored.Version}");
            json.WriteString("etag", FhirResult.ETag(stored.Version));
            json.WriteString("lastModified", stored.Updated);
        }
        json.WriteEndObject();
    }

    static void Link(Utf8JsonWriter json, string relation, string url)
    {
        json.WriteStartObject();
        json.WriteString("relation", relation);
        json.WriteString("url", url);
        json.WriteEndObject();
    }

    static string Query(IEnumerable<(string Name, string Value)> pairs)
    {
        var query = string.Join('&', pairs.Select(pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}"));
        return query.Length == 0 ? "" : "?" + query;
    }
}
