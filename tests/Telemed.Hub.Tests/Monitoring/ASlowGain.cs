using System.Net;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Monitoring;

/// <summary>Weight creeps up over days: the cell calls, answers, and is not called again for the same.</summary>
public sealed class ASlowGain(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task The_cell_is_told_once_answers_and_is_told_again_only_of_more()
    {
        await using var console = await (await hub.As("cell")).OpenConsole();
        var patient = await AtHome.Enrolled(hub, reference: 70);
        foreach (var kilograms in new[] { 70.1, 70.6, 71.2, 71.7 })
        {
            await patient.Weighs(kilograms);
            await patient.Looked();
            await AtHome.NextMorning(hub);
        }
        Assert.Empty(await patient.Alarms());

        await patient.Weighs(72.1);
        var alarm = await patient.Alarm();
        Assert.Equal(("appel-patient", true), (alarm.Level, alarm.Rules.Contains("weight-alert")));
        await console.IsTold("submit", alarm.Task);
        var cell = await hub.As("cell");
        var asked = await cell.Get($"/fhir/{alarm.Request}");
        Assert.Equal(("reflex-order", "urgent"), (asked.Body!["intent"]!.GetValue<string>(), asked.Body["priority"]!.GetValue<string>()));
        Assert.Equal("active", (await cell.Get($"/fhir/{alarm.Flag}")).Body!["status"]!.GetValue<string>());

        await patient.Weighs(72.2);
        Assert.Equal(alarm.Task, (await patient.Alarm()).Task);
        await patient.Answered("cell", alarm, "decompensation-gp-told");
        await AtHome.NextMorning(hub);
        await patient.Weighs(72.3);
        alarm = Assert.Single(await patient.Alarms());
        Assert.Equal((false, "true"), (alarm.Open, alarm.Was));

        await AtHome.NextMorning(hub);
        await patient.Weighs(73.5);
        Assert.Equal(2, (await patient.Alarms()).Count);
        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("cell")).Get($"/fhir/{patient.Patient}")).Status);
    }
}
