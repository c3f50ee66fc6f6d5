namespace Telemed.Fhir.Tests.Searches;

/// <summary>https://hl7.org/fhir/R4/search.html#string</summary>
public class StringTests(StringTests.Patients server) : IClassFixture<StringTests.Patients>
{
    static readonly string Long = new('b', 3000);

    public sealed class Patients(TestDatabase databases) : FhirServer(databases)
    {
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            foreach (var (id, name) in new[]
            {
                ("elodie", """{"use":"official","family":"Lefèvre","given":["Élodie","Anne-Marie"],"prefix":["Dr"]}"""),
                ("elo", """{"family":"Lefevre","given":["elo"]}"""),
                ("letitia", """{"family":"Sœur","given":["Lætitia"]}"""),
                ("percent", """{"family":"100% O'Brien_\\ -- \"x\""}"""),
                ("long", $$"""{"family":"{{Long}}é"}"""),
                ("emoji", $$"""{"family":"{{new string('b', 399)}}😀😀"}"""),
            })
                (await Client.Put($"Patient/{id}", Resource.Parse($$"""{"resourceType":"Patient","id":"{{id}}","name":[{{name}}]}"""))).Is(HttpStatusCode.Created);
        }
    }

    [Theory]
    [InlineData("family=lefevre", "elodie elo")]
    [InlineData("family=LEFÈVRE", "elodie elo")]
    [InlineData("family=lef", "elodie elo")]
    [InlineData("family=evre", "")]
    [InlineData("family:contains=EVRE", "elodie elo")]
    [InlineData("family:exact=Lefèvre", "elodie")]
    [InlineData("family:exact=lefèvre", "")]
    [InlineData("family:exact=Lef", "")]
    [InlineData("given=elo", "elodie elo")]
    [InlineData("given=anne", "elodie")]
    [InlineData("given=elodie,elo&family:exact=Lefevre", "elo")]
    [InlineData("name=dr", "elodie")]
    [InlineData("name=official", "")]
    [InlineData("name=laetitia", "letitia")]
    [InlineData("name=Lætitia", "letitia")]
    [InlineData("family=soeur", "letitia")]
    [InlineData("family=100%25", "percent")]
    [InlineData("family=%25", "")]
    [InlineData("family:contains=%25", "percent")]
    [InlineData("family:contains=_", "percent")]
    [InlineData("family:contains=\\\\", "percent")]
    [InlineData("family:contains=O'Brien", "percent")]
    [InlineData("family:contains=\"x\"", "percent")]
    [InlineData("given:missing=true", "percent long emoji")]
    public async Task A_patient_is_found_by(string search, string found) =>
        Assert.Equal(found.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), (await server.Client.Finds($"Patient?{search}")).Order());

    [Fact]
    public async Task A_text_that_is_longer_than_an_index_takes_is_found_by_its_start_and_exactly()
    {
        Assert.Equal(["long"], await server.Client.Finds($"Patient?family={Long[..500]}"));
        Assert.Equal(["long"], await server.Client.Finds($"Patient?family:exact={Long}é"));
        Assert.Empty(await server.Client.Finds($"Patient?family:exact={Long}e"));
    }
}
