using System.Text.Json.Nodes;

namespace Telemed.Territory;

/// <summary>The few shapes of FHIR R4 JSON that everything here is made of.</summary>
static class Fhir
{
    public const string Base = "https://telemed.example/fhir";

    public static JsonObject Reference(string target) => new() { ["reference"] = target };

    public static JsonObject Reference(string target, string display) => new() { ["reference"] = target, ["display"] = display };

    public static JsonObject Coding(string system, string code) => new() { ["system"] = system, ["code"] = code };

    public static JsonObject Coding(string system, string code, string display) => new() { ["system"] = system, ["code"] = code, ["display"] = display };

    public static JsonObject Concept(JsonObject coding) => new() { ["coding"] = new JsonArray(coding) };

    public static JsonObject Identifier(string system, string value) => new() { ["system"] = system, ["value"] = value };

    public static JsonObject Transaction(IEnumerable<JsonObject> entries) =>
        new() { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = new JsonArray([.. entries]) };

    public static JsonObject Put(JsonObject resource) => new()
    {
        ["resource"] = resource,
        ["request"] = new JsonObject { ["method"] = "PUT", ["url"] = $"{resource.Type()}/{resource.Id()}" },
    };

    public static JsonObject Post(string fullUrl, JsonObject resource) => new()
    {
        ["fullUrl"] = fullUrl,
        ["resource"] = resource,
        ["request"] = new JsonObject { ["method"] = "POST", ["url"] = resource.Type() },
    };

    public static JsonObject Parameters(params IEnumerable<(string Name, JsonNode Value)> parameters) => new()
    {
        ["resourceType"] = "Parameters",
        ["parameter"] = new JsonArray([.. parameters.Select(parameter => new JsonObject
        {
            ["name"] = parameter.Name,
            [KindOf(parameter.Value)] = parameter.Value.DeepClone(),
        })]),
    };

    static string KindOf(JsonNode value) => value is not JsonObject content ? "valueString" : content.ContainsKey("resourceType") ? "resource" : "valueReference";

    /// <summary>The text at a path such as <c>identifier.0.value</c>; null when nothing stands there.</summary>
    public static string? Text(this JsonNode? node, string path)
    {
        foreach (var step in path.Split('.'))
            node = node switch
            {
                JsonArray items when int.TryParse(step, out var i) => i < items.Count ? items[i] : null,
                JsonObject element => element[step],
                _ => null,
            };
        return node?.GetValue<string>();
    }

    public static string Type(this JsonObject resource) => resource["resourceType"]!.GetValue<string>();

    public static string Id(this JsonObject resource) => resource["id"]!.GetValue<string>();

    /// <summary>The same but for what a server sets.</summary>
    public static bool SameContent(this JsonObject stored, JsonObject wanted) => JsonNode.DeepEquals(Bare(stored), Bare(wanted));

    static JsonObject Bare(JsonObject resource)
    {
        var bare = resource.DeepClone().AsObject();
        if (bare["meta"] is not JsonObject meta) return bare;
        meta.Remove("versionId");
        meta.Remove("lastUpdated");
        if (meta.Count == 0) bare.Remove("meta");
        return bare;
    }
}
