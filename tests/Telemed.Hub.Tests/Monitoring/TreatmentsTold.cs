using System.Net;
using System.Text.Json.Nodes;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Monitoring;

/// <summary>A change of treatment that one of the care team writes is on the chart and on the day sheet, and is nobody else's to read.</summary>
public sealed class TreatmentsTold(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task What_a_colleague_writes_is_the_team_s_to_read_and_stands_on_the_chart()
    {
        var patient = await Named("Tessier");
        await patient.Weighs(70);
        var now = await hub.Now();
        var ordered = await (await hub.As("cardio")).Post("/fhir/MedicationRequest", JsonNode.Parse($$"""
            {"resourceType":"MedicationRequest","status":"active","intent":"order","medicationCodeableConcept":{"text":"Furosémide 40 mg"},"subject":{"reference":"{{patient.Patient}}"},
             "authoredOn":"{{now.AddDays(-2):O}}","requester":{"reference":"PractitionerRole/cardio","display":"Dr Antoine Gilles"} }
            """)!);
        Assert.True(ordered.Status == HttpStatusCode.Created, ordered.Body?.ToJsonString());
        foreach (var account in new[] { "gp", "home-nurse", "cell" })
            Assert.Equal(HttpStatusCode.OK, (await (await hub.As(account)).Get($"/fhir/MedicationRequest/{ordered.Body!["id"]}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await (await hub.As("stranger")).Get($"/fhir/MedicationRequest/{ordered.Body!["id"]}")).Status);
        var page = await Forms.Page(hub, "gp", Address(patient));
        Assert.Contains("Furosémide 40 mg", page, StringComparison.Ordinal);
        Assert.Contains("class=\"mark treatment", page, StringComparison.Ordinal);
        var sheet = await Forms.Page(hub, "cell", "/cell/day");
        Assert.Contains("Traitements changés depuis hier", sheet, StringComparison.Ordinal);
        Assert.Contains("Furosémide 40 mg", sheet, StringComparison.Ordinal);
        Assert.DoesNotContain("Furosémide", await Forms.Page(hub, "stranger", "/cell/day"), StringComparison.Ordinal);

        await hub.Advance(TimeSpan.FromDays(1.1));
        Assert.DoesNotContain("Furosémide", await Forms.Page(hub, "cell", "/cell/day"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_the_page_tells_it_and_an_error_is_taken_back()
    {
        var patient = await Named("Tissot");
        var nurse = await hub.As("home-nurse");
        var today = TimeZoneInfo.ConvertTime(await hub.Now(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris")).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Forms.Post(nurse, Address(patient), "treatment", [("treatment", "Bisoprolol 5 mg"), ("date", "2999-01-01")])).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Forms.Post(nurse, Address(patient), "treatment", [("treatment", " "), ("date", today)])).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await Forms.Post(nurse, Address(patient), "treatment", [("treatment", "Bisoprolol 5 mg"), ("date", today)])).StatusCode);
        Assert.Contains("Bisoprolol 5 mg", await Forms.Page(hub, "cell", "/cell/day"), StringComparison.Ordinal);
        Assert.Contains("Rose Martel", await Forms.Page(hub, "cardio", Address(patient)), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await Forms.Post(await hub.As("stranger"), Address(patient), "treatment", [("treatment", "x"), ("date", today)], from: "/channels")).StatusCode);

        var statement = Assert.Single((await nurse.Get($"/fhir/MedicationStatement?subject={patient.Patient}")).Entries);
        statement["status"] = "entered-in-error";
        var corrected = await nurse.Put($"/fhir/MedicationStatement/{statement["id"]}", statement.DeepClone(), "W/\"1\"");
        Assert.True(corrected.Status == HttpStatusCode.OK, corrected.Body?.ToJsonString());
        Assert.DoesNotContain("Bisoprolol", await Forms.Page(hub, "cell", "/cell/day"), StringComparison.Ordinal);
        Assert.DoesNotContain("Bisoprolol", await Forms.Page(hub, "cardio", Address(patient)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_writes_nothing_of_a_patient()
    {
        var patient = await Named("Tixier");
        JsonNode Statement() => JsonNode.Parse($$"""
            {"resourceType":"MedicationStatement","status":"active","medicationCodeableConcept":{"text":"Spironolactone"},"subject":{"reference":"{{patient.Patient}}"},"dateAsserted":"2026-11-20"}
            """)!;
        var refused = await (await hub.As("stranger")).Post("/fhir/MedicationStatement", Statement());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.DoesNotContain("Spironolactone", await Forms.Page(hub, "cell", Address(patient)), StringComparison.Ordinal);
    }

    Task<AtHome> Named(string family) => AtHome.Enrolled(hub, change: bundle => bundle.Resource("patient")["name"]![0]!["family"] = family);

    static string Address(AtHome patient) => $"/monitoring/{patient.Plan["CarePlan/".Length..]}";
}
