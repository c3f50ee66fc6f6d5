namespace Telemed.Fhir.Tests.Interactions;

/// <summary>https://hl7.org/fhir/R4/http.html#read and https://hl7.org/fhir/R4/http.html#vread</summary>
public class ReadTests(FhirServer server) : IClassFixture<FhirServer>
{
    [Fact]
    public async Task A_read_answers_with_the_bytes_that_the_create_answered_with()
    {
        var created = await server.Client.Post("Patient", Resource.Patient());

        var read = (await server.Client.Get(created.Reference)).Is(HttpStatusCode.OK);

        Assert.Equal(created.Text, read.Text);
        Assert.Equal(created.ETag, read.ETag);
        Assert.Equal(created.ContentHeaders.LastModified, read.ContentHeaders.LastModified);
        Assert.Equal(read.ContentHeaders.ContentLength, System.Text.Encoding.UTF8.GetByteCount(read.Text));
    }

    [Theory]
    [InlineData("Patient/unknown")]
    [InlineData("Nonsense/1")]
    [InlineData("Patient/no_such_id!")]
    public async Task What_is_not_there_is_not_found(string path) =>
        (await server.Client.Get(path)).Refuses(HttpStatusCode.NotFound, "not-found");

    [Fact]
    public async Task Who_has_the_current_version_is_told_so_and_sent_nothing()
    {
        var reference = await server.Client.Creates(Resource.Patient());

        var same = (await server.Client.Get(reference, ("If-None-Match", "W/\"1\""))).Is(HttpStatusCode.NotModified);
        Assert.Empty(same.Text);
        Assert.Equal("W/\"1\"", same.ETag);
        (await server.Client.Get(reference, ("If-None-Match", "W/\"7\", W/\"1\""))).Is(HttpStatusCode.NotModified);
        (await server.Client.Get(reference, ("If-None-Match", "W/\"2\""))).Is(HttpStatusCode.OK);
        (await server.Client.Get(reference, ("If-None-Match", "\"rubbish\""))).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Every_version_can_be_read_again_as_it_was()
    {
        var first = await server.Client.Post("Patient", Resource.Patient("Avant"));
        var second = await server.Client.Put(first.Reference, Resource.Patient("Après", first.Id));

        var old = (await server.Client.Get($"{first.Reference}/_history/1")).Is(HttpStatusCode.OK);
        var current = (await server.Client.Get($"{first.Reference}/_history/2")).Is(HttpStatusCode.OK);

        Assert.Equal(first.Text, old.Text);
        Assert.Equal("W/\"1\"", old.ETag);
        Assert.Equal(second.Text, current.Text);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("0")]
    [InlineData("abc")]
    [InlineData("99999999999999999999")]
    public async Task A_version_that_never_was_is_not_found(string version)
    {
        var reference = await server.Client.Creates(Resource.Patient());

        (await server.Client.Get($"{reference}/_history/{version}")).Refuses(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("PATCH", "Patient/1")]
    [InlineData("DELETE", "Patient")]
    [InlineData("GET", "Patient/1/a/b/c")]
    [InlineData("GET", "")]
    public async Task What_is_no_interaction_here_is_refused_with_an_outcome(string method, string path) =>
        (await server.Client.Send(new HttpMethod(method), path, (HttpContent?)null))
            .Refuses(method == "GET" ? HttpStatusCode.NotFound : HttpStatusCode.MethodNotAllowed, "not-supported");
}
