using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;

namespace Telemed.Core.Pathways;

/// <summary>The files of one pathway folder, parsed strictly. Files refer to each other by canonical url.</summary>
sealed class PathwayFiles
{
    public const string Plan = "PlanDefinition.json";

    readonly Dictionary<string, Resource> _resources = new(StringComparer.Ordinal);
    readonly string _folder;

    PathwayFiles(string folder) => _folder = folder;

    public IEnumerable<Resource> Resources =>
        _resources.OrderBy(r => r.Key != Plan).ThenBy(r => r.Key, StringComparer.Ordinal).Select(r => r.Value);

    /// <summary>Parses every file; null when one of them is broken, since what refers to it could only be misjudged.</summary>
    public static PathwayFiles? Parse(string folder, IReadOnlyDictionary<string, string> texts, FaultLog faults)
    {
        var files = new PathwayFiles(folder);
        var before = faults.Faults.Count;
        foreach (var (name, text) in texts) files.Add(name, text, faults);
        if (!texts.ContainsKey(Plan)) faults.Add(new($"{folder}/{Plan}", "PlanDefinition"), "the file is missing");
        return faults.Faults.Count == before ? files : null;
    }

    /// <summary>The place of a resource that was read from this folder.</summary>
    public Place PlaceOf(Resource resource) =>
        new($"{_folder}/{_resources.First(r => ReferenceEquals(r.Value, resource)).Key}", resource.TypeName);

    /// <summary>The resource of this type a canonical names, with or without version; a fault at the place that names it otherwise.</summary>
    public T? Resolve<T>(string? canonical, Func<T, string?> url, Func<T, string?> version, Place at, FaultLog faults)
        where T : Resource
    {
        var found = canonical is null
            ? null
            : _resources.Values.OfType<T>().FirstOrDefault(r => canonical == url(r) || canonical == $"{url(r)}|{version(r)}");
        if (found is null) faults.Add(at, $"no {typeof(T).Name} in this folder is named '{canonical}'");
        return found;
    }

    void Add(string name, string text, FaultLog faults)
    {
        var file = $"{_folder}/{name}";
        try
        {
            using var json = JsonDocument.Parse(text);
            var type = TypeOf(json.RootElement);
            if (type is not ("PlanDefinition" or "Questionnaire" or "CodeSystem") || (name == Plan && type != "PlanDefinition"))
            {
                var expected = name == Plan ? "PlanDefinition" : "Questionnaire or CodeSystem";
                faults.Add(new(file, "resourceType"), $"'{type}' does not belong here: expected {expected}");
                return;
            }

            FhirJsonDeserializer.STRICT.TryDeserializeResource(text, out var resource, out var issues);
            foreach (var issue in issues) faults.Add(new(file, Element(issue, type)), Reason(issue));
            _resources[name] = resource!;
        }
        catch (JsonException broken)
        {
            faults.Add(
                new(file, "(file)"),
                $"cannot be read at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}: "
                    + broken.Message.Split(" LineNumber:")[0]);
        }
        catch (InvalidOperationException lost)
        {
            // The deserializer loses its place, and throws, on an array where FHIR has a single value; it names what comes next.
            faults.Add(new(file, "(file)"), $"an array stands where one value is expected: {lost.Message}");
        }
    }

    static string? TypeOf(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("resourceType", out var type) && type.ValueKind == JsonValueKind.String
            ? type.GetString()
            : null;

    static string Element(CodedException issue, string type) =>
        (issue as ExtendedCodedException)?.InstancePath?.Replace("$this", type, StringComparison.Ordinal) ?? type;

    static string Reason(CodedException issue) => (issue as ExtendedCodedException)?.BaseErrorMessage ?? issue.Message;
}
