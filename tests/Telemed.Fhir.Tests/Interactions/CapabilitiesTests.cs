namespace Telemed.Fhir.Tests.Interactions;

/// <summary>https://hl7.org/fhir/R4/http.html#capabilities</summary>
public class CapabilitiesTests(FhirServer server) : IClassFixture<FhirServer>
{
    [Fact]
    public async Task The_server_says_what_it_does()
    {
        var metadata = (await server.Client.Get("metadata")).Is(HttpStatusCode.OK).Body;

        Assert.Equal("CapabilityStatement", metadata["resourceType"]!.GetValue<string>());
        Assert.Equal("4.0.1", metadata["fhirVersion"]!.GetValue<string>());
        Assert.Equal(server.Base, metadata["implementation"]!["url"]!.GetValue<string>());
        Assert.Equal("transaction", metadata["rest"]![0]!["interaction"]![0]!["code"]!.GetValue<string>());
        Assert.Equal(146, metadata["rest"]![0]!["resource"]!.AsArray().Count);
        var patient = Resources(metadata).Single(resource => resource["type"]!.GetValue<string>() == "Patient");
        Assert.Equal(
            ["create", "delete", "history-instance", "read", "search-type", "update", "vread"],
            patient["interaction"]!.AsArray().Select(interaction => interaction!["code"]!.GetValue<string>()).Order());
        Assert.True(patient["updateCreate"]!.GetValue<bool>());
        Assert.True(patient["conditionalCreate"]!.GetValue<bool>());
        Assert.Equal("versioned", patient["versioning"]!.GetValue<string>());
        Assert.Contains("Patient:general-practitioner", patient["searchInclude"]!.AsArray().Select(include => include!.GetValue<string>()));
    }

    [Fact]
    public async Task Every_search_parameter_that_is_promised_can_be_asked_for()
    {
        var metadata = (await server.Client.Get("metadata")).Body;
        var values = new Dictionary<string, string> { ["date"] = "2020", ["number"] = "1", ["quantity"] = "1||mg" };
        var promised = Resources(metadata)
            .SelectMany(resource => resource["searchParam"]!.AsArray().Select(parameter => (Type: resource["type"]!.GetValue<string>(), Name: parameter!["name"]!.GetValue<string>(), Kind: parameter["type"]!.GetValue<string>())))
            .GroupBy(parameter => parameter.Type).ToList();

        Assert.True(promised.Sum(type => type.Count()) > 1_500);
        foreach (var type in promised)
            (await server.Client.Get($"{type.Key}?{string.Join('&', type.Select(parameter => $"{parameter.Name}={values.GetValueOrDefault(parameter.Kind, "x")}"))}")).Is(HttpStatusCode.OK);
    }

    static IEnumerable<JsonNode> Resources(JsonNode metadata) => metadata["rest"]![0]!["resource"]!.AsArray().Select(resource => resource!);
}
