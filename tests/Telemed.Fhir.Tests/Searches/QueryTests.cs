namespace Telemed.Fhir.Tests.Searches;

/// <summary>What a query may say, and what it may not: https://hl7.org/fhir/R4/search.html#errors and https://hl7.org/fhir/R4/search.html#conformance</summary>
public class QueryTests(QueryTests.Patients server) : IClassFixture<QueryTests.Patients>
{
    public sealed class Patients(TestDatabase databases) : FhirServer(databases)
    {
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            foreach (var id in new[] { "a", "b", "c" }) (await Client.Put($"Patient/{id}", Resource.Patient($"Martin {id}", id, $"number-{id}"))).Is(HttpStatusCode.Created);
        }
    }

    [Fact]
    public async Task Different_parameters_must_all_hold_and_commas_offer_a_choice()
    {
        Assert.Equal(["a", "b"], (await server.Client.Finds("Patient?_id=a,b,unknown")).Order());
        Assert.Equal(["b"], await server.Client.Finds("Patient?_id=a,b&identifier=number-b,number-c"));
        Assert.Equal(["c"], await server.Client.Finds("Patient?family=martin&family=martin c"));
        Assert.Equal(["a", "b", "c"], (await server.Client.Finds("Patient")).Order());
    }

    [Fact]
    public async Task A_searchset_says_what_was_understood_and_where_each_match_stands()
    {
        var found = (await server.Client.Get("Patient?family=martin+a&_total=accurate")).Is(HttpStatusCode.OK);

        Assert.Equal("searchset", found.Body["type"]!.GetValue<string>());
        Assert.Equal(1, found.Body["total"]!.GetValue<int>());
        Assert.Equal($"{server.Base}/Patient?family=martin%20a&_total=accurate", found.Link("self"));
        Assert.Equal($"{server.Base}/Patient/a", found.Entries.Single()["fullUrl"]!.GetValue<string>());
        Assert.Equal((await server.Client.Get("Patient/a")).Body.ToJsonString(), found.Matches.Single().ToJsonString());
    }

    [Fact]
    public async Task Nothing_found_is_an_empty_searchset()
    {
        var found = (await server.Client.Get("Patient?identifier=nobody&_total=accurate")).Is(HttpStatusCode.OK);

        Assert.Equal(0, found.Body["total"]!.GetValue<int>());
        Assert.False(found.Body.AsObject().ContainsKey("entry"));
    }

    [Theory]
    [InlineData("favourite-colour=blue")]
    [InlineData("_text=x")]
    [InlineData("_has:Observation:patient:code=1")]
    [InlineData("_elements=id")]
    [InlineData("_summary=true")]
    [InlineData("_format=xml")]
    [InlineData("phonetic=martin")]
    [InlineData("_sort=favourite-colour")]
    [InlineData("_sort=general-practitioner")]
    [InlineData("_include=Patient:favourite-colour")]
    [InlineData("_include=Observation:subject")]
    [InlineData("_include=*")]
    [InlineData("_include:iterate=Patient:organization")]
    [InlineData("=x")]
    public async Task What_is_not_registered_is_refused_and_left_out_for_who_is_lenient(string search)
    {
        (await server.Client.Get($"Patient?{search}")).Refuses(HttpStatusCode.BadRequest, "not-supported");
        (await server.Client.Get($"Patient?{search}", ("Prefer", "handling=strict"))).Refuses(HttpStatusCode.BadRequest, "not-supported");

        var found = (await server.Client.Get($"Patient?identifier=number-a&{search}", ("Prefer", "handling=lenient"))).Is(HttpStatusCode.OK);
        Assert.Single(found.Matches);
        Assert.Equal($"{server.Base}/Patient?identifier=number-a", found.Link("self"));
    }

    [Theory]
    [InlineData("_count=many")]
    [InlineData("_count=-1")]
    [InlineData("_count=1;drop table fhir.resource")]
    [InlineData("_total=some")]
    [InlineData("_page=7")]
    [InlineData("_page=WzFd")]
    [InlineData("_page=%00")]
    [InlineData("birthdate=tomorrow")]
    [InlineData("family=%00")]
    public async Task What_cannot_be_read_is_refused_even_for_who_is_lenient(string search) =>
        (await server.Client.Get($"Patient?{search}", ("Prefer", "handling=lenient"))).Refuses(HttpStatusCode.BadRequest, "value");

    [Fact]
    public async Task A_search_can_be_posted()
    {
        var posted = await server.Client.Send(HttpMethod.Post, "Patient/_search", new FormUrlEncodedContent([new("family", "martin a"), new("_count", "1")]));
        Assert.Equal("a", posted.Is(HttpStatusCode.OK).Matches.Single()["id"]!.GetValue<string>());
        Assert.Equal($"{server.Base}/Patient?family=martin%20a&_count=1", posted.Link("self"));

        var both = await server.Client.Send(HttpMethod.Post, "Patient/_search?identifier=number-b", new FormUrlEncodedContent([new("family", "martin")]));
        Assert.Equal("b", both.Is(HttpStatusCode.OK).Matches.Single()["id"]!.GetValue<string>());

        (await server.Client.Send(HttpMethod.Post, "Patient/_search", new FormUrlEncodedContent([new("a&b=c", "x")]))).Refuses(HttpStatusCode.BadRequest, "not-supported");
        (await server.Client.Send(HttpMethod.Post, "Patient/_search", """{"family":"martin"}""")).Refuses(HttpStatusCode.UnsupportedMediaType, "not-supported");
    }

    [Fact]
    public async Task A_search_with_too_many_values_is_refused() =>
        (await server.Client.Send(HttpMethod.Post, "Patient/_search", new FormUrlEncodedContent([new("identifier", string.Join(',', Enumerable.Range(0, 1001)))]))).Refuses(HttpStatusCode.BadRequest, "too-costly");

    [Fact]
    public async Task A_type_that_R4_does_not_have_is_not_found() => (await server.Client.Get("Nonsense")).Refuses(HttpStatusCode.NotFound, "not-found");

    [Theory]
    [InlineData("' or 1=1 --")]
    [InlineData("x') or ('1'='1")]
    [InlineData("x'; drop table fhir.resource; --")]
    [InlineData("@p0")]
    [InlineData("$1")]
    [InlineData("\\' or 1=1 --")]
    [InlineData("{0}")]
    [InlineData("x\" or \"1\"=\"1")]
    public async Task SQL_in_a_value_or_in_a_name_is_only_text(string attack)
    {
        var text = Uri.EscapeDataString(attack);
        foreach (var name in new[] { "family", "family:exact", "family:contains", "identifier", "_id", "organization", "general-practitioner:Practitioner.name" })
            Assert.Empty(await server.Client.Finds($"Patient?{name}={text}"));
        foreach (var query in new[] { $"{text}=x", $"family:{text}=x", $"_sort={text}", $"_sort=-{text}", $"_include=Patient:{text}", $"_include=Patient:organization:{text}:x", $"organization:{text}.name=x", $"_lastUpdated={text}", $"birthdate={text}", $"_page={text}", $"_count={text}" })
            (await server.Client.Get($"Patient?{query}")).Is(HttpStatusCode.BadRequest);
        Assert.Empty((await server.Client.Get($"Patient?_id=a&_include=Patient:organization:{text}")).Is(HttpStatusCode.OK).Included);

        Assert.Equal(3, await server.Scalar<long>("select count(*) from fhir.resource"));
    }
}
