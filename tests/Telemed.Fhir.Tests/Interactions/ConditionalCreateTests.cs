namespace Telemed.Fhir.Tests.Interactions;

/// <summary>https://hl7.org/fhir/R4/http.html#ccreate</summary>
public class ConditionalCreateTests(FhirServer server) : IClassFixture<FhirServer>
{
    static (string, string) IfNoneExist(string criteria) => ("If-None-Exist", criteria);

    [Fact]
    public async Task What_does_not_exist_is_created_and_what_exists_is_answered_with()
    {
        var first = (await server.Client.Post("Patient", Resource.Patient("Un", identifier: "cc1"), IfNoneExist("identifier=urn:telemed:test|cc1"))).Is(HttpStatusCode.Created);

        var second = (await server.Client.Post("Patient", Resource.Patient("Deux", identifier: "cc1"), IfNoneExist("?identifier=urn:telemed:test%7Ccc1"))).Is(HttpStatusCode.OK);

        Assert.Equal(first.Text, second.Text);
        Assert.Equal(first.ETag, second.ETag);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
    }

    [Fact]
    public async Task Several_matches_are_refused()
    {
        foreach (var _ in Enumerable.Range(0, 2)) await server.Client.Creates(Resource.Patient(identifier: "cc2"));

        (await server.Client.Post("Patient", Resource.Patient(), IfNoneExist("identifier=cc2"))).Refuses(HttpStatusCode.PreconditionFailed, "multiple-matches");
    }

    [Theory]
    [InlineData("favourite-colour=blue", "not-supported")]
    [InlineData("birthdate=tomorrow", "value")]
    [InlineData("_count=1", "value")]
    [InlineData("", "value")]
    public async Task A_condition_that_cannot_be_asked_is_refused_and_nothing_is_created(string criteria, string code)
    {
        var before = await server.Scalar<long>("select count(*) from fhir.resource");

        (await server.Client.Post("Patient", Resource.Patient(), IfNoneExist(criteria))).Refuses(HttpStatusCode.BadRequest, code);

        Assert.Equal(before, await server.Scalar<long>("select count(*) from fhir.resource"));
    }

    [Fact]
    public async Task A_deleted_resource_does_not_exist()
    {
        var gone = await server.Client.Creates(Resource.Patient(identifier: "cc3"));
        await server.Client.Delete(gone);

        (await server.Client.Post("Patient", Resource.Patient(identifier: "cc3"), IfNoneExist("identifier=cc3"))).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task In_a_transaction_the_existing_one_takes_the_place_of_the_entry()
    {
        var known = await server.Client.Post("Patient", Resource.Patient("Connu", identifier: "cc4"));

        var answer = (await server.Client.Transaction(
            Resource.Post(Resource.Patient("Autre", identifier: "cc4"), "urn:uuid:p", "identifier=urn:telemed:test|cc4"), Resource.Post(Resource.Observation("urn:uuid:p")))).Is(HttpStatusCode.OK);

        Assert.Equal("200 OK", answer.Entries.First()["response"]!["status"]!.GetValue<string>());
        Assert.Equal(known.Reference, answer.Entries.Last()["resource"]!["subject"]!["reference"]!.GetValue<string>());
        Assert.Equal(known.Text, (await server.Client.Get(known.Reference)).Text);
    }

    [Fact]
    public async Task The_same_condition_twice_in_a_transaction_is_refused() =>
        (await server.Client.Transaction(
            Resource.Post(Resource.Patient(identifier: "cc5"), ifNoneExist: "identifier=cc5"), Resource.Post(Resource.Patient(identifier: "cc5"), ifNoneExist: "identifier=cc5")))
            .Refuses(HttpStatusCode.BadRequest, "value", "Bundle.entry[1].request.ifNoneExist");
}
