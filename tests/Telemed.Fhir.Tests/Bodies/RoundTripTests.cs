namespace Telemed.Fhir.Tests.Bodies;

/// <summary>
/// What was sent comes back: HL7's own R4 examples (https://hl7.org/fhir/R4/examples-json.html, CC0), to the digit of every decimal.
/// TELEMED_R4_EXAMPLES names a folder with all of them, to run more than the ones kept here.
/// </summary>
public class RoundTripTests(FhirServer server) : IClassFixture<FhirServer>
{
    public static TheoryData<string> Examples =>
        [.. Directory.GetFiles(Environment.GetEnvironmentVariable("TELEMED_R4_EXAMPLES") ?? Path.Combine(AppContext.BaseDirectory, "Examples"), "*.json").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task A_published_example_is_read_back_as_it_was_sent(string file)
    {
        var sent = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var (type, id) = (JsonNode.Parse(sent)!["resourceType"]!.GetValue<string>(), JsonNode.Parse(sent)!["id"]!.GetValue<string>());

        (await server.Client.Send(HttpMethod.Put, $"{type}/{id}", sent)).Is(HttpStatusCode.Created);
        var put = await server.Client.Get($"{type}/{id}");
        var posted = (await server.Client.Send(HttpMethod.Post, type, sent)).Is(HttpStatusCode.Created);

        Assert.Equal(Content(sent), Content(put.Text));
        Assert.Equal(Content(sent), Content((await server.Client.Get(posted.Reference)).Text));
    }

    [Fact]
    public async Task Decimals_unknown_extensions_and_the_order_of_elements_survive_to_the_character()
    {
        var sent = """
            "extension":[{"url":"https://vendor.example/ext","valueDecimal":1.00},{"extension":[{"valueDecimal":1e2,"url":"b"}],"url":"https://vendor.example/nested"}],
            "status":"final","code":{"text":"C\u0153ur \ud83d\udc93 <&'>"},
            "component":[{"code":{"text":"a"},"valueQuantity":{"value":-0.0,"_value":{"id":"v"}}},{"valueQuantity":{"value":1E+245},"code":{"text":"b"}}],
            "_effectiveDateTime":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]},
            "note":[{"text":"é\n\t"}]}
            """.ReplaceLineEndings("");

        var created = (await server.Client.Send(HttpMethod.Post, "Observation", """{"resourceType":"Observation",""" + sent)).Is(HttpStatusCode.Created);

        Assert.EndsWith(sent, created.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arrays_of_primitives_keep_their_gaps()
    {
        var patient = Resource.Parse("""{"resourceType":"Patient","name":[{"given":["Anne",null,"Marie"],"_given":[null,{"extension":[{"url":"urn:x","valueString":"?"}]},null]}]}""");

        var created = (await server.Client.Post("Patient", patient)).Is(HttpStatusCode.Created);

        Assert.Equal(patient["name"]!.ToJsonString(), created.Body["name"]!.ToJsonString());
    }

    // Everything but what the server owns, in the order sent. A number is its text: 1.0, 1.00 and 1E0 are three.
    static string Content(string json)
    {
        var resource = JsonNode.Parse(json)!.AsObject();
        var meta = resource["meta"]?.AsObject();
        foreach (var own in new[] { "versionId", "lastUpdated" }) meta?.Remove(own);
        var type = resource["resourceType"];
        foreach (var first in new[] { "resourceType", "id", "meta" }) resource.Remove(first);
        return $"{type} {(meta?.Count > 0 ? meta.ToJsonString() : "")} {resource.ToJsonString()}";
    }
}
