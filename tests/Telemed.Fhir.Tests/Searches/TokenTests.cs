namespace Telemed.Fhir.Tests.Searches;

/// <summary>https://hl7.org/fhir/R4/search.html#token</summary>
public class TokenTests(TokenTests.Observations server) : IClassFixture<TokenTests.Observations>
{
    public sealed class Observations(TestDatabase databases) : FhirServer(databases)
    {
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            foreach (var (id, code, status) in new[]
            {
                ("in-a", """{"coding":[{"system":"urn:a","code":"1"}]}""", "final"),
                ("in-b", """{"coding":[{"system":"urn:b","code":"1"}]}""", "final"),
                ("in-none", """{"coding":[{"code":"1"}]}""", "preliminary"),
                ("in-both", """{"coding":[{"system":"urn:a","code":"1"},{"system":"urn:b","code":"2"}]}""", "amended"),
                ("odd", """{"coding":[{"system":"urn:a","code":"x|y,z"}]}""", "final"),
                ("only-text", """{"text":"no code"}""", "final"),
            })
                (await Client.Put($"Observation/{id}", Resource.Parse($$"""{"resourceType":"Observation","id":"{{id}}","status":"{{status}}","code":{{code}}}"""))).Is(HttpStatusCode.Created);
            foreach (var (id, content) in new[]
            {
                ("phone", """ "telecom":[{"system":"phone","value":"+33612345678"},{"system":"email","value":"a@b.example"}],"gender":"female" """),
                ("numbered", """ "identifier":[{"system":"urn:ins","value":"1"}],"active":true """),
                ("unsystematic", """ "identifier":[{"value":"1"}],"active":false """),
                ("long", $$""" "identifier":[{"system":"urn:ins","value":"{{new string('é', 5000)}}"}] """),
            })
                (await Client.Put($"Patient/{id}", Resource.Parse($$"""{"resourceType":"Patient","id":"{{id}}",{{content}}}"""))).Is(HttpStatusCode.Created);
        }
    }

    [Theory]
    [InlineData("code=1", "in-a in-b in-none in-both")]
    [InlineData("code=urn:a|1", "in-a in-both")]
    [InlineData("code=urn:a%7C1", "in-a in-both")]
    [InlineData("code=|1", "in-none")]
    [InlineData("code=urn:a|", "in-a in-both odd")]
    [InlineData("code=urn:c|1", "")]
    [InlineData("code=urn:a|1,urn:b|1", "in-a in-b in-both")]
    [InlineData("code=urn:a|1&code=urn:b|2", "in-both")]
    [InlineData("code=urn:a|1&code=urn:b|1", "")]
    [InlineData("code=urn:a|x\\|y\\,z", "odd")]
    [InlineData("code:not=1", "odd only-text")]
    [InlineData("code:not=urn:b|1,urn:b|2", "in-a in-none odd only-text")]
    [InlineData("status=final", "in-a in-b odd only-text")]
    [InlineData("status=http://hl7.org/fhir/observation-status|final", "in-a in-b odd only-text")]
    [InlineData("status=Final", "")]
    [InlineData("code:missing=true", "")]
    [InlineData("code:missing=false", "in-a in-b in-none in-both odd only-text")]
    [InlineData("category:missing=true", "in-a in-b in-none in-both odd only-text")]
    [InlineData("category:missing=false", "")]
    public async Task An_observation_is_found_by(string search, string found) => await Finds("Observation", search, found);

    [Theory]
    // A plus in a query is a blank: a phone number is sent with %2B.
    [InlineData("telecom=+33612345678", "")]
    [InlineData("telecom=%2B33612345678", "phone")]
    [InlineData("phone=%2B33612345678", "phone")]
    [InlineData("email=%2B33612345678", "")]
    [InlineData("email=a@b.example", "phone")]
    [InlineData("active=true", "numbered")]
    [InlineData("active=false", "unsystematic")]
    [InlineData("gender=female", "phone")]
    [InlineData("identifier=1", "numbered unsystematic")]
    [InlineData("identifier=urn:ins|1", "numbered")]
    [InlineData("identifier=|1", "unsystematic")]
    public async Task A_patient_is_found_by(string search, string found) => await Finds("Patient", search, found);

    [Fact]
    public async Task A_code_that_is_longer_than_an_index_takes_is_found_whole_and_only_whole()
    {
        await Finds("Patient", $"identifier=urn:ins|{new string('é', 600)}", "");
        var form = new FormUrlEncodedContent([new("identifier", $"urn:ins|{new string('é', 5000)}")]);
        Assert.Equal(["long"], (await server.Client.Send(HttpMethod.Post, "Patient/_search", form)).Is(HttpStatusCode.OK).Matches.Select(match => match["id"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("code=")]
    [InlineData("code=1,")]
    [InlineData("code=|")]
    [InlineData("code=a|b|c")]
    [InlineData("code:missing=perhaps")]
    [InlineData("code:missing=true,false")]
    [InlineData("code")]
    public async Task What_says_nothing_is_refused(string search) =>
        (await server.Client.Get($"Observation?{search}")).Refuses(HttpStatusCode.BadRequest, "value");

    [Theory]
    [InlineData("code:text=pulse")]
    [InlineData("code:in=urn:vs")]
    [InlineData("code:above=1")]
    [InlineData("_id:not=in-a")]
    [InlineData("_id:missing=true")]
    [InlineData("_lastUpdated:missing=true")]
    public async Task A_modifier_that_is_not_supported_is_refused_and_not_ignored(string search) =>
        (await server.Client.Get($"Observation?{search}")).Refuses(HttpStatusCode.BadRequest, "not-supported");

    async Task Finds(string type, string search, string found) =>
        Assert.Equal(found.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), (await server.Client.Finds($"{type}?{search}")).Order());
}
