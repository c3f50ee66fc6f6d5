namespace Telemed.Fhir.Tests.Interactions;

/// <summary>https://hl7.org/fhir/R4/http.html#transaction and https://hl7.org/fhir/R4/http.html#trules</summary>
public class TransactionTests(FhirServer server) : IClassFixture<FhirServer>
{
    [Fact]
    public async Task Entries_that_name_each_other_are_joined_whatever_their_order()
    {
        var answer = (await server.Client.Transaction(
            Resource.Post(Resource.Observation("urn:uuid:0190f7c1-0000-7000-8000-000000000001")),
            Resource.Post(Resource.Patient("Joint"), "urn:uuid:0190f7c1-0000-7000-8000-000000000001"))).Is(HttpStatusCode.OK);

        Assert.Equal("transaction-response", answer.Body["type"]!.GetValue<string>());
        var (observation, patient) = (answer.Entries.First(), answer.Entries.Last());
        Assert.Equal($"Patient/{patient["resource"]!["id"]}", observation["resource"]!["subject"]!["reference"]!.GetValue<string>());
        Assert.All(answer.Entries, entry =>
        {
            Assert.Equal("201 Created", entry["response"]!["status"]!.GetValue<string>());
            Assert.Equal("W/\"1\"", entry["response"]!["etag"]!.GetValue<string>());
            Assert.Equal($"{entry["resource"]!["resourceType"]}/{entry["resource"]!["id"]}/_history/1", entry["response"]!["location"]!.GetValue<string>());
        });
        Assert.Equal([$"{observation["resource"]!["id"]}"], await server.Client.Finds($"Observation?subject=Patient/{patient["resource"]!["id"]}"));
    }

    [Fact]
    public async Task An_entry_without_a_name_can_still_refer_to_what_a_search_finds()
    {
        var patient = await server.Client.Creates(Resource.Patient(identifier: "only-one"));

        var answer = (await server.Client.Transaction(Resource.Post(Resource.Observation("Patient?identifier=urn:telemed:test|only-one")))).Is(HttpStatusCode.OK);

        Assert.Equal(patient, answer.Entries.Single()["resource"]!["subject"]!["reference"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("Patient?identifier=urn:telemed:test|nobody", HttpStatusCode.PreconditionFailed, "not-found")]
    [InlineData("Patient?identifier=urn:telemed:test|twins", HttpStatusCode.PreconditionFailed, "multiple-matches")]
    [InlineData("Patient?favourite-colour=blue", HttpStatusCode.BadRequest, "not-supported")]
    [InlineData("Patient?birthdate=tomorrow", HttpStatusCode.BadRequest, "value")]
    [InlineData("urn:uuid:0190f7c1-0000-7000-8000-00000000dead", HttpStatusCode.UnprocessableEntity, "not-found")]
    public async Task A_reference_that_leads_nowhere_undoes_all(string reference, HttpStatusCode status, string code)
    {
        if (await server.Scalar<long>("select count(*) from fhir.search_token where code = 'twins'") == 0)
            foreach (var _ in Enumerable.Range(0, 2)) await server.Client.Creates(Resource.Patient(identifier: "twins"));
        var before = await server.Scalar<long>("select count(*) from fhir.resource");

        (await server.Client.Transaction(Resource.Post(Resource.Patient()), Resource.Post(Resource.Observation(reference)))).Refuses(status, code);

        Assert.Equal(before, await server.Scalar<long>("select count(*) from fhir.resource"));
    }

    [Fact]
    public async Task A_relative_reference_beside_another_servers_address_means_that_servers_resource()
    {
        var ours = (await server.Client.Put("Patient/p1", Resource.Patient("Nôtre", "p1"))).Reference;

        var answer = (await server.Client.Transaction(
            Resource.Post(Resource.Patient("Leur"), "https://vendor.example/r4/Patient/p1"),
            Resource.Post(Resource.Observation("Patient/p1"), "https://vendor.example/r4/Observation/o1"),
            Resource.Post(Resource.Observation("https://vendor.example/r4/Patient/p1")),
            Resource.Post(Resource.Observation("Patient/p1")))).Is(HttpStatusCode.OK);

        var theirs = $"Patient/{answer.Entries.First()["resource"]!["id"]}";
        Assert.Equal([theirs, theirs, ours], answer.Entries.Skip(1).Select(entry => entry["resource"]!["subject"]!["reference"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Links_in_urls_and_narratives_follow_and_identifiers_do_not()
    {
        const string Name = "urn:uuid:0190f7c1-0000-7000-8000-000000000002";
        var media = Resource.Parse($$$"""
            {"resourceType":"Media","status":"completed","identifier":[{"system":"urn:ietf:rfc:3986","value":"{{{Name}}}"}],
             "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><a href=\"{{{Name}}}\">photo &amp; é</a></div>"},
             "extension":[{"url":"urn:x","valueUri":"{{{Name}}}"},{"url":"urn:y","valueString":"{{{Name}}}"}],
             "content":{"contentType":"image/jpeg","url":"{{{Name}}}"}}
            """);

        var answer = (await server.Client.Transaction(
            Resource.Post(Resource.Parse("""{"resourceType":"Binary","contentType":"image/jpeg","data":"AAAA"}"""), Name), Resource.Post(media))).Is(HttpStatusCode.OK);

        var binary = $"Binary/{answer.Entries.First()["resource"]!["id"]}";
        var written = answer.Entries.Last()["resource"]!;
        Assert.Equal(binary, written["content"]!["url"]!.GetValue<string>());
        Assert.Equal(binary, written["extension"]![0]!["valueUri"]!.GetValue<string>());
        Assert.Equal($"<div xmlns=\"http://www.w3.org/1999/xhtml\"><a href=\"{binary}\">photo &amp; é</a></div>", written["text"]!["div"]!.GetValue<string>());
        Assert.Equal(Name, written["identifier"]![0]!["value"]!.GetValue<string>());
        Assert.Equal(Name, written["extension"]![1]!["valueString"]!.GetValue<string>());
    }

    [Fact]
    public async Task Creates_updates_and_deletes_go_together()
    {
        var kept = await server.Client.Post("Patient", Resource.Patient("Avant"));
        var dropped = await server.Client.Creates(Resource.Patient());

        var answer = (await server.Client.Transaction(
            Resource.Delete(dropped), Resource.Put(Resource.Patient("Après", kept.Id), kept.ETag), Resource.Put(Resource.Patient(id: "brand-new")), Resource.Post(Resource.Patient()))).Is(HttpStatusCode.OK);

        Assert.Equal(["204 No Content", "200 OK", "201 Created", "201 Created"], answer.Entries.Select(entry => entry["response"]!["status"]!.GetValue<string>()));
        (await server.Client.Get(dropped)).Refuses(HttpStatusCode.Gone, "deleted");
        Assert.Equal("Après", (await server.Client.Get(kept.Reference)).Body["name"]![0]!["family"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_stale_entry_undoes_the_others()
    {
        var stale = await server.Client.Post("Patient", Resource.Patient());
        await server.Client.Put(stale.Reference, Resource.Patient(id: stale.Id));
        var other = await server.Client.Post("Patient", Resource.Patient("Avant"));

        foreach (var entry in new[] { Resource.Put(Resource.Patient(id: stale.Id), stale.ETag), Resource.Delete(stale.Reference, stale.ETag) })
            (await server.Client.Transaction(Resource.Put(Resource.Patient("Après", other.Id)), entry)).Refuses(HttpStatusCode.PreconditionFailed, "conflict");

        Assert.Equal(other.Text, (await server.Client.Get(other.Reference)).Text);
    }

    [Fact]
    public async Task An_empty_transaction_does_nothing() =>
        Assert.Empty((await server.Client.Post("", Resource.Parse("""{"resourceType":"Bundle","type":"transaction"}"""))).Is(HttpStatusCode.OK).Entries);

    [Theory]
    [InlineData("""{"resourceType":"Patient"}""", "structure", "resourceType")]
    [InlineData("""{"resourceType":"Bundle","type":"collection"}""", "not-supported", null)]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":{}}""", "structure", "Bundle.entry")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[7]}""", "structure", "Bundle.entry[0].request")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"request":"POST Patient"}]}""", "structure", "Bundle.entry[0].request")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"GET","url":"Patient/1"}}]}""", "not-supported", "Bundle.entry[0].request")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"POST","url":"Patient"}}]}""", "not-supported", "Bundle.entry[0].request")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"resource":7,"request":{"method":"POST","url":"Patient"}}]}""", "value", "Bundle.entry[0].request.url")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Observation"}}]}""", "value", "Bundle.entry[0].request.url")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient","id":"a"},"request":{"method":"PUT","url":"Patient/b"}}]}""", "value", "Bundle.entry[0].resource.id")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient"},"request":{"method":"PUT","url":"Patient/b"}}]}""", "value", "Bundle.entry[0].resource.id")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"Patient/b"}},{"request":{"method":"DELETE","url":"Patient/b"}}]}""", "value", "Bundle.entry[1].request.url")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}},{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}}]}""", "value", "Bundle.entry[1].fullUrl")]
    public async Task What_is_no_transaction_is_refused(string body, string code, string? expression) =>
        (await server.Client.Send(HttpMethod.Post, "", body)).Refuses(HttpStatusCode.BadRequest, code, expression);
}
