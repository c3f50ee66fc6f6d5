using System.Net;
using System.Text.Json.Nodes;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Monitoring;

/// <summary>Nothing comes: silence is found by time alone, and a scale that says it is offline is told apart from a patient who does not weigh.</summary>
public sealed class ASilentScale(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task Two_days_without_a_weight_are_a_call_and_four_are_a_visit()
    {
        var patient = await AtHome.Enrolled(hub);
        await AtHome.NextMorning(hub);
        await patient.Weighs(70);
        foreach (var hour in new[] { 18, 18 }) await AtHome.NextMorning(hub, hour);
        var call = await patient.Alarm();
        Assert.Equal(("appel-patient", "no-data-2-days"), (call.Level, Assert.Single(call.Rules)));

        foreach (var hour in new[] { 18, 18 }) await AtHome.NextMorning(hub, hour);
        var visit = await patient.Alarm();
        Assert.Equal(("intervention-rapide", true), (visit.Level, visit.Rules.Contains("no-data-4-days")));
        Assert.NotEqual(call.Task, visit.Task);
        var cell = await hub.As("cell");
        Assert.Equal("cancelled", (await cell.Get($"/fhir/Task/{call.Task}")).Body!["status"]!.GetValue<string>());
        Assert.Equal("inactive", (await cell.Get($"/fhir/{call.Flag}")).Body!["status"]!.GetValue<string>());
        Assert.Equal(call.Request, (await cell.Get($"/fhir/{visit.Request}")).Body!["replaces"]![0]!["reference"]!.GetValue<string>());

        await patient.Answered("cell", visit, "silence-explained");
        await patient.Weighs(70.2);
        await AtHome.NextMorning(hub);
        await patient.Weighs(70.1);
        Assert.DoesNotContain(await patient.Alarms(), alarm => alarm.Open);
        Assert.Equal("inactive", (await (await hub.As("cell")).Get($"/fhir/{visit.Flag}")).Body!["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_scale_that_says_it_is_offline_is_another_alarm_than_silence()
    {
        var patient = await AtHome.Enrolled(hub);
        await AtHome.NextMorning(hub);
        await patient.Weighs(70);
        var nurse = await hub.As("home-nurse");
        var scale = await nurse.Get($"/fhir/Device/{patient.Device}");
        scale.Body!["statusReason"] = JsonNode.Parse("""[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/device-status-reason","code":"offline"}]}]""");
        Assert.Equal(HttpStatusCode.OK, (await nurse.Put($"/fhir/Device/{patient.Device}", scale.Body!, scale.ETag)).Status);

        foreach (var hour in new[] { 18, 18 }) await AtHome.NextMorning(hub, hour);
        Assert.Equal("scale-offline", Assert.Single((await patient.Alarm()).Rules));
    }
}
