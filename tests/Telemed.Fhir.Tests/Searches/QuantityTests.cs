namespace Telemed.Fhir.Tests.Searches;

/// <summary>https://hl7.org/fhir/R4/search.html#quantity and https://hl7.org/fhir/R4/search.html#number</summary>
public class QuantityTests(QuantityTests.Measured server) : IClassFixture<QuantityTests.Measured>
{
    const string Ucum = "http://unitsofmeasure.org";

    public sealed class Measured(TestDatabase databases) : FhirServer(databases)
    {
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            foreach (var (id, value) in new[]
            {
                ("5.4", $$"""{"value":5.4,"unit":"milligramme","system":"{{Ucum}}","code":"mg"}"""),
                ("5.40", $$"""{"value":5.40,"system":"{{Ucum}}","code":"mg"}"""),
                ("5.45", $$"""{"value":5.45,"system":"{{Ucum}}","code":"g"}"""),
                ("5.35", """{"value":5.35,"unit":"mg"}"""),
                ("0", """{"value":0,"unit":"mg"}"""),
                ("minus-5", """{"value":-5.0,"unit":"°C"}"""),
                ("huge", """{"value":1E+245,"unit":"mg"}"""),
                ("tiny", """{"value":0.0000000000000000000000000001,"unit":"g"}"""),
                ("none", """{"unit":"mg"}"""),
            })
                (await Client.Put($"Observation/{id}", Resource.Parse($$"""{"resourceType":"Observation","id":"{{id}}","status":"final","code":{"text":"x"},"valueQuantity":{{value}}}"""))).Is(HttpStatusCode.Created);
            foreach (var (id, probability) in new[] { ("low", "0.1"), ("high", "0.75") })
                (await Client.Put($"RiskAssessment/{id}", Resource.Parse(
                    $$"""{"resourceType":"RiskAssessment","id":"{{id}}","status":"final","subject":{"reference":"Patient/1"},"prediction":[{"probabilityDecimal":{{probability}}}]}"""))).Is(HttpStatusCode.Created);
        }
    }

    [Theory]
    [InlineData("5.4", "5.4 5.40 5.35")]
    [InlineData("5.40", "5.4 5.40")]
    [InlineData("eq5.4", "5.4 5.40 5.35")]
    [InlineData("5.40e0", "5.4 5.40")]
    [InlineData("5", "5.4 5.40 5.35 5.45")]
    [InlineData("ne5.4", "5.45 0 minus-5 tiny")]
    [InlineData("gt5.4", "5.45")]
    [InlineData("ge5.4", "5.4 5.40 5.45")]
    [InlineData("lt5.4", "5.35 0 minus-5 tiny")]
    [InlineData("le5.4", "5.4 5.40 5.35 0 minus-5 tiny")]
    [InlineData("sa5.4", "5.45")]
    [InlineData("eb0", "minus-5")]
    [InlineData("ap5.0", "5.4 5.40 5.35 5.45")]
    [InlineData("ap-5.2", "minus-5")]
    [InlineData("-5", "minus-5")]
    [InlineData("0", "0 tiny")]
    [InlineData("gt1e28", "")]
    [InlineData("ap79228162514264337593543950335", "")]
    [InlineData("5.4|http://unitsofmeasure.org|mg", "5.4 5.40")]
    [InlineData("5.4||mg", "5.4 5.40 5.35")]
    [InlineData("5.4||milligramme", "5.4")]
    [InlineData("5.4|http://unitsofmeasure.org|milligramme", "")]
    [InlineData("5.4|http://unitsofmeasure.org|", "5.4 5.40")]
    [InlineData("gt5||g", "5.45")]
    [InlineData("5.4||kg", "")]
    [InlineData("lt0||°C", "minus-5")]
    public async Task An_observation_is_found_by(string value, string found) => await Finds($"Observation?value-quantity={value}", found);

    [Theory]
    [InlineData("0.1", "low")]
    [InlineData("gt0.5", "high")]
    [InlineData("0.8", "high")]
    [InlineData("0.75,0.10", "low high")]
    public async Task A_risk_is_found_by_its_number(string value, string found) => await Finds($"RiskAssessment?probability={value}", found);

    [Theory]
    [InlineData("much")]
    [InlineData("5.4|mg")]
    [InlineData("5.4|a|b|c")]
    [InlineData("|http://unitsofmeasure.org|mg")]
    [InlineData("1e40")]
    [InlineData("NaN")]
    [InlineData("5,4|x")]
    public async Task What_is_no_quantity_is_refused_and_a_unit_is_never_ignored(string value) =>
        (await server.Client.Get($"Observation?value-quantity={value}")).Refuses(HttpStatusCode.BadRequest, "value");

    async Task Finds(string search, string found) =>
        Assert.Equal(found.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), (await server.Client.Finds(search)).Order());
}
