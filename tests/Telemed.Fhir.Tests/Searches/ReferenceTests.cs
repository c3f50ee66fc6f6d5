namespace Telemed.Fhir.Tests.Searches;

/// <summary>https://hl7.org/fhir/R4/search.html#reference, https://hl7.org/fhir/R4/search.html#chaining and https://hl7.org/fhir/R4/search.html#uri</summary>
public class ReferenceTests(ReferenceTests.Referring server) : IClassFixture<ReferenceTests.Referring>
{
    const string Canonical = "https://telemed.example/fhir/Questionnaire/dermatology";

    public sealed class Referring(TestDatabase databases) : FhirServer(databases)
    {
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            foreach (var id in new[] { "p1", "p2" })
                await Put(Resource.Patient(id == "p1" ? "Martin" : "Durand", id, $"number-{id}"));
            await Put(Resource.Parse("""{"resourceType":"Group","id":"p1","type":"person","actual":true}"""));
            foreach (var (id, subject) in new[]
            {
                ("relative", "\"reference\":\"Patient/p1\""),
                ("versioned", "\"reference\":\"Patient/p1/_history/1\""),
                ("absolute", $"\"reference\":\"{Base}/Patient/p1\""),
                ("group", "\"reference\":\"Group/p1\""),
                ("other", "\"reference\":\"Patient/p2\""),
                ("elsewhere", "\"reference\":\"https://elsewhere.example/fhir/Patient/p1\""),
                ("contained", "\"reference\":\"#inside\""),
                ("urn", "\"reference\":\"urn:uuid:0190f7c1-0000-7000-8000-000000000009\""),
                ("named", "\"display\":\"somebody\""),
                ("nobody", ""),
            })
            {
                var content = subject.Length == 0 ? "" : $$""","subject":{{{subject}}}""";
                if (id == "contained") content += ""","contained":[{"resourceType":"Patient","id":"inside"}]""";
                await Put(Resource.Parse($$"""{"resourceType":"Observation","id":"{{id}}","status":"final","code":{"text":"x"}{{content}}}"""));
            }
            await Put(Resource.Parse($$"""{"resourceType":"QuestionnaireResponse","id":"with-version","status":"completed","questionnaire":"{{Canonical}}|1.0.0"}"""));
            await Put(Resource.Parse($$"""{"resourceType":"QuestionnaireResponse","id":"without-version","status":"completed","questionnaire":"{{Canonical}}"}"""));
            await Put(Resource.Parse($$"""{"resourceType":"Questionnaire","id":"dermatology","status":"active","url":"{{Canonical}}"}"""));
        }

        async Task Put(JsonObject resource) => (await Client.Put($"{resource["resourceType"]}/{resource["id"]}", resource)).Is(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("subject=Patient/p1", "relative versioned absolute")]
    [InlineData("subject=p1", "relative versioned absolute group")]
    [InlineData("subject:Patient=p1", "relative versioned absolute")]
    [InlineData("subject:Patient=Patient/p1", "relative versioned absolute")]
    [InlineData("subject:Group=Patient/p1", "")]
    [InlineData("subject:Group=p1", "group")]
    [InlineData("subject=BASE/Patient/p1", "relative versioned absolute")]
    [InlineData("subject=https://elsewhere.example/fhir/Patient/p1", "elsewhere")]
    [InlineData("subject=https://nowhere.example/fhir/Patient/p1", "")]
    [InlineData("subject=urn:uuid:0190f7c1-0000-7000-8000-000000000009", "urn")]
    [InlineData("subject=Patient/p1,Patient/p2", "relative versioned absolute other")]
    [InlineData("patient=p1", "relative versioned absolute")]
    [InlineData("patient=Group/p1", "")]
    [InlineData("subject:missing=true", "nobody")]
    [InlineData("subject=Patient/P1", "")]
    [InlineData("subject=#inside", "")]
    [InlineData("patient.identifier=number-p1", "relative versioned absolute")]
    [InlineData("patient.identifier=urn:telemed:test|number-p2", "other")]
    [InlineData("subject:Patient.family=mart", "relative versioned absolute")]
    [InlineData("subject:Patient.family:exact=mart", "")]
    [InlineData("subject:Patient._id=p2", "other")]
    [InlineData("patient.gender:missing=true&patient.family=durand", "other")]
    [InlineData("subject:Group.actual=true", "group")]
    public async Task An_observation_is_found_by(string search, string found) => await Finds("Observation", search.Replace("BASE", server.Base, StringComparison.Ordinal), found);

    [Theory]
    [InlineData("questionnaire=" + Canonical, "with-version without-version")]
    [InlineData("questionnaire=" + Canonical + "|1.0.0", "with-version")]
    [InlineData("questionnaire=" + Canonical + "|2.0.0", "")]
    [InlineData("questionnaire=dermatology", "")]
    public async Task A_canonical_is_found_whole_with_or_without_its_version(string search, string found) => await Finds("QuestionnaireResponse", search, found);

    [Theory]
    [InlineData("url=" + Canonical, "dermatology")]
    [InlineData("url=https://telemed.example/fhir/Questionnaire", "")]
    [InlineData("url=" + Canonical + "/", "")]
    [InlineData("url=urn:x,urn:y," + Canonical, "dermatology")]
    public async Task A_uri_is_found_whole(string search, string found) => await Finds("Questionnaire", search, found);

    [Theory]
    [InlineData("subject.family=martin")]
    [InlineData("subject:Practitioner.name=x")]
    [InlineData("subject:Nonsense=p1")]
    [InlineData("subject:identifier=urn:x|1")]
    [InlineData("patient.favourite-colour=blue")]
    [InlineData("code.text=x")]
    [InlineData("url:below=urn:x")]
    public async Task What_cannot_be_followed_is_refused(string search)
    {
        (await server.Client.Get($"Observation?{search}")).Refuses(HttpStatusCode.BadRequest, "not-supported");
    }

    async Task Finds(string type, string search, string found) =>
        Assert.Equal(found.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), (await server.Client.Finds($"{type}?{search.Replace("#", "%23", StringComparison.Ordinal)}")).Order());
}
