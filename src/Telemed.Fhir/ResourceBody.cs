using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;
using Hl7.Fhir.Validation;
using static Hl7.Fhir.Model.OperationOutcome;

namespace Telemed.Fhir;

/// <summary>
/// Bodies as bytes. What a sender wrote is kept to the digit: unknown extensions, the scale of decimals and the order of elements
/// all survive, because only <c>id</c>, <c>meta</c> and the references of a transaction are rewritten.
/// </summary>
public static partial class ResourceBody
{
    static readonly FhirJsonDeserializer Checking = new(new DeserializerSettings().UsingMode(DeserializationMode.Strict, NarrativeValidationKind.None));
    static readonly FhirJsonDeserializer Reading = new(new DeserializerSettings().UsingMode(DeserializationMode.SyntaxOnly));
    static readonly JsonSerializerOptions FhirOptions = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector);
    static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    static readonly JsonDocumentOptions Limits = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>Reads JSON; a refusal says where it stops being JSON.</summary>
    public static (JsonDocument? Json, Refusal? Refusal) ParseJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            if (!Utf8.IsValid(body.Span)) return (null, Refusal.Malformed("The body is not UTF-8."));
            if (HasForbiddenText(body.Span)) return (null, Refusal.Malformed("A text of the body has a control character, or half of a surrogate pair."));
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

    // https://hl7.org/fhir/R4/datatypes.html#string. JSON's escapes can say what neither FHIR nor PostgreSQL can hold.
    static bool HasForbiddenText(ReadOnlySpan<byte> body)
    {
        if (body.IndexOf(@"\u"u8) < 0) return false;
        var reader = new Utf8JsonReader(body);
        try
        {
            while (reader.Read())
                if (reader.ValueIsEscaped && reader.GetString()!.Any(c => c < ' ' && c is not ('\t' or '\r' or '\n'))) return true;
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    /// <summary>Null when the element carries no resourceType.</summary>
    public static string? TypeOf(JsonElement resource) =>
        resource.ValueKind == JsonValueKind.Object && resource.TryGetProperty("resourceType", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    /// <summary>
    /// Null when the JSON is a resource of R4 as the specification defines it: every element known, of its type, as often as it must
    /// be, every code of a required binding known. Else every issue, with its element. Profiles and invariants are not judged here.
    /// </summary>
    /// <param name="path">What the expressions start with; null for the resource's type.</param>
    public static Refusal? Check(JsonElement resource, string? path = null)
    {
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(resource));
        if (Checking.TryDeserializeResource(ref reader, out _, out var found)) return null;
        var issues = found.OfType<ExtendedCodedException>().Where(issue => !IsTolerated(issue)).ToList();
        return issues.Count == 0 ? null : Refusal.Of(400, issues.Select(issue => (Code(issue), issue.BaseErrorMessage, (string?)Expression(issue, path ?? TypeOf(resource)!))));
    }

    // The parser is stricter than R4 in three places: a resource may have no element at all, a uri is any text without white
    // space (https://hl7.org/fhir/R4/datatypes.html#uri), and a decimal may be beyond what .NET's holds.
    static bool IsTolerated(ExtendedCodedException issue) => issue.ErrorCode switch
    {
        FhirJsonException.OBJECTS_CANNOT_BE_EMPTY_CODE or CodedValidationException.ELEMENT_CANNOT_BE_EMPTY_CODE => issue.InstancePath == "$this",
        CodedValidationException.LITERAL_INVALID_CODE => AnyUri().IsMatch(issue.BaseErrorMessage),
        CodedValidationException.INCORRECT_LITERAL_VALUE_TYPE_CODE =>
            HugeDecimal().Match(issue.BaseErrorMessage) is { Success: true } huge && !decimal.TryParse(huge.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        _ => false,
    };

    static IssueType Code(ExtendedCodedException issue) => issue.ErrorCode switch
    {
        CodedValidationException.UNKNOWN_ELEMENT_CODE or CodedValidationException.WRONG_CASED_ELEMENT_CODE or CodedValidationException.PROPERTY_TYPE_MISMATCH_CODE
            or CodedValidationException.UNKNOWN_RESOURCE_TYPE_CODE or CodedValidationException.ELEMENT_CANNOT_BE_EMPTY_CODE => IssueType.Structure,
        _ => issue.IssueType,
    };

    static string Expression(ExtendedCodedException issue, string path) =>
        issue.InstancePath is { Length: > 0 } instance && instance.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? path + instance[dot..] : path;

    [GeneratedRegex(@"^string '\S+' is not a correct literal for a (uri|url|canonical)\.$")]
    private static partial Regex AnyUri();

    [GeneratedRegex(@"^string '(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)' is not the right type of literal for a decimal\.$")]
    private static partial Regex HugeDecimal();

    /// <summary>Reads a body of this store, which was checked when it was written.</summary>
    public static T Read<T>(byte[] body) where T : Resource
    {
        var reader = new Utf8JsonReader(body);
        Reading.TryDeserializeResource(ref reader, out var resource, out _);
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
        writer.WriteString("versionId", version.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("lastUpdated", updated.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture));
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
        if (references is null) writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(property.Value), skipInputValidation: true);
        else if (IsReference(property) && references.TryGetValue(property.Value.GetString()!, out var target)) writer.WriteStringValue(target);
        else if (IsNarrative(property)) writer.WriteStringValue(Linked(property.Value.GetString()!, references));
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
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
                break;
        }
    }

    // https://hl7.org/fhir/R4/http.html#trules: references, the elements of type uri, url, oid and uuid, and the links of the
    // narrative; never an identifier's value.
    static bool IsReference(JsonProperty property) =>
        property.Value.ValueKind == JsonValueKind.String
        && property.Name is "reference" or "url" or "uri" or "valueUri" or "valueUrl" or "valueOid" or "valueUuid" or "valueCanonical";

    static bool IsNarrative(JsonProperty property) =>
        property.Name == "div" && property.Value.ValueKind == JsonValueKind.String && JsonMarshal.GetRawUtf8Value(property.Value).IndexOf("urn:uuid:"u8) >= 0;

    static string Linked(string narrative, IReadOnlyDictionary<string, string> references) =>
        references.Where(pair => pair.Key.StartsWith("urn:uuid:", StringComparison.Ordinal))
            .Aggregate(narrative, (text, pair) => text.Replace($"\"{pair.Key}\"", $"\"{pair.Value}\"", StringComparison.Ordinal));
}
