namespace Telemed.Fhir.Tests.Interactions;

/// <summary>https://hl7.org/fhir/R4/http.html#update and https://hl7.org/fhir/R4/http.html#concurrency</summary>
public class UpdateTests(FhirServer server) : IClassFixture<FhirServer>
{
    [Fact]
    public async Task An_update_makes_the_next_version()
    {
        var created = await server.Client.Post("Patient", Resource.Patient("Avant"));

        var updated = (await server.Client.Put(created.Reference, Resource.Patient("Après", created.Id))).Is(HttpStatusCode.OK);

        Assert.Equal("W/\"2\"", updated.ETag);
        Assert.Equal("2", updated.Body["meta"]!["versionId"]!.GetValue<string>());
        Assert.Equal(updated.Text, (await server.Client.Get(created.Reference)).Text);
        Assert.Equal([created.Id], await server.Client.Finds($"Patient?_id={created.Id}&family=Apres"));
        Assert.Empty(await server.Client.Finds($"Patient?_id={created.Id}&family=Avant"));
    }

    [Fact]
    public async Task An_update_of_what_is_not_there_creates_it_under_the_senders_id()
    {
        var answer = (await server.Client.Put("Patient/chosen.by-us", Resource.Patient(id: "chosen.by-us"))).Is(HttpStatusCode.Created);

        Assert.Equal("chosen.by-us", answer.Id);
        Assert.Equal($"{server.Base}/Patient/chosen.by-us/_history/1", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task The_id_stands_in_the_url_and_in_the_resource()
    {
        (await server.Client.Put("Patient/one", Resource.Patient())).Refuses(HttpStatusCode.BadRequest, "value", "Patient.id");
        (await server.Client.Put("Patient/one", Resource.Patient(id: "two"))).Refuses(HttpStatusCode.BadRequest, "value", "Patient.id");
        (await server.Client.Put("Patient/a_b", Resource.Patient(id: "a_b"))).Refuses(HttpStatusCode.BadRequest, "value", "Patient.id");
        var tooLong = new string('a', 65);
        (await server.Client.Put($"Patient/{tooLong}", Resource.Patient(id: tooLong))).Refuses(HttpStatusCode.BadRequest, "value", "Patient.id");
    }

    [Fact]
    public async Task A_change_of_the_version_that_was_read_is_taken()
    {
        var created = await server.Client.Post("Patient", Resource.Patient());

        (await server.Client.Put(created.Reference, Resource.Patient("Bon", created.Id), ("If-Match", created.ETag!))).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("W/\"1\"")]
    [InlineData("\"1\"")]
    [InlineData("W/\"3\"")]
    [InlineData("W/\"abc\"")]
    [InlineData("rubbish")]
    public async Task A_change_of_any_other_version_is_stale_and_changes_nothing(string ifMatch)
    {
        var created = await server.Client.Post("Patient", Resource.Patient("Premier"));
        var current = await server.Client.Put(created.Reference, Resource.Patient("Second", created.Id));

        (await server.Client.Put(created.Reference, Resource.Patient("Tiers", created.Id), ("If-Match", ifMatch))).Refuses(HttpStatusCode.PreconditionFailed, "conflict");

        Assert.Equal(current.Text, (await server.Client.Get(created.Reference)).Text);
    }

    [Fact]
    public async Task If_match_never_creates() =>
        (await server.Client.Put("Patient/nobody", Resource.Patient(id: "nobody"), ("If-Match", "W/\"1\""))).Refuses(HttpStatusCode.PreconditionFailed, "conflict");
}
