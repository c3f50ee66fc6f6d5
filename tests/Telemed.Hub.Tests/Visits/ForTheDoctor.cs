using System.Net;
using Dapper;
using Telemed.Hub.Tests.Monitoring;
using Telemed.Hub.Tests.Support;
using static Telemed.Hub.Tests.Support.Browsing;

namespace Telemed.Hub.Tests.Visits;

/// <summary>An alarm as the patient's own doctor meets it: among their requests, read, taken with one tap, answered; and nobody else's.</summary>
public sealed class ForTheDoctor(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task The_GP_sees_it_says_that_they_are_on_it_and_answers()
    {
        var (alarm, page) = await Alarmed();
        var (gp, address) = (await hub.As("gp"), page);
        var list = await Read(gp, "/requests");
        Assert.Contains(address, list, StringComparison.Ordinal);
        Assert.Contains("Personne ne s’en occupe encore.", list, StringComparison.Ordinal);

        var shown = await Read(gp, address);
        foreach (var said in new[] { "ROUSSEL", "Appeler le patient, le jour même", "Règle et version", "Ce que vaut la règle", "Première alarme de ce patient.", "ni marqué CE ni certifié", "Vu, je m’en occupe" })
            Assert.Contains(said, shown, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(gp, $"{address}/accept", shown, [])).StatusCode);

        shown = await Read(gp, address);
        Assert.Contains("Vous vous en occupez depuis", shown, StringComparison.Ordinal);
        Assert.Contains("s’en occupe depuis", await Read(await hub.As("cardio"), address), StringComparison.Ordinal);
        Assert.Equal("accepted", (await (await hub.As("cell")).Get($"/fhir/Task/{alarm.Task}")).Body!["status"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(gp, $"{address}/answer", shown, new() { ["outcome"] = "false-alarm", ["text"] = "Vu au cabinet." })).StatusCode);
        Assert.Contains("Vu au cabinet.", await Read(gp, address), StringComparison.Ordinal);
        Assert.DoesNotContain(address, await Read(gp, "/requests"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_hears_of_an_alarm_and_of_what_becomes_of_it_though_no_level_calls_the_GP()
    {
        await using var console = await (await hub.As("gp")).OpenConsole();
        await using var stranger = await (await hub.As("other-gp")).OpenConsole();
        var (alarm, _) = await Alarmed();
        await console.IsTold("listed", alarm.Task);
        var cell = await hub.As("cell");
        foreach (var act in new[] { "accept", "release" })
        {
            Assert.Equal(HttpStatusCode.OK, (await cell.Do(alarm.Task, act, ("reason", "Fin de poste."))).Status);
            await console.IsTold(act, alarm.Task);
        }
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("select count(*)::int from hub.inbox_event where user_id = 'other-gp' and task = @task", new { task = $"Task/{alarm.Task}" }));
    }

    [Fact]
    public async Task What_was_taken_is_given_back_and_waits_again()
    {
        var (alarm, address) = await Alarmed();
        var gp = await hub.As("gp");
        await Post(gp, $"{address}/accept", await Read(gp, address), []);
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(gp, $"{address}/release", await Read(gp, address), [])).StatusCode);
        Assert.Equal("requested", (await (await hub.As("cell")).Get($"/fhir/Task/{alarm.Task}")).Body!["status"]!.GetValue<string>());
        Assert.Contains("Personne ne s’en occupe encore.", await Read(gp, address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_to_tap_is_told_who_was_first()
    {
        var (_, address) = await Alarmed();
        var (gp, cardio) = (await hub.As("gp"), await hub.As("cardio"));
        var (mine, theirs) = (await Read(gp, address), await Read(cardio, address));
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(gp, $"{address}/accept", mine, [])).StatusCode);
        using var late = await Post(cardio, $"{address}/accept", theirs, []);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("Dr Claire Vidal", WebUtility.HtmlDecode(await late.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_a_request_leads_there_and_a_stranger_finds_nothing()
    {
        var (_, address) = await Alarmed();
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = hub.Url, DefaultRequestHeaders = { Authorization = (await hub.As("gp")).Http.DefaultRequestHeaders.Authorization } };
        using var led = await http.GetAsync(address.Replace("/alarms/", "/requests/", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Equal(address, led.Headers.Location!.OriginalString);
        var stranger = await hub.As("other-gp");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get(address)).Status);
        Assert.DoesNotContain("/alarms/", await Read(stranger, "/requests"), StringComparison.Ordinal);
    }

    async Task<(AlarmRow Alarm, string Page)> Alarmed()
    {
        var patient = await AtHome.Enrolled(hub, reference: 70);
        await patient.Weighs(72.5);
        var alarm = await patient.Alarm();
        return (alarm, $"/alarms/{alarm.Request["ServiceRequest/".Length..]}");
    }
}
