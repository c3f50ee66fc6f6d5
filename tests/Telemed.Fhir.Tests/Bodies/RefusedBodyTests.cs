namespace Telemed.Fhir.Tests.Bodies;

/// <summary>What is no resource of R4 is refused with its element named: https://hl7.org/fhir/R4/json.html and https://hl7.org/fhir/R4/datatypes.html</summary>
public class RefusedBodyTests(FhirServer server) : IClassFixture<FhirServer>
{
    [Theory]
    [InlineData("an unknown element", """{"resourceType":"Patient","favouriteColour":"blue"}""", "structure", "Patient.favouriteColour")]
    [InlineData("an unknown element further down", """{"resourceType":"Patient","name":[{"famly":"Martin"}]}""", "structure", "Patient.name[0].famly")]
    [InlineData("an element in the wrong case", """{"resourceType":"Patient","birthdate":"2020-01-01"}""", "structure", "Patient.birthdate")]
    [InlineData("a text for a boolean", """{"resourceType":"Patient","active":"yes"}""", "value", "Patient.active")]
    [InlineData("a number for a code", """{"resourceType":"Patient","gender":5}""", "value", "Patient.gender")]
    [InlineData("a text for an object", """{"resourceType":"Patient","maritalStatus":"married"}""", "structure", "Patient.maritalStatus")]
    [InlineData("an object for an array", """{"resourceType":"Patient","name":{"family":"Martin"}}""", "structure", "Patient.name[0]")]
    [InlineData("an array for an object", """{"resourceType":"Patient","maritalStatus":[{"text":"married"}]}""", "structure", "Patient.maritalStatus[1]")]
    [InlineData("a code that is not known", """{"resourceType":"Patient","gender":"zzz"}""", "code-invalid", "Patient.gender")]
    [InlineData("a day that is not in the calendar", """{"resourceType":"Patient","birthDate":"2020-13-45"}""", "value", "Patient.birthDate")]
    [InlineData("a date in words", """{"resourceType":"Patient","birthDate":"tomorrow"}""", "value", "Patient.birthDate")]
    [InlineData("an instant without a time", """{"resourceType":"Slot","schedule":{"reference":"Schedule/1"},"status":"free","start":"2020-01-01","end":"2020-01-01T10:00:00Z"}""", "value", "Slot.start")]
    [InlineData("a time without a zone", """{"resourceType":"Patient","deceasedDateTime":"2020-01-01T10:00:00"}""", "value", "Patient.deceased")]
    [InlineData("a decimal in quotes", """{"resourceType":"Patient","contact":[{"extension":[{"url":"urn:x","valueDecimal":"1.0"}]}]}""", "value", "Patient.contact[0].extension[0].value")]
    [InlineData("an integer with a fraction", """{"resourceType":"Patient","multipleBirthInteger":1.5}""", "value", "Patient.multipleBirth")]
    [InlineData("a choice that the element does not have", """{"resourceType":"Patient","deceasedQuantity":{"value":1}}""", "*", "Patient.deceased")]
    [InlineData("an empty array", """{"resourceType":"Patient","name":[]}""", "structure", "Patient.name[0]")]
    [InlineData("an empty object", """{"resourceType":"Patient","name":[{}]}""", "structure", "Patient.name[0]")]
    [InlineData("an empty text", """{"resourceType":"Patient","name":[{"family":""}]}""", "value", "Patient.name[0].family")]
    [InlineData("null", """{"resourceType":"Patient","birthDate":null}""", "structure", "Patient.birthDate")]
    [InlineData("a mandatory element that is missing", """{"resourceType":"Observation","code":{"text":"pulse"}}""", "required", "Observation.status")]
    [InlineData("an extension without a url", """{"resourceType":"Patient","extension":[{"valueString":"x"}]}""", "required", "Patient.extension[0].url")]
    [InlineData("a contained resource of no type", """{"resourceType":"Patient","contained":[{"id":"x"}]}""", "structure", "Patient")]
    [InlineData("a contained resource of an unknown type", """{"resourceType":"Patient","contained":[{"resourceType":"Foo","id":"x"}]}""", "structure", "Patient.contained[0]")]
    [InlineData("no resourceType", """{"name":[{"family":"Martin"}]}""", "structure", "resourceType")]
    [InlineData("a resourceType that is no text", """{"resourceType":["Patient"]}""", "structure", "resourceType")]
    [InlineData("an array", """[{"resourceType":"Patient"}]""", "structure", "resourceType")]
    [InlineData("nothing", "", "structure", null)]
    [InlineData("truncated JSON", """{"resourceType":"Patient","name":[{"family":"Mar""", "structure", null)]
    [InlineData("something after the JSON", """{"resourceType":"Patient"} {}""", "structure", null)]
    [InlineData("a comment", """{"resourceType":"Patient" /* why */}""", "structure", null)]
    [InlineData("the same element twice", """{"resourceType":"Patient","active":true,"active":false}""", "structure", null)]
    [InlineData("a null character", """{"resourceType":"Patient","name":[{"family":"Mar\u0000tin"}]}""", "structure", null)]
    [InlineData("a control character", """{"resourceType":"Patient","name":[{"family":"Mar\u0001tin"}]}""", "structure", null)]
    [InlineData("half a surrogate pair", """{"resourceType":"Patient","name":[{"family":"Mar\ud83dtin"}]}""", "structure", null)]
    [InlineData("half a surrogate pair in the type", """{"resourceType":"Pat\ud83dient"}""", "structure", null)]
    [InlineData("half a surrogate pair in a name", """{"resourceType":"Patient","a\ud83d":1}""", "structure", null)]
    public async Task A_body_is_refused_that_has(string what, string body, string code, string? expression)
    {
        var answer = await server.Client.Send(HttpMethod.Post, body.Contains("Slot", StringComparison.Ordinal) ? "Slot" : body.Contains("Observation", StringComparison.Ordinal) ? "Observation" : "Patient", body);

        answer.Refuses(HttpStatusCode.BadRequest, code == "*" ? answer.Issue["code"]!.GetValue<string>() : code, expression);
        Assert.NotEmpty(what);
    }

    [Fact]
    public async Task Every_issue_is_told_at_once()
    {
        var answer = await server.Client.Send(HttpMethod.Post, "Patient", """{"resourceType":"Patient","active":"yes","gender":"zzz","birthDate":"tomorrow"}""");

        Assert.Equal(
            ["Patient.active", "Patient.birthDate", "Patient.gender"],
            answer.Refuses(HttpStatusCode.BadRequest, "value").Body["issue"]!.AsArray().Select(issue => issue!["expression"]![0]!.GetValue<string>()).Order());
    }

    [Fact]
    public async Task In_a_transaction_the_expression_starts_at_the_entry()
    {
        var bundle = Resource.Transaction(Resource.Post(Resource.Patient()), Resource.Post(Resource.Parse("""{"resourceType":"Patient","birthDate":"tomorrow"}""")));

        (await server.Client.Post("", bundle)).Refuses(HttpStatusCode.BadRequest, "value", "Bundle.entry[1].resource.birthDate");
    }

    [Fact]
    public async Task JSON_nests_64_deep_and_no_deeper()
    {
        // The resource is one level and each extension two, its array and its object: the last one's value is the 64th.
        static string Nested(int extensions, string value) => $$"""
            {"resourceType":"Basic","code":{"text":"deep"},{{string.Concat(Enumerable.Repeat("\"extension\":[{\"url\":\"urn:x\",", extensions))}}{{value}}{{string.Concat(Enumerable.Repeat("}]", extensions))}}}
            """;

        (await server.Client.Send(HttpMethod.Post, "Basic", Nested(31, "\"valuePeriod\":{\"start\":\"2020\"}"))).Is(HttpStatusCode.Created);
        (await server.Client.Send(HttpMethod.Post, "Basic", Nested(32, "\"valueBoolean\":true"))).Refuses(HttpStatusCode.BadRequest, "structure");
        (await server.Client.Send(HttpMethod.Post, "Basic", new string('[', 100_000))).Refuses(HttpStatusCode.BadRequest, "structure");
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_refused()
    {
        var content = new ByteArrayContent([.. """{"resourceType":"Patient","name":[{"family":" """u8, 0xC3, 0x28, .. """ "}]}"""u8]);
        content.Headers.ContentType = new("application/fhir+json");

        (await server.Client.Send(HttpMethod.Post, "Patient", content)).Refuses(HttpStatusCode.BadRequest, "structure");
    }

    [Fact]
    public async Task What_was_refused_left_nothing()
    {
        await server.Client.Send(HttpMethod.Post, "Account", """{"resourceType":"Account","status":"zzz"}""");

        Assert.Equal(0, await server.Scalar<long>("select count(*) from fhir.resource where type = 'Account'"));
    }
}
