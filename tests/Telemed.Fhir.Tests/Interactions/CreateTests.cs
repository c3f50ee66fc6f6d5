namespace Telemed.Fhir.Tests.Interactions;

/// <summary>https://hl7.org/fhir/R4/http.html#create</summary>
public class CreateTests(FhirServer server) : IClassFixture<FhirServer>
{
    [Fact]
    public async Task A_create_answers_with_the_resource_its_version_and_where_it_stands()
    {
        var answer = (await server.Client.Post("Patient", Resource.Patient("Durand"))).Is(HttpStatusCode.Created);

        Assert.Equal("application/fhir+json; charset=utf-8", answer.ContentHeaders.ContentType!.ToString());
        Assert.Equal("1", answer.Body["meta"]!["versionId"]!.GetValue<string>());
        Assert.Equal("W/\"1\"", answer.ETag);
        Assert.Equal($"{server.Base}/Patient/{answer.Id}/_history/1", answer.Headers.Location!.ToString());
        var updated = answer.Body["meta"]!["lastUpdated"]!.GetValue<DateTimeOffset>();
        Assert.Equal(updated.ToString("R"), answer.ContentHeaders.LastModified!.Value.ToString("R"));
        Assert.Equal("Durand", answer.Body["name"]![0]!["family"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_id_and_the_version_that_a_sender_gives_are_not_taken()
    {
        var patient = Resource.Patient(id: "mine");
        patient["meta"] = Resource.Parse("""{"versionId":"77","lastUpdated":"2001-01-01T00:00:00Z","tag":[{"system":"urn:x","code":"kept"}]}""");

        var answer = (await server.Client.Post("Patient", patient)).Is(HttpStatusCode.Created);

        Assert.NotEqual("mine", answer.Id);
        Assert.Equal("1", answer.Body["meta"]!["versionId"]!.GetValue<string>());
        Assert.True(answer.Body["meta"]!["lastUpdated"]!.GetValue<DateTimeOffset>().Year > 2001);
        Assert.Equal("kept", answer.Body["meta"]!["tag"]![0]!["code"]!.GetValue<string>());
        (await server.Client.Get("Patient/mine")).Refuses(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_resource_without_any_element_is_still_a_resource() =>
        (await server.Client.Post("Location", Resource.Parse("""{"resourceType":"Location"}"""))).Is(HttpStatusCode.Created);

    [Fact]
    public async Task A_sender_that_wants_little_back_gets_no_body()
    {
        var answer = (await server.Client.Post("Patient", Resource.Patient(), ("Prefer", "return=minimal"))).Is(HttpStatusCode.Created);

        Assert.Empty(answer.Text);
        Assert.NotNull(answer.Headers.Location);
        Assert.Equal("W/\"1\"", answer.ETag);
    }

    [Fact]
    public async Task The_resource_goes_to_the_type_in_the_url()
    {
        (await server.Client.Post("Observation", Resource.Patient())).Refuses(HttpStatusCode.BadRequest, "structure", "resourceType");
        (await server.Client.Post("Nonsense", Resource.Parse("""{"resourceType":"Nonsense"}"""))).Refuses(HttpStatusCode.BadRequest, "structure", "resourceType");
    }

    [Fact]
    public async Task Only_json_is_read() =>
        (await server.Client.Send(HttpMethod.Post, "Patient", new StringContent("<Patient/>", null, "application/fhir+xml")))
            .Refuses(HttpStatusCode.UnsupportedMediaType, "not-supported");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_beyond_the_limit_is_refused_as_too_long_however_it_is_sent(bool lengthIsSaid)
    {
        var content = new StreamContent(new MemoryStream(new byte[Rest.FhirEndpoints.MaximumBody + 1]));
        content.Headers.ContentType = new("application/fhir+json");
        content.Headers.ContentLength = lengthIsSaid ? Rest.FhirEndpoints.MaximumBody + 1 : null;

        (await server.Client.Send(HttpMethod.Post, "Patient", content, ("Expect", "100-continue"))).Refuses(HttpStatusCode.RequestEntityTooLarge, "too-long");
    }
}
