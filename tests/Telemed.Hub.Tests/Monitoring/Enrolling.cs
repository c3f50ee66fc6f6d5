using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Monitoring;

/// <summary>A télésurveillance begins with everything it needs, is reached by the care team and nobody else, and ends.</summary>
public sealed class Enrolling(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    public static TheoryData<string, string> Lacking => new()
    {
        { "consent", "consent is missing" }, { "stay", "No hospital stay for heart failure" }, { "team", "names the CareTeam" }, { "gp", "has a médecin traitant" },
        { "plan", "One active CarePlan" }, { "dates", "ends after it starts" }, { "end", "says when it ends" }, { "long", "12 months at most" }, { "visits", "once a day at most" }, { "code", "what is prescribed" }, { "reason", "No hospital stay for heart failure" },
    };

    [Theory]
    [MemberData(nameof(Lacking))]
    public async Task What_is_lacking_is_said(string what, string why)
    {
        var bundle = AtHomeBundle.Of(await hub.Now());
        switch (what)
        {
            case "consent" or "stay": bundle.LeaveOut(what); break;
            case "team": bundle.Resource("plan").AsObject().Remove("careTeam"); break;
            case "gp": bundle.Resource("team")["participant"]!.AsArray().RemoveAt(0); break;
            case "plan": bundle.Resource("plan")["activity"]!.AsArray().Clear(); bundle.Resource("plan").AsObject().Remove("activity"); break;
            case "dates": bundle.Resource("plan")["period"]!["end"] = "2020-01-01"; break;
            case "end": bundle.Resource("plan")["period"]!.AsObject().Remove("end"); break;
            case "long": bundle.Resource("plan")["period"]!["end"] = (await hub.Now()).AddDays(380).ToString("O"); break;
            case "visits": bundle.Resource("plan")["activity"]!.AsArray().Add(AtHomeBundle.Visits(times: 15, period: 1, unit: "wk")); break;
            case "code": bundle.Resource("request").AsObject().Remove("code"); break;
            default: bundle.Resource("stay")["reasonCode"]![0]!["coding"]![0]!["code"] = "S72.0"; break;
        }
        var refused = await (await hub.As("cardio")).Post("/fhir", bundle);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains(refused.Body!["issue"]!.AsArray(), issue => issue!["diagnostics"]!.GetValue<string>().Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_doctor_prescribes_in_their_own_name_and_once_at_a_time()
    {
        var bundle = AtHomeBundle.Of(await hub.Now());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await (await hub.As("gp")).Post("/fhir", bundle.DeepClone())).Status);
        var nurse = bundle.DeepClone().AsObject();
        nurse.Resource("request")["requester"]!["reference"] = "PractitionerRole/nurse";
        Assert.Equal(HttpStatusCode.Forbidden, (await (await hub.As("nurse")).Post("/fhir", nurse)).Status);

        var cardio = await hub.As("cardio");
        var first = await cardio.Post("/fhir", bundle.DeepClone());
        Assert.True(first.Status == HttpStatusCode.OK, first.Body?.ToJsonString());
        Assert.Equal(first.Reference("CarePlan"), (await cardio.Post("/fhir", bundle.DeepClone())).Reference("CarePlan"));
        var second = AtHomeBundle.Of(await hub.Now());
        var text = second.ToJsonString().Replace("urn:uuid:patient", first.Reference("Patient"), StringComparison.Ordinal);
        second = JsonNode.Parse(text)!.AsObject();
        second["entry"]!.AsArray().RemoveAt(0);
        var refused = await cardio.Post("/fhir", second);
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("déjà télésurveillé", refused.Issue, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_care_team_and_the_cell_reach_the_patient_and_a_stranger_gets_404()
    {
        var patient = await AtHome.Enrolled(hub, reference: 70);
        await patient.Weighs(72.5);
        var alarm = await patient.Alarm();
        foreach (var account in new[] { "gp", "home-nurse", "cardio", "cell", "cell2" })
            foreach (var reference in new[] { patient.Patient, patient.Plan, patient.Request, patient.Team, alarm.Request, alarm.Flag, $"Task/{alarm.Task}" })
                Assert.Equal(HttpStatusCode.OK, (await (await hub.As(account)).Get($"/fhir/{reference}")).Status);

        foreach (var account in new[] { "stranger", "derm1", "family-doctor", "secretary" })
        {
            var stranger = await hub.As(account);
            foreach (var reference in new[] { patient.Patient, patient.Plan, patient.Request, patient.Team, $"Device/{patient.Device}", alarm.Request, alarm.Flag, $"Task/{alarm.Task}" })
                Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get($"/fhir/{reference}")).Status);
            Assert.Empty((await stranger.Get($"/fhir/Observation?subject={patient.Patient}")).Entries);
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.Do(alarm.Task, "accept")).Status);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await stranger.Post("/fhir/Observation", patient.Measured("29463-7", 60, "kg", await hub.Now()))).Status);
        }
    }

    [Fact]
    public async Task Whoever_joins_the_team_reaches_the_patient_and_whoever_leaves_does_not()
    {
        var patient = await AtHome.Enrolled(hub);
        var (cardio, nurse, newcomer) = (await hub.As("cardio"), await hub.As("home-nurse"), await hub.As("nurse"));
        Assert.Equal(HttpStatusCode.NotFound, (await newcomer.Get($"/fhir/{patient.Patient}")).Status);
        var team = await cardio.Get($"/fhir/{patient.Team}");
        team.Body!["participant"]![1]!["member"]!["reference"] = "PractitionerRole/nurse";
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await cardio.Put($"/fhir/{patient.Team}", team.Body!)).Status);
        Assert.Equal(HttpStatusCode.OK, (await cardio.Put($"/fhir/{patient.Team}", team.Body!, team.ETag)).Status);

        Assert.Equal(HttpStatusCode.OK, (await newcomer.Get($"/fhir/{patient.Patient}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await nurse.Get($"/fhir/{patient.Patient}")).Status);
    }

    [Fact]
    public async Task An_end_ends_the_looking_and_the_open_alarm_says_so()
    {
        var patient = await AtHome.Enrolled(hub, reference: 70);
        await patient.Weighs(72.5);
        var alarm = await patient.Alarm();
        var ended = await patient.Plans("cardio", plan => plan["status"] = "revoked");
        Assert.True(ended.Status == HttpStatusCode.OK, ended.Body?.ToJsonString());

        var cell = await hub.As("cell");
        var task = (await cell.Get($"/fhir/Task/{alarm.Task}")).Body!;
        Assert.Equal("cancelled", task["status"]!.GetValue<string>());
        Assert.Contains("terminée", task["statusReason"]!["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("inactive", (await cell.Get($"/fhir/{alarm.Flag}")).Body!["status"]!.GetValue<string>());
        Assert.Equal("revoked", (await cell.Get($"/fhir/{patient.Request}")).Body!["status"]!.GetValue<string>());
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>(
            "select count(*)::int from hub.deadline d where d.key in (select key from hub.monitoring where plan = @Plan union select a.key from hub.alarm a join hub.monitoring m on m.key = a.monitoring where m.plan = @Plan)", new { patient.Plan }));
        Assert.Equal(HttpStatusCode.Conflict, (await patient.Plans("cardio", plan => plan["status"] = "active")).Status);
        await patient.Weighs(75);
        Assert.Single(await patient.Alarms());
    }

    [Fact]
    public async Task The_prescribed_time_ends_by_itself()
    {
        var patient = await AtHome.Enrolled(hub, change: bundle => bundle.Resource("plan")["period"]!["end"] = DateTimeOffset.Parse(bundle.Resource("plan")["period"]!["start"]!.GetValue<string>()).AddDays(1).ToString("O"));
        await hub.Advance(TimeSpan.FromDays(1.01));
        await patient.Looked();
        Assert.Equal("completed", (await (await hub.As("cell")).Get($"/fhir/{patient.Plan}")).Body!["status"]!.GetValue<string>());
    }
}
