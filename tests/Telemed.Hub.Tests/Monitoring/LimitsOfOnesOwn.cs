using System.Net;
using System.Text.Json.Nodes;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Monitoring;

/// <summary>A patient's own limits: dated, signed, tried in shadow first, and never rewritten.</summary>
public sealed class LimitsOfOnesOwn(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task A_limit_changed_while_an_alarm_is_open_counts_from_then_on()
    {
        var patient = await AtHome.Enrolled(hub, reference: 70);
        await patient.Weighs(72.2);
        var alarm = await patient.Alarm();
        var now = await hub.Now();
        var changed = await patient.Plans("cardio", plan => Add(plan, Limit("live", "cardio", 3, now)));
        Assert.True(changed.Status == HttpStatusCode.OK, changed.Body?.ToJsonString());

        // What was told stays told: a person answers it.
        Assert.Equal(alarm.Task, (await patient.Alarm()).Task);
        await patient.Answered("cell", alarm, "false-alarm");
        for (var morning = 0; morning < 4; morning++)
        {
            await AtHome.NextMorning(hub);
            await patient.Weighs(72.3 + morning * 0.1);
        }
        Assert.Equal("false", Assert.Single(await patient.Alarms()).Was);
        await AtHome.NextMorning(hub);
        await patient.Weighs(73.1);
        Assert.Equal("weight-alert", Assert.Single((await patient.Alarm()).Rules));
    }

    [Fact]
    public async Task A_limit_in_shadow_tells_nobody_until_a_clinician_switches_it_on()
    {
        var patient = await AtHome.Enrolled(hub, reference: 70);
        var now = await hub.Now();
        Assert.Equal(HttpStatusCode.OK, (await patient.Plans("cardio", plan => Add(plan, Limit("shadow", "cardio", 1, now)))).Status);
        await patient.Weighs(71.2);
        Assert.Empty(await patient.Alarms());
        Assert.Equal("weight-alert", Assert.Single(await patient.Shadows()));

        var later = await hub.Now();
        var promoted = await patient.Plans("cardio", plan =>
        {
            Period(plan, 0)["end"] = later.ToString("O");
            Add(plan, Limit("live", "cardio", 1, later));
        });
        Assert.True(promoted.Status == HttpStatusCode.OK, promoted.Body?.ToJsonString());
        Assert.Equal("weight-alert", Assert.Single((await patient.Alarm()).Rules));
        Assert.Empty(await patient.Shadows());
    }

    [Fact]
    public async Task A_rule_in_shadow_speaks_for_a_patient_once_it_is_switched_on()
    {
        var patient = await AtHome.Enrolled(hub, reference: 70);
        await patient.Weighs(70.1);
        await AtHome.NextMorning(hub);
        await patient.Weighs(71.3);
        Assert.Empty(await patient.Alarms());
        Assert.Contains("weight-gain-2-days", await patient.Shadows());

        var now = await hub.Now();
        var switched = await patient.Plans("cardio", plan => Add(plan, JsonNode.Parse($$"""
            {"url":"https://telemed.example/fhir/StructureDefinition/rule-switch","extension":[{"url":"rule","valueCode":"weight-gain-2-days"},{"url":"mode","valueCode":"live"},
             {"url":"from","valueDateTime":"{{now:O}}"},{"url":"by","valueReference":{"reference":"PractitionerRole/cardio"} },{"url":"reason","valueString":"Prises de poids rapides par le passé"}]}
            """)!));
        Assert.True(switched.Status == HttpStatusCode.OK, switched.Body?.ToJsonString());
        Assert.Equal("weight-gain-2-days", Assert.Single((await patient.Alarm()).Rules));
    }

    [Fact]
    public async Task A_decision_is_signed_has_a_reason_and_names_what_there_is()
    {
        var patient = await AtHome.Enrolled(hub);
        var now = await hub.Now();
        var wrong = new Dictionary<string, JsonObject>
        {
            ["Who decides signs"] = Limit("live", "gp", 3, now), ["reason"] = Limit("live", "cardio", 3, now, reason: ""), ["No rule is called weight-alrt"] = Limit("live", "cardio", 3, now, rule: "weight-alrt"),
            ["is given in kg"] = Limit("live", "cardio", 3, now, unit: "g"), ["no limit that a patient has"] = Limit("live", "cardio", 3, now, parameter: "within", unit: "d"),
            ["neither live nor shadow"] = Limit("loud", "cardio", 3, now),
        };
        foreach (var (why, limit) in wrong)
        {
            var refused = await patient.Plans("cardio", plan => Add(plan, limit));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Contains(refused.Body!["issue"]!.AsArray(), issue => issue!["diagnostics"]!.GetValue<string>().Contains(why, StringComparison.Ordinal));
        }
        Assert.Equal(HttpStatusCode.OK, (await patient.Plans("cardio", plan => Add(plan, Limit("live", "cardio", 3, now)))).Status);
        var rewritten = await patient.Plans("cardio", plan => plan.Remove("extension"));
        Assert.Contains("stays", rewritten.Issue, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await (await hub.As("cardio")).Put($"/fhir/{patient.Plan}", (await (await hub.As("cardio")).Get($"/fhir/{patient.Plan}")).Body!)).Status);
    }

    static void Add(JsonObject plan, JsonNode decision)
    {
        if (plan["extension"] is not JsonArray extensions) plan["extension"] = extensions = [];
        extensions.Add(decision);
    }

    static JsonObject Period(JsonObject plan, int i) => plan["extension"]![i]!["extension"]!.AsArray().Single(part => part!["url"]!.GetValue<string>() == "period")!["valuePeriod"]!.AsObject();

    static JsonObject Limit(string mode, string by, double value, DateTimeOffset from, string rule = "weight-alert", string parameter = "change", string unit = "kg", string reason = "Cachexie : seuil adapté")
    {
        var limit = JsonNode.Parse($$"""
            {"url":"https://telemed.example/fhir/StructureDefinition/personal-limit","extension":[{"url":"rule","valueCode":"{{rule}}"},{"url":"parameter","valueCode":"{{parameter}}"},
             {"url":"value","valueQuantity":{"value":{{value}},"system":"http://unitsofmeasure.org","code":"{{unit}}"} },{"url":"mode","valueCode":"{{mode}}"},
             {"url":"period","valuePeriod":{"start":"{{from:O}}"} },{"url":"by","valueReference":{"reference":"PractitionerRole/{{by}}"} }]}
            """)!.AsObject();
        if (reason.Length > 0) limit["extension"]!.AsArray().Add(new JsonObject { ["url"] = "reason", ["valueString"] = reason });
        return limit;
    }
}
