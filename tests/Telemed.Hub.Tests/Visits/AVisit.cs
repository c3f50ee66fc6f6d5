using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Telemed.Hub.Tests.Monitoring;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Visits;

/// <summary>The nurse's round: whom to see first, and a visit that counts once however often the phone sends it.</summary>
public sealed class AVisit(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    static readonly string[] Signs = ["dyspnoea-effort", "dyspnoea-rest", "oedema", "fatigue", "cough", "worsening", "treatment"];

    [Fact]
    public async Task Who_has_an_alarm_comes_first_then_who_was_seen_longest_ago()
    {
        var (seen, unseen, alarmed) = (await AtHome.Enrolled(hub), await AtHome.Enrolled(hub), await AtHome.Enrolled(hub, reference: 70));
        await seen.Graded("home-nurse", ("oedema", 0));
        await alarmed.Graded("home-nurse", ("oedema", 0));
        await alarmed.Weighs(72.5);
        await alarmed.Alarm();

        var round = await Round("home-nurse");
        var order = round.Select(patient => patient!["reference"]!.GetValue<string>()).Where(reference => new[] { seen.Patient, unseen.Patient, alarmed.Patient }.Contains(reference));
        Assert.Equal([alarmed.Patient, unseen.Patient, seen.Patient], order);
        var first = round.Single(patient => patient!["reference"]!.GetValue<string>() == alarmed.Patient)!;
        Assert.Equal("Appeler le patient, le jour même", first["alarm"]!["level"]!.GetValue<string>());
        Assert.Equal((72.5, 70), (first["weights"]![0]!["kilograms"]!.GetValue<double>(), first["referenceWeight"]!.GetValue<double>()));
        Assert.DoesNotContain("address", first.ToJsonString(), StringComparison.OrdinalIgnoreCase);

        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>(
            "select count(*)::int from hub.trace where resource = @Patient and agent = 'PractitionerRole/home-nurse' and interaction = 'read'", new { unseen.Patient }));
    }

    [Fact]
    public async Task Only_those_who_nurse_somebody_have_a_round()
    {
        var patient = await AtHome.Enrolled(hub);
        Assert.DoesNotContain(patient.Patient, (await Round("nurse")).ToJsonString(), StringComparison.Ordinal);
        foreach (var account in new[] { "gp", "cardio", "cell", "stranger", "coordinator" })
            Assert.Equal(HttpStatusCode.NotFound, (await (await hub.As(account)).Get("/round/patients")).Status);
    }

    [Fact]
    public async Task A_visit_sent_twice_and_at_once_counts_once()
    {
        var patient = await AtHome.Enrolled(hub);
        var visit = Visit(patient.Patient, await hub.Now());
        var nurse = await hub.As("home-nurse");
        var sent = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => nurse.Post("/ask", visit.DeepClone())));
        Assert.All(sent, answer => Assert.True(answer.Status == HttpStatusCode.OK, answer.Body?.ToJsonString()));
        Assert.Equal(HttpStatusCode.OK, (await nurse.Post("/ask", visit.DeepClone())).Status);
        Assert.Single(sent.Select(answer => answer.Reference("QuestionnaireResponse")).Distinct());

        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var measured = (await connection.QueryAsync<(string Measure, double Value)>(
            "select measure, value from hub.measurement where patient = @Patient and measure <> 'reference-weight' and measure <> 'scale-status' order by 1", new { patient.Patient })).ToList();
        Assert.Equal(3 + Signs.Length, measured.Count);
        Assert.Contains(("weight", 71.5), measured);
        Assert.Contains(("diastolic", 80), measured);
        Assert.Contains(("oedema", 1), measured);
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("select count(*)::int from hub.visit where patient = @Patient", new { patient.Patient }));
        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("cell")).Get($"/fhir/{sent[0].Reference("QuestionnaireResponse")}")).Status);
    }

    [Fact]
    public async Task A_red_sign_graded_at_a_visit_is_an_alarm()
    {
        var patient = await AtHome.Enrolled(hub);
        var sent = await (await hub.As("home-nurse")).Post("/ask", Visit(patient.Patient, await hub.Now(), grade: "2"));
        Assert.True(sent.Status == HttpStatusCode.OK, sent.Body?.ToJsonString());
        Assert.Equal("intervention-rapide", (await patient.Alarm()).Level);
    }

    [Fact]
    public async Task What_is_not_a_visit_is_refused_with_its_reason()
    {
        var patient = await AtHome.Enrolled(hub);
        var now = await hub.Now();
        var nurse = await hub.As("home-nurse");
        var ungraded = Visit(patient.Patient, now);
        Form(ungraded)["item"]!.AsArray().RemoveAt(0);
        Assert.Contains("Essoufflement à l’effort", (await nurse.Post("/ask", ungraded)).Body!["issue"]![0]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), StringComparison.Ordinal);

        var another = Visit(patient.Patient, now);
        Form(another)["author"]!["reference"] = "PractitionerRole/nurse";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await nurse.Post("/ask", another)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await (await hub.As("stranger")).Post("/ask", Visit(patient.Patient, now, by: "stranger"))).Status);

        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("select count(*)::int from hub.visit where patient = @Patient", new { patient.Patient }));
        // Refused, then corrected under the same identifier: it was never taken.
        Form(another)["author"]!["reference"] = "PractitionerRole/home-nurse";
        Assert.Equal(HttpStatusCode.OK, (await nurse.Post("/ask", another)).Status);
    }

    async Task<JsonArray> Round(string account) => (await (await hub.As(account)).Get("/round/patients")).Body!["patients"]!.AsArray();

    static JsonNode Form(JsonObject bundle) => bundle["entry"]![0]!["resource"]!;

    /// <summary>As the phone sends it; a test of its own holds the TypeScript to this.</summary>
    static JsonObject Visit(string patient, DateTimeOffset at, string grade = "0", string by = "home-nurse")
    {
        var id = $"urn:uuid:{Guid.NewGuid()}";
        var signs = string.Join(',', Signs.Select(sign => $$"""
            {"linkId":"{{sign}}","answer":[{"valueCoding":{"system":"https://telemed.example/fhir/CodeSystem/sign-grade","code":"{{(sign == "oedema" ? "1" : sign == "dyspnoea-rest" ? grade : "0")}}"} }]}
            """));
        JsonObject Observation(string code, string values) => Lesion.Entry($"{Guid.NewGuid()}", JsonNode.Parse($$"""
            {"resourceType":"Observation","status":"final","identifier":[{"system":"urn:ietf:rfc:3986","value":"urn:uuid:{{Guid.NewGuid()}}"}],"code":{"coding":[{"system":"http://loinc.org","code":"{{code}}"}]},
             "subject":{"reference":"{{patient}}"},"performer":[{"reference":"PractitionerRole/{{by}}"}],"derivedFrom":[{"reference":"{{id}}"}],"effectiveDateTime":"{{at:O}}",{{values}} }
            """)!);
        string Value(double value, string unit) => $$"""{"value":{{value.ToString(CultureInfo.InvariantCulture)}},"system":"http://unitsofmeasure.org","code":"{{unit}}"}""";
        string Part(string code, double value) => $$"""{"code":{"coding":[{"system":"http://loinc.org","code":"{{code}}"}]},"valueQuantity":{{Value(value, "mm[Hg]")}} }""";
        return new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["type"] = "transaction",
            ["entry"] = new JsonArray(
                Lesion.Entry(id["urn:uuid:".Length..], JsonNode.Parse($$"""
                    {"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"https://telemed.example/fhir/Questionnaire/heart-failure-visit|1.0.0","identifier":{"system":"urn:ietf:rfc:3986","value":"{{id}}"},
                     "subject":{"reference":"{{patient}}"},"author":{"reference":"PractitionerRole/{{by}}"},"authored":"{{at:O}}","item":[{{signs}}]}
                    """)!),
                Observation("29463-7", $$""" "valueQuantity":{{Value(71.5, "kg")}} """),
                Observation("85354-9", $$""" "component":[{{Part("8480-6", 130)}},{{Part("8462-4", 80)}}] """)),
        };
    }
}
