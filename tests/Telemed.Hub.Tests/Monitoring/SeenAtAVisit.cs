using System.Net;
using System.Text.Json.Nodes;
using Telemed.Hub.Tests.Escalations;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Monitoring;

/// <summary>A nurse sees red signs at a visit and raises the alarm herself: the same request, clocks and answers as one of a rule.</summary>
public sealed class SeenAtAVisit(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task A_nurse_raises_an_alarm_and_it_waits_for_nobody_unseen()
    {
        var patient = await AtHome.Enrolled(hub);
        var nurse = await hub.As("home-nurse");
        var consent = (await nurse.Get($"/fhir/Consent?patient={patient.Patient}")).Entries.Single()["id"]!.GetValue<string>();
        var sent = await nurse.Post("/fhir", Alarm(patient.Patient, consent, "home-nurse"));
        Assert.True(sent.Status == HttpStatusCode.OK, sent.Body?.ToJsonString());
        var task = (await nurse.Get($"/fhir/Task?focus={sent.Reference("ServiceRequest")}")).Entries.Single()["id"]!.GetValue<string>();
        Assert.Equal(["pool:heart-failure-cell"], (await hub.Told(task)).Select(row => row.Target).Distinct());

        await hub.Advance(TimeSpan.FromMinutes(16));
        Assert.Contains(await hub.ToldAt(task, 1), row => row is { Target: "care-team:gp", User: "gp" });

        foreach (var told in new[] { "gp", "cardio" }) Assert.Equal(HttpStatusCode.OK, (await (await hub.As(told)).Get($"/fhir/{sent.Reference("QuestionnaireResponse")}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await (await hub.As("stranger")).Get($"/fhir/Task/{task}")).Status);

        var cell = await hub.As("cell");
        Assert.Equal(HttpStatusCode.OK, (await cell.Do(task, "accept")).Status);
        Assert.Equal(HttpStatusCode.OK, (await cell.Do(task, "answer", ("outcome", "intervention"), ("text", "Visite demandée."))).Status);
        nurse = await hub.As("home-nurse");
        Assert.Equal("Visite demandée.", (await nurse.Get($"/fhir/DiagnosticReport?based-on={sent.Reference("ServiceRequest")}")).Entries.Single()["conclusion"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_an_alarm_raised_by_hand_was_counts_apart_in_the_patient_s_record()
    {
        var patient = await AtHome.Enrolled(hub, reference: 70);
        var nurse = await hub.As("home-nurse");
        var consent = (await nurse.Get($"/fhir/Consent?patient={patient.Patient}")).Entries.Single()["id"]!.GetValue<string>();
        foreach (var (outcome, _) in new[] { ("false-alarm", 0), ("decompensation-gp-told", 1) })
        {
            var sent = await nurse.Post("/fhir", Alarm(patient.Patient, consent, "home-nurse"));
            var task = (await nurse.Get($"/fhir/Task?focus={sent.Reference("ServiceRequest")}")).Entries.Single()["id"]!.GetValue<string>();
            var cell = await hub.As("cell");
            Assert.Equal(HttpStatusCode.OK, (await cell.Do(task, "accept")).Status);
            Assert.Equal(HttpStatusCode.OK, (await cell.Do(task, "answer", ("outcome", outcome), ("text", "Vue."))).Status);
        }
        Assert.Contains("Alarmes passées déclenchées par une personne : 1 vraie, 1 fausse, 0 indéterminée.", await Forms.Page(hub, "cell", $"/monitoring/{patient.Plan["CarePlan/".Length..]}"), StringComparison.Ordinal);
        await patient.Weighs(72.5);
        var form = (await nurse.Get($"/fhir/ServiceRequest/{(await patient.Alarm()).Request["ServiceRequest/".Length..]}")).Body!["supportingInfo"]![0]!["reference"]!.GetValue<string>();
        Assert.Contains("Première alarme de ce patient. Déclenchées par une personne : 1 vraies, 1 fausses, 0 indéterminées.", System.Text.RegularExpressions.Regex.Unescape((await nurse.Get($"/fhir/{form}")).Body!.ToJsonString()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_of_the_cell_show_an_alarm_that_nobody_asked_for()
    {
        var patient = await AtHome.Enrolled(hub, reference: 70);
        await patient.Weighs(72.5);
        var alarm = await patient.Alarm();
        var cell = await hub.As("cell");
        foreach (var path in new[] { "/triage", $"/cases/{alarm.Task}" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Accept.ParseAdd("text/html");
            using var page = await cell.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            var text = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("Appeler le patient", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Device/hub", text, StringComparison.Ordinal);
        }
    }

    static JsonObject Alarm(string patient, string consent, string requester) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = "transaction",
        ["entry"] = new JsonArray(
            Lesion.Entry("form", JsonNode.Parse($$$"""
                {"resourceType":"QuestionnaireResponse","questionnaire":"https://telemed.example/fhir/Questionnaire/heart-failure-alarm|1.0.0","status":"completed","subject":{"reference":"{{{patient}}}"},
                 "item":[{"linkId":"level","answer":[{"valueCoding":{"system":"https://telemed.example/fhir/CodeSystem/alarm-level","code":"intervention-rapide"}}]},
                  {"linkId":"reason","answer":[{"valueString":"Œdèmes jusqu'aux genoux, essoufflement à la parole."}]}]}
                """)!),
            Lesion.Entry("request", JsonNode.Parse($$$"""
                {"resourceType":"ServiceRequest","status":"active","intent":"order","priority":"asap","instantiatesCanonical":["https://telemed.example/fhir/PlanDefinition/heart-failure|1.0.0"],
                 "subject":{"reference":"{{{patient}}}"},"requester":{"reference":"PractitionerRole/{{{requester}}}"},
                 "supportingInfo":[{"reference":"urn:uuid:form"},{"reference":"Consent/{{{consent}}}"}]}
                """)!)),
    };
}
