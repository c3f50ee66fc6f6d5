namespace Telemed.Fhir.Tests.Interactions;

/// <summary>https://hl7.org/fhir/R4/http.html#brules</summary>
public class BatchTests(FhirServer server) : IClassFixture<FhirServer>
{
    [Fact]
    public async Task What_is_wrong_with_one_entry_keeps_no_other_from_being_stored()
    {
        var patient = await server.Client.Creates(Resource.Patient("Lot"));
        var broken = Resource.Observation(patient);
        broken.Remove("status");

        var answer = (await server.Client.Post("", Batch(
            Resource.Post(Resource.Observation(patient, effective: "2026-03-01")), Resource.Post(broken), Resource.Post(Resource.Observation("urn:uuid:nobody")),
            Resource.Put(Resource.Patient("Autre", id: "a-batch"), "W/\"7\""), Resource.Post(Resource.Observation(patient, effective: "2026-03-02"))))).Is(HttpStatusCode.OK);

        Assert.Equal("batch-response", answer.Body["type"]!.GetValue<string>());
        Assert.Equal(["201 Created", "400", "422", "412", "201 Created"], answer.Entries.Select(entry => entry["response"]!["status"]!.GetValue<string>()));
        Assert.Equal("Bundle.entry[2].resource", answer.Entries.ElementAt(2)["response"]!["outcome"]!["issue"]![0]!["expression"]![0]!.GetValue<string>());
        Assert.Equal(2, (await server.Client.Finds($"Observation?subject={patient}")).Length);
    }

    [Fact]
    public async Task An_empty_batch_does_nothing() =>
        Assert.Empty((await server.Client.Post("", Resource.Parse("""{"resourceType":"Bundle","type":"batch"}"""))).Is(HttpStatusCode.OK).Entries);

    static JsonObject Batch(params JsonObject[] entries) => new() { ["resourceType"] = "Bundle", ["type"] = "batch", ["entry"] = new JsonArray([.. entries]) };
}
