namespace Telemed.Fhir.Tests.Searches;

/// <summary>https://hl7.org/fhir/R4/search.html#include and https://hl7.org/fhir/R4/search.html#revinclude</summary>
public class IncludeTests(IncludeTests.Linked server) : IClassFixture<IncludeTests.Linked>
{
    public sealed class Linked(TestDatabase databases) : FhirServer(databases)
    {
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            foreach (var resource in new[]
            {
                """{"resourceType":"Organization","id":"o","name":"Cabinet"}""",
                """{"resourceType":"Patient","id":"p","managingOrganization":{"reference":"Organization/o"}}""",
                """{"resourceType":"Patient","id":"q"}""",
                """{"resourceType":"Patient","id":"gone"}""",
                """{"resourceType":"Device","id":"d"}""",
                """{"resourceType":"Observation","id":"1","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/p"}}""",
                $$"""{"resourceType":"Observation","id":"2","status":"final","code":{"text":"x"},"subject":{"reference":"{{Base}}/Patient/p"},"hasMember":[{"reference":"Observation/1"}]}""",
                """{"resourceType":"Observation","id":"3","status":"final","code":{"text":"x"},"subject":{"reference":"Device/d"}}""",
                """{"resourceType":"Observation","id":"4","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/gone"}}""",
            })
            {
                var json = Resource.Parse(resource);
                (await Client.Put($"{json["resourceType"]}/{json["id"]}", json)).Is(HttpStatusCode.Created);
            }
            (await Client.Delete("Patient/gone")).Is(HttpStatusCode.NoContent);
        }
    }

    [Theory]
    [InlineData("Observation?_include=Observation:subject", "1 2 3 4", "Device/d Patient/p")]
    [InlineData("Observation?_include=Observation:subject:Patient", "1 2 3 4", "Patient/p")]
    [InlineData("Observation?_id=1&_include=Observation:subject&_include=Observation:performer", "1", "Patient/p")]
    [InlineData("Observation?_id=2&_include=Observation:has-member", "2", "Observation/1")]
    [InlineData("Observation?_id=1,2&_include=Observation:has-member", "1 2", "")]
    [InlineData("Patient?_id=p&_revinclude=Observation:subject&_include=Patient:organization", "p", "Observation/1 Observation/2 Organization/o")]
    [InlineData("Patient?_revinclude=Observation:subject:Patient", "p q", "Observation/1 Observation/2")]
    [InlineData("Patient?_id=q&_revinclude=Observation:subject", "q", "")]
    [InlineData("Patient?_id=unknown&_revinclude=Observation:subject", "", "")]
    public async Task What_the_matches_lead_to_comes_along_once(string search, string matches, string included)
    {
        var answer = (await server.Client.Get(search)).Is(HttpStatusCode.OK);

        Assert.Equal(matches.Split(' ', StringSplitOptions.RemoveEmptyEntries), answer.Matches.Select(match => match["id"]!.GetValue<string>()).Order());
        Assert.Equal(included.Split(' ', StringSplitOptions.RemoveEmptyEntries), answer.Included.Select(one => $"{one["resourceType"]}/{one["id"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_page_brings_along_what_its_own_matches_lead_to()
    {
        var first = await server.Client.Get("Observation?_id=1,3&_sort=_lastUpdated&_count=1&_include=Observation:subject");
        var second = await server.Client.Get(first.Link("next")!);

        Assert.Equal(["p"], first.Included.Select(one => one["id"]!.GetValue<string>()));
        Assert.Equal(["d"], second.Included.Select(one => one["id"]!.GetValue<string>()));
    }
}
