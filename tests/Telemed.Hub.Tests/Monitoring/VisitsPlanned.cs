using System.Net;
using System.Text.Json.Nodes;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Monitoring;

/// <summary>Visits of a nurse are prescribed, changed with a reason, shown to who goes, and counted in the month.</summary>
public sealed class VisitsPlanned(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task The_round_says_who_is_overdue_who_is_due_and_who_not_before_when()
    {
        await Monday(2029, 1, 8);
        var (weekly, twice, unplanned) = (await Planned("Weiss", AtHomeBundle.Visits(1, 1, "wk")), await Planned("Thomas", AtHomeBundle.Visits()), await Planned("Urbain"));
        var fixedDay = await Planned("Fabre", AtHomeBundle.Visits(weekdays: ["wed"]));
        foreach (var patient in new[] { weekly, twice, unplanned }) await patient.Graded("home-nurse", ("oedema", 0));
        Assert.Equal(("2029-01-11", "2029-01-12", "Europe/Paris"), await OnTheRound(twice));
        Assert.Equal(("2029-01-10", "2029-01-10", "Europe/Paris"), await OnTheRound(fixedDay));
        Assert.Equal(default, await OnTheRound(unplanned));

        await hub.SetClock(Paris(2029, 1, 15));
        var order = await Round("home-nurse");
        Assert.Equal(
            [fixedDay.Patient, twice.Patient, weekly.Patient, unplanned.Patient],
            order.Select(patient => patient!["reference"]!.GetValue<string>()).Where(reference => new[] { fixedDay.Patient, twice.Patient, weekly.Patient, unplanned.Patient }.Contains(reference)));
        var sheet = (await PageOf(hub, "cell", "/cell/day")).Split("Visites infirmières")[1];
        Assert.InRange(sheet.IndexOf("FABRE", StringComparison.Ordinal), 0, sheet.IndexOf("WEISS", StringComparison.Ordinal));
        Assert.Contains("en retard, prévue le mer. 10 janv.", sheet, StringComparison.Ordinal);
        Assert.Contains("prévue aujourd’hui", sheet, StringComparison.Ordinal);
        Assert.DoesNotContain("URBAIN", sheet, StringComparison.Ordinal);
        Assert.DoesNotContain("FABRE", await PageOf(hub, "stranger", "/cell/day"), StringComparison.Ordinal);
        var page = await PageOf(hub, "cell", $"/monitoring/{twice.Plan["CarePlan/".Length..]}");
        Assert.Contains("2 fois par semaine", page, StringComparison.Ordinal);
        Assert.Contains("en retard, prévue le ven. 12 janv.", page, StringComparison.Ordinal);
        Assert.Contains("Prévues et non faites (1) : ven. 12 janv.", page, StringComparison.Ordinal);

        await twice.Graded("home-nurse", ("oedema", 0));
        Assert.Equal(("2029-01-18", "2029-01-19", "Europe/Paris"), await OnTheRound(twice));
    }

    [Fact]
    public async Task Visits_are_changed_by_who_signs_with_a_reason_and_what_was_planned_stays()
    {
        await Monday(2029, 2, 5);
        var patient = await Planned("Vasseur", AtHomeBundle.Visits());
        await patient.Graded("home-nurse", ("oedema", 0));
        var monthly = AtHomeBundle.Visits(1, 1, "mo");
        Assert.Contains("Who plans visits signs", (await patient.Plans("cardio", plan => plan["activity"]!.AsArray().Add(monthly.DeepClone()))).Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("Planned visits stay", (await patient.Plans("cardio", plan => plan["activity"]!.AsArray().RemoveAt(1))).Issue, StringComparison.Ordinal);

        var nurse = await hub.As("home-nurse");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Forms.Post(nurse, Address(patient), "visits", [("rhythm", "1|1|Month"), ("version", "1")])).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await Forms.Post(nurse, Address(patient), "visits", [("rhythm", "1|1|Month"), ("reason", "Stable, poids constant"), ("version", "1")])).StatusCode);
        Assert.Equal(("2029-03-05", "2029-03-05", "Europe/Paris"), await OnTheRound(patient));
        var activities = (await nurse.Get($"/fhir/{patient.Plan}")).Body!["activity"]!.AsArray();
        Assert.Equal(("completed", 3), (activities[1]!["detail"]!["status"]!.GetValue<string>(), activities.Count));
        Assert.NotNull(activities[1]!["detail"]!["scheduledTiming"]!["repeat"]!["boundsPeriod"]!["end"]);
        Assert.Contains("Stable, poids constant", activities[2]!["extension"]!.ToJsonString(), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.SeeOther, (await Forms.Post(nurse, Address(patient), "visits", [("rhythm", "1|1|Week"), ("day", "Monday"), ("day", "Friday"), ("reason", "Sortie d’hospitalisation"), ("version", "2")])).StatusCode);
        Assert.Equal(("2029-02-09", "2029-02-09", "Europe/Paris"), await OnTheRound(patient));
        Assert.Contains("le lundi et le vendredi", await PageOf(hub, "gp", Address(patient)), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await Forms.Post(await hub.As("stranger"), Address(patient), "visits", [("rhythm", "1|1|Month"), ("reason", "x"), ("version", "3")], from: "/channels")).StatusCode);
    }

    [Fact]
    public async Task A_month_tells_pauses_and_planned_and_missed_visits_apart()
    {
        await Monday(2031, 6, 2);
        var patient = await Planned("Picard", AtHomeBundle.Visits(1, 1, "wk"));
        await hub.SetClock(Paris(2031, 6, 9));
        await patient.Graded("home-nurse", ("oedema", 0));
        await hub.SetClock(Paris(2031, 6, 16));
        var paused = await patient.Plans("home-nurse", plan => plan["extension"]!.AsArray().Add(JsonNode.Parse("""
            {"url":"https://telemed.example/fhir/StructureDefinition/monitoring-pause","valuePeriod":{"start":"2031-06-16T10:00:00+02:00","end":"2031-06-20T10:00:00+02:00"}}
            """)));
        Assert.True(paused.Status == HttpStatusCode.OK, paused.Body?.ToJsonString());
        await hub.SetClock(Paris(2031, 6, 18));
        Assert.Equal(("2031-06-20", "2031-06-20", "Europe/Paris"), await OnTheRound(patient));
        Assert.True((await Round("home-nurse")).Single(one => one!["reference"]!.GetValue<string>() == patient.Patient)!["paused"]!.GetValue<bool>());
        Assert.DoesNotContain("PICARD", await PageOf(hub, "cell", "/cell?show=silent"), StringComparison.Ordinal);
        Assert.Contains("en pause", await PageOf(hub, "cell", "/cell?word=picard"), StringComparison.Ordinal);

        await hub.SetClock(Paris(2031, 7, 10));
        Assert.Contains("PICARD", await PageOf(hub, "cell", "/cell?show=silent"), StringComparison.Ordinal);
        var csv = await PageOf(hub, "cell", "/cell/month.csv?month=2031-06");
        Assert.Contains("Jours en pause;Visites prévues;Visites manquées", csv, StringComparison.Ordinal);
        var line = Assert.Single(csv.Split("\r\n"), line => line.Contains(patient.Request["ServiceRequest/".Length..], StringComparison.Ordinal)).Split(';');
        Assert.Equal(["26", "0", "26"], line[6..9]);
        Assert.Equal(["1", "3", "3", "2", "2031-11-29", "2031-12-02", "2032-06-02"], line[15..]);
        var page = await PageOf(hub, "cell", "/cell/month?month=2031-06");
        Assert.Contains("forfait majoré jusqu’au 02/12/2031, renouvelé jusqu’au 02/06/2032", page, StringComparison.Ordinal);
        Assert.Contains("2 manquées", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_a_prescription_is_announced()
    {
        await Monday(2032, 1, 5);
        var patient = await Planned("Quentin", ends: 40);
        Assert.DoesNotContain("QUENTIN", await PageOf(hub, "cell", "/cell?show=ending"), StringComparison.Ordinal);
        await hub.SetClock(Paris(2032, 1, 20));
        await patient.Looked();
        var list = await PageOf(hub, "cell", "/cell?show=ending");
        Assert.Contains("QUENTIN", list, StringComparison.Ordinal);
        Assert.Contains("prescription jusqu’au sam. 14 févr.", list, StringComparison.Ordinal);
        Assert.Contains("Prescriptions qui se terminent", await PageOf(hub, "cell", "/cell/day"), StringComparison.Ordinal);
        Assert.Contains("prescrit jusqu’au 14/02/2032", await PageOf(hub, "gp", Address(patient)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_enrolled_with_a_start_in_the_past_is_not_silent_at_once()
    {
        await Monday(2033, 1, 3);
        var now = await hub.Now();
        var patient = await Planned("Sabatier", starts: now.AddDays(-10));
        Assert.Empty(await patient.Alarms());
        Assert.DoesNotContain("SABATIER", await PageOf(hub, "cell", "/cell?show=silent"), StringComparison.Ordinal);
        await AtHome.NextMorning(hub, 18);
        await AtHome.NextMorning(hub, 11);
        Assert.Empty(await patient.Alarms());
        await hub.Advance(TimeSpan.FromHours(2));
        Assert.Equal("no-data-2-days", Assert.Single((await patient.Alarm()).Rules));
        Assert.Contains("SABATIER", await PageOf(hub, "cell", "/cell?show=silent"), StringComparison.Ordinal);
    }

    // Nobody weighs here: that is another story, and would come first on the round.
    Task<AtHome> Planned(string family, JsonObject? visits = null, int? ends = null, DateTimeOffset? starts = null) => AtHome.Enrolled(hub, change: bundle =>
    {
        bundle.Resource("patient")["name"]![0]!["family"] = family;
        var plan = bundle.Resource("plan");
        if (visits is not null) plan["activity"]!.AsArray().Add(visits.DeepClone());
        if (ends is { } days) plan["period"]!["end"] = DateTimeOffset.Parse(plan["period"]!["start"]!.GetValue<string>()).AddDays(days).ToString("O");
        if (starts is { } start) plan["period"]!["start"] = start.ToString("O");
        else plan["extension"] = new JsonArray([.. new[] { "no-data-2-days", "no-data-4-days" }.Select(rule => JsonNode.Parse($$"""
            {"url":"https://telemed.example/fhir/StructureDefinition/rule-switch","extension":[{"url":"rule","valueCode":"{{rule}}"},{"url":"mode","valueCode":"shadow"},
             {"url":"from","valueDateTime":"2026-01-01"},{"url":"by","valueReference":{"reference":"PractitionerRole/cardio"} },{"url":"reason","valueString":"Visites seules"}]}
            """))]);
    });

    Task Monday(int year, int month, int day) => hub.SetClock(Paris(year, month, day));

    static DateTimeOffset Paris(int year, int month, int day) =>
        new DateTime(year, month, day, 9, 0, 0) is var at ? new(at, TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris").GetUtcOffset(at)) : default;

    async Task<JsonArray> Round(string account) => (await (await hub.As(account)).Get("/round/patients")).Body!["patients"]!.AsArray();

    async Task<(string? NotBefore, string? Due, string? Zone)> OnTheRound(AtHome patient) =>
        (await Round("home-nurse")).Single(one => one!["reference"]!.GetValue<string>() == patient.Patient)!["visit"] is { } visit
            ? (visit["notBefore"]!.GetValue<string>(), visit["due"]!.GetValue<string>(), visit["zone"]!.GetValue<string>())
            : default;

    static string Address(AtHome patient) => $"/monitoring/{patient.Plan["CarePlan/".Length..]}";

    static Task<string> PageOf(HubUnderTest hub, string account, string address) => Forms.Page(hub, account, address);
}
