using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Monitoring;

/// <summary>Measurements as they come from the world: twice, late, in another unit, impossible, from a scale that may do nothing else.</summary>
public sealed class WhatArrives(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task Sent_again_after_a_network_cut_it_counts_once_and_is_answered_as_before()
    {
        var patient = await AtHome.Enrolled(hub);
        var at = await hub.Now();
        var first = await patient.Weighs(70.4, at, "reading-1");
        var again = await patient.Weighs(70.4, at, "reading-1");
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, first.Id), (first.Status, again.Status, again.Id));
        // A gateway that forgot its number sends it a third time, among others, in one transaction.
        var scale = await hub.As(patient.Device);
        var batch = await scale.Post("/fhir", Transaction(
            patient.Measured("29463-7", 70.4, "kg", at), patient.Measured("29463-7", 70.4, "kg", at, "reading-1"), patient.Measured("29463-7", 70.9, "kg", at.AddMinutes(1), "reading-2")));
        Assert.True(batch.Status == HttpStatusCode.OK, batch.Body?.ToJsonString());
        await patient.Looked();

        Assert.Equal([70.4, 70.4, 70.9], await Values(patient));
        Assert.Equal(3, (await (await hub.As("cell")).Get($"/fhir/Observation?subject={patient.Patient}&code=http://loinc.org|29463-7")).Entries.Count());
    }

    [Fact]
    public async Task In_a_batch_one_that_is_broken_loses_none_of_the_others()
    {
        var patient = await AtHome.Enrolled(hub);
        var now = await hub.Now();
        var broken = patient.Measured("29463-7", 71, "kg", now);
        broken.Remove("code");
        var batch = Transaction(patient.Measured("29463-7", 70.5, "kg", now), broken, patient.Measured("8480-6", 118, "mm[Hg]", now), patient.Measured("29463-7", 70.7, "kg", now.AddMinutes(-9)));
        batch["type"] = "batch";
        var sent = await (await hub.As(patient.Device)).Post("/fhir", batch);
        Assert.Equal(["201 Created", "400", "201 Created", "201 Created"], sent.Body!["entry"]!.AsArray().Select(entry => entry!["response"]!["status"]!.GetValue<string>()));
        Assert.Equal([70.7, 70.5], await Values(patient));
    }

    [Fact]
    public async Task Twenty_at_once_of_the_same_reading_are_one()
    {
        var patient = await AtHome.Enrolled(hub);
        var at = await hub.Now();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => patient.Weighs(71, at, "reading-at-once")));
        Assert.Single(answers.Select(answer => answer.Id).Distinct());
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
    }

    [Fact]
    public async Task Another_unit_is_converted_and_one_that_nobody_knows_is_set_aside()
    {
        await using var console = await (await hub.As("cell")).OpenConsole();
        var patient = await AtHome.Enrolled(hub, reference: 70);
        var scale = await hub.As(patient.Device);
        var now = await hub.Now();
        Assert.Equal(HttpStatusCode.Created, (await scale.Post("/fhir/Observation", patient.Measured("29463-7", 160, "[lb_av]", now))).Status);
        var alarm = await patient.Alarm();
        Assert.Contains("weight-alert", alarm.Rules);

        var sent = await scale.Post("/fhir/Observation", patient.Measured("29463-7", 11, "[stone_av]", now.AddMinutes(1)));
        Assert.Equal(HttpStatusCode.Created, sent.Status);
        await console.IsTold("measurement-aside");
        Assert.Equal([("weight", "UnknownUnit", $"Observation/{sent.Id}")], await Aside(patient));
        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("cell")).Get($"/fhir/Observation/{sent.Id}")).Status);
    }

    [Fact]
    public async Task What_claims_a_French_profile_is_taken_and_read_back_as_it_was_sent()
    {
        var patient = await AtHome.Enrolled(hub, reference: 70);
        var sent = patient.Measured("29463-7", 71, "kg", await hub.Now());
        sent["meta"] = new JsonObject { ["profile"] = new JsonArray($"{FrenchMeasures.Profiles}body-weight") };
        sent["category"] = new JsonArray(JsonNode.Parse("""{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs","display":"vital-signs"}]}"""));
        sent["extension"] = new JsonArray(new JsonObject { ["url"] = "https://interop.esante.gouv.fr/ig/fhir/mesures/StructureDefinition/mesures-reason-for-measurement", ["valueString"] = "Suivi" });
        sent["device"] = new JsonObject { ["reference"] = $"Device/{patient.Device}" };
        var answer = await (await hub.As(patient.Device)).Post("/fhir/Observation", sent);
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal([71], await Values(patient));
        var read = (await (await hub.As("cell")).Get($"/fhir/Observation/{answer.Id}")).Body!;
        FrenchMeasures.Kept(read, byDevice: true);
        Assert.Equal("Suivi", read["extension"]![0]!["valueString"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_no_body_weighs_is_stored_and_set_aside_and_no_rule_sees_it()
    {
        var patient = await AtHome.Enrolled(hub);
        await patient.Weighs(7);
        await patient.Looked();
        Assert.Empty(await patient.Alarms());
        Assert.Equal("Implausible", Assert.Single(await Aside(patient)).Reason);
        Assert.Empty(await Values(patient));
    }

    [Fact]
    public async Task A_late_one_is_looked_at_and_one_that_is_withdrawn_is_not_any_more()
    {
        var patient = await AtHome.Enrolled(hub, reference: 72);
        await AtHome.NextMorning(hub);
        await AtHome.NextMorning(hub);
        await patient.Weighs(72.1);
        Assert.Empty(await patient.Alarms());
        var late = await patient.Weighs(69.9, (await hub.Now()).AddDays(-1));
        Assert.Contains("weight-gain-3-days", await patient.Findings());

        var nurse = await hub.As("home-nurse");
        var stored = await nurse.Get($"/fhir/Observation/{late.Id}");
        stored.Body!["status"] = "entered-in-error";
        Assert.Equal(HttpStatusCode.OK, (await nurse.Put($"/fhir/Observation/{late.Id}", stored.Body!, stored.ETag)).Status);
        await patient.Looked();
        Assert.Equal([72.1], await Values(patient));
    }

    [Fact]
    public async Task A_scale_writes_of_its_patient_and_reads_nothing()
    {
        var (patient, other) = (await AtHome.Enrolled(hub), await AtHome.Enrolled(hub));
        var scale = await hub.As(patient.Device);
        var now = await hub.Now();
        var written = (await patient.Weighs(70)).Id;

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await scale.Post("/fhir/Observation", other.Measured("29463-7", 70, "kg", now))).Status);
        foreach (var path in new[] { $"/fhir/Observation/{written}", $"/fhir/{patient.Patient}", "/fhir/Observation", "/fhir/PractitionerRole", "/inbox?after=0", "/" })
            Assert.Equal(HttpStatusCode.Forbidden, (await scale.Get(path)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await scale.Post("/fhir/Flag", JsonNode.Parse($$$"""{"resourceType":"Flag","status":"active","code":{"text":"x"},"subject":{"reference":"{{{patient.Patient}}}"}}""")!)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await scale.Post("/fhir", Transaction(JsonNode.Parse("""{"resourceType":"Patient"}""")!.AsObject()))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await scale.Put($"/fhir/Observation/{written}", patient.Measured("29463-7", 60, "kg", now))).Status);
        var reference = patient.Measured("29463-7", 60, "kg", now);
        reference["code"]!["coding"]!.AsArray().Add(JsonNode.Parse("""{"system":"https://telemed.example/fhir/CodeSystem/monitoring","code":"reference-weight"}"""));
        Assert.Equal(HttpStatusCode.Forbidden, (await scale.Post("/fhir/Observation", reference)).Status);
    }

    static JsonObject Transaction(params JsonObject[] resources) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = "transaction",
        ["entry"] = new JsonArray([.. resources.Select((resource, i) => Lesion.Entry($"entry-{i}", resource))]),
    };

    async Task<IEnumerable<double>> Values(AtHome patient)
    {
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await connection.QueryAsync<double>("select value from hub.measurement where patient = @Patient and measure = 'weight' order by at, key", new { patient.Patient });
    }

    async Task<IEnumerable<(string Measure, string Reason, string Source)>> Aside(AtHome patient)
    {
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await connection.QueryAsync<(string, string, string)>("select measure, reason, source from hub.measurement_aside where patient = @Patient order by key", new { patient.Patient });
    }
}
