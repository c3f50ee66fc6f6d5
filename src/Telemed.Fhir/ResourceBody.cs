using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace Telemed.Fhir;

/// <summary>
/// Bodies as bytes. What a sender wrote is kept to the digit: unknown extensions, the scale of decimals and the order of elements
/// all survive, because only <c>id</c>, <c>meta</c> and the references of a transaction are rewritten.
/// </summary>
public static class ResourceBody
{
    static readonly FhirJsonDeserializer Deserializer = new(new DeserializerSettings().UsingMode(DeserializationMode.SyntaxOnly));
    static readonly JsonSerializerOptions FhirOptions = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector);
    static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    static readonly JsonDocumentOptions Limits = new() { MaxDepth = 64 };

    /// <summary>Reads JSON; a refusal says where it stops being JSON.</summary>
    public static (JsonDocument? Json, Refusal? Refusal) ParseJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            var json = JsonDocument.Parse(body, Limits);
            if (TypeOf(json.RootElement) is { } type && ModelInfo.IsKnownResource(type)) return (json, null);
            json.Dispose();
            return (null, Refusal.Malformed("The body is not a FHIR R4 resource: resourceType is missing or unknown.", "resourceType"));
        }
        catch (JsonException e)
        {
            return (null, Refusal.Malformed($"The body is not JSON: {e.Message}"));
        }
    }

    /// <summary>Null when the element carries no resourceType.</summary>
    public static string? TypeOf(JsonElement resource) =>
        resource.ValueKind == JsonValueKind.Object && resource.TryGetProperty("resourceType", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    /// <summary>Reads a resource as an object; every issue names the element it is about.</summary>
    public static (Resource? Resource, Refusal? Refusal) Parse(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        if (Deserializer.TryDeserializeResource(ref reader, out var resource, out var issues)) return (resource, null);
        return (null, Refusal.Of(400, issues.Select(issue => (
            OperationOutcome.IssueType.Structure,
            issue.Message,
            (issue as Hl7.Fhir.Utility.ExtendedCodedException)?.InstancePath))));
    }

    /// <summary>Reads a body of this store, which was checked when it was written.</summary>
    public static T Read<T>(byte[] body) where T : Resource
    {
        var reader = new Utf8JsonReader(body);
        Deserializer.TryDeserializeResource(ref reader, out var resource, out _);
        return (T)resource!;
    }

    /// <summary>The JSON of an object.</summary>
    public static byte[] Write(Resource resource) => JsonSerializer.SerializeToUtf8Bytes(resource, FhirOptions);

    /// <summary>The stored form: <c>resourceType</c>, <c>id</c> and <c>meta</c> first, everything else as it came.</summary>
    /// <param name="references">Where the references of a transaction lead; null when none is to be rewritten.</param>
    public static byte[] Stamp(JsonElement resource, string id, int version, DateTimeOffset updated, IReadOnlyDictionary<string, string>? references = null)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer, Readable);
        writer.WriteStartObject();
        writer.WriteString("resourceType", TypeOf(resource));
        writer.WriteString("id", id);
        writer.WriteStartObject("meta");
        writer.WriteString("versionId", version.ToString());
        writer.WriteString("lastUpdated", updated.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ"));
        if (resource.TryGetProperty("meta", out var meta) && meta.ValueKind == JsonValueKind.Object)
            foreach (var property in meta.EnumerateObject())
                if (property.Name is not ("versionId" or "lastUpdated")) Copy(writer, property, references);
        writer.WriteEndObject();
        foreach (var property in resource.EnumerateObject())
            if (property.Name is not ("resourceType" or "id" or "meta")) Copy(writer, property, references);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    static void Copy(Utf8JsonWriter writer, JsonProperty property, IReadOnlyDictionary<string, string>? references)
    {
        writer.WritePropertyName(property.Name);
        if (references is null) writer.WriteRawValue(property.Value.GetRawText(), skipInputValidation: true);
        else if (IsReference(property) && references.TryGetValue(property.Value.GetString()!, out var target)) writer.WriteStringValue(target);
        else Copy(writer, property.Value, references);
    }

    static void Copy(Utf8JsonWriter writer, JsonElement value, IReadOnlyDictionary<string, string> references)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject()) Copy(writer, property, references);
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Copy(writer, item, references);
                writer.WriteEndArray();
                break;
            default:
                writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
                break;
        }
    }

    // https://hl7.org/fhir/R4/http.html#trules: references and the elements of type uri, url, oid and uuid; never an identifier's value.
    static bool IsReference(JsonProperty property) =>
        property.Value.ValueKind == JsonValueKind.String
        && property.Name is "reference" or "url" or "uri" or "valueUri" or "valueUrl" or "valueOid" or "valueUuid" or "valueCanonical";
}
