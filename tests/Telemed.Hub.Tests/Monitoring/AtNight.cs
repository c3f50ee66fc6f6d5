using System.Net;
using Telemed.Hub.Tests.Channels;
using Telemed.Hub.Tests.Support;
using Telemed.Hub.Tests.Escalations;

namespace Telemed.Hub.Tests.Monitoring;

/// <summary>Nobody of the cell answers: the patient's own people are told, level by level, and at the end the SAMU.</summary>
public sealed class AtNight(HubWithChannels hub) : IClassFixture<HubWithChannels>
{
    [Fact]
    public async Task Red_signs_that_nobody_takes_reach_the_SAMU_in_a_quarter_of_an_hour()
    {
        await hub.SetClock(DateTimeOffset.Parse("2027-03-10T01:00:00Z"));
        await hub.Has("cell", ("sms", "+33639980301"));
        await hub.Has("gp", ("sms", "+33639980302"), ("email", "gp@cabinet.example"));
        await hub.Has("home-nurse", ("sms", "+33639980303"));
        await hub.Has("cardio", ("voice", "+33639980304"));
        await hub.Has("coordinator", ("voice", "+33639980305"));
        var patient = await AtHome.Enrolled(hub);
        await patient.Graded("home-nurse", ("dyspnoea-rest", 1));
        var alarm = await patient.Alarm();
        Assert.Equal(("intervention-rapide", "signs-red"), (alarm.Level, Assert.Single(alarm.Rules)));
        await hub.Outside.Gets("sms", "+33639980301");

        // Each level is waited for: what has not left when the next one is told does not leave any more.
        var texts = new List<Message>();
        var levels = new (string Channel, string To)[][]
        {
            [("sms", "+33639980302"), ("email", "gp@cabinet.example")], [("sms", "+33639980303"), ("voice", "+33639980304")], [("voice", "+33353010115"), ("voice", "+33639980305")],
        };
        foreach (var (messages, level) in levels.Select((messages, i) => (messages, i + 1)))
        {
            await hub.Advance(TimeSpan.FromSeconds(301));
            await hub.ToldAt(alarm.Task, level);
            foreach (var (channel, to) in messages) texts.Add(await hub.Outside.Gets(channel, to));
        }
        Assert.All(texts, message => Assert.DoesNotContain("Roussel", message.Text, StringComparison.OrdinalIgnoreCase));
        Assert.All(texts, message => Assert.DoesNotContain("card", message.Text.Replace("gp@cabinet.example", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
        Assert.Equal(
            ["pool:heart-failure-cell", "care-team:gp", "care-team:nurse", "care-team:cardiologist", "duty:coordinator", "tel:+33353010115"],
            (await hub.Told(alarm.Task)).OrderBy(row => row.Level).ThenBy(row => row.Target == "care-team:cardiologist").ThenBy(row => row.Target).Select(row => row.Target).Distinct());

        // Whoever of the care team was told may take it.
        await patient.Answered("gp", alarm, "hospitalised", "Appel au 15, transport au CH.");
        Assert.Equal("true", (await patient.Alarms())[0].Was);
        await Quiet();
    }

    [Fact]
    public async Task A_GP_without_a_mobile_gets_an_e_mail()
    {
        await hub.SetClock(DateTimeOffset.Parse("2027-06-10T08:00:00Z"));
        foreach (var person in new[] { "cell", "home-nurse", "cardio", "coordinator" }) await hub.Has(person);
        await hub.Has("gp", ("email", "sans-portable@cabinet.example"));
        var patient = await AtHome.Enrolled(hub, reference: 70);
        await patient.Weighs(72.4);
        var alarm = await patient.Alarm();

        await hub.Advance(TimeSpan.FromMinutes(61));
        await hub.ToldAt(alarm.Task, 1);
        await hub.Outside.Gets("email", "sans-portable@cabinet.example");

        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("cell")).Do(alarm.Task, "accept")).Status);
        await Quiet();
    }

    async Task Quiet()
    {
        foreach (var person in new[] { "cell", "gp", "home-nurse", "cardio", "coordinator" }) await hub.Has(person);
        await hub.NothingElseLeaves();
    }
}
