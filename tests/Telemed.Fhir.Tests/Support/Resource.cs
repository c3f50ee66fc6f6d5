namespace Telemed.Fhir.Tests.Support;

/// <summary>Small valid resources, written as a sender would write them.</summary>
static class Resource
{
    public static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    public static JsonObject Patient(string family = "Martin", string? id = null, string? identifier = null)
    {
        var patient = Parse($$"""{"resourceType":"Patient","name":[{"family":"{{family}}"}]}""");
        if (id is not null) patient["id"] = id;
        if (identifier is not null) patient["identifier"] = Parse($$"""{"in":[{"system":"urn:telemed:test","value":"{{identifier}}"}]}""")["in"]!.DeepClone();
        return patient;
    }

    public static JsonObject Observation(string subject, string code = "8867-4", string effective = "2026-03-01") => Parse($$"""
        {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"{{code}}"}]},
         "subject":{"reference":"{{subject}}"},"effectiveDateTime":"{{effective}}"}
        """);

    public static JsonObject Basic(string text, string? id = null)
    {
        var basic = Parse($$$"""{"resourceType":"Basic","code":{"text":"{{{text}}}"}}""");
        if (id is not null) basic["id"] = id;
        return basic;
    }

    public static JsonObject Transaction(params JsonObject[] entries) =>
        new() { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = new JsonArray([.. entries]) };

    /// <summary>An entry of a transaction that creates.</summary>
    public static JsonObject Post(JsonObject resource, string? fullUrl = null, string? ifNoneExist = null)
    {
        var entry = Entry("POST", resource["resourceType"]!.GetValue<string>(), resource, fullUrl);
        if (ifNoneExist is not null) entry["request"]!["ifNoneExist"] = ifNoneExist;
        return entry;
    }

    /// <summary>An entry of a transaction that updates, or creates under an id of the sender's.</summary>
    public static JsonObject Put(JsonObject resource, string? ifMatch = null)
    {
        var entry = Entry("PUT", $"{resource["resourceType"]}/{resource["id"]}", resource, null);
        if (ifMatch is not null) entry["request"]!["ifMatch"] = ifMatch;
        return entry;
    }

    public static JsonObject Delete(string url, string? ifMatch = null)
    {
        var entry = Entry("DELETE", url, null, null);
        if (ifMatch is not null) entry["request"]!["ifMatch"] = ifMatch;
        return entry;
    }

    static JsonObject Entry(string method, string url, JsonObject? resource, string? fullUrl)
    {
        var entry = new JsonObject();
        if (fullUrl is not null) entry["fullUrl"] = fullUrl;
        if (resource is not null) entry["resource"] = resource;
        entry["request"] = new JsonObject { ["method"] = method, ["url"] = url };
        return entry;
    }
}
