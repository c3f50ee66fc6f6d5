namespace Telemed.Fhir.Tests.Interactions;

/// <summary>https://hl7.org/fhir/R4/http.html#history</summary>
public class HistoryTests(FhirServer server) : IClassFixture<FhirServer>
{
    [Fact]
    public async Task The_history_of_a_resource_has_every_version_the_newest_first()
    {
        var created = await server.Client.Post("Patient", Resource.Patient("Un"));
        var updated = await server.Client.Put(created.Reference, Resource.Patient("Deux", created.Id));
        await server.Client.Delete(created.Reference);

        var history = (await server.Client.Get($"{created.Reference}/_history")).Is(HttpStatusCode.OK);

        Assert.Equal("history", history.Body["type"]!.GetValue<string>());
        Assert.Equal(3, history.Body["total"]!.GetValue<int>());
        Assert.Equal(["DELETE", "PUT", "POST"], history.Entries.Select(entry => entry["request"]!["method"]!.GetValue<string>()));
        Assert.Equal(["W/\"3\"", "W/\"2\"", "W/\"1\""], history.Entries.Select(entry => entry["response"]!["etag"]!.GetValue<string>()));
        Assert.All(history.Entries, entry => Assert.Equal($"{server.Base}/{created.Reference}", entry["fullUrl"]!.GetValue<string>()));
        Assert.Null(history.Entries.First()["resource"]);
        Assert.True(JsonNode.DeepEquals(updated.Body, history.Entries.ElementAt(1)["resource"]));
        Assert.True(JsonNode.DeepEquals(created.Body, history.Entries.ElementAt(2)["resource"]));
    }

    [Fact]
    public async Task What_never_was_has_no_history() =>
        (await server.Client.Get("Patient/never/_history")).Refuses(HttpStatusCode.NotFound, "not-found");
}
