using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dapper;
using Hl7.Fhir.Serialization;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Monitoring;

/// <summary>The cell's lists: whom they watch, whom to call today, to whom they hand over, and what a month was.</summary>
public sealed partial class TheCellsDay(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task The_file_is_the_reader_s_own_the_urgent_first()
    {
        var calm = await Named("Zeller");
        await calm.Weighs(70.2);
        var urgent = await Named("Yvon");
        await urgent.Weighs(72.6);
        await urgent.Alarm();
        var page = await Page("cell", "/cell");
        Assert.InRange(page.IndexOf("YVON", StringComparison.Ordinal), 0, page.IndexOf("ZELLER", StringComparison.Ordinal));
        Assert.Contains("Appeler le patient", page, StringComparison.Ordinal);
        Assert.DoesNotContain("ZELLER", await Page("cell", "/cell?show=alarm"), StringComparison.Ordinal);
        Assert.DoesNotContain("YVON", await Page("cell", "/cell?word=zel"), StringComparison.Ordinal);
        Assert.Contains("ZELLER", await Page("cell", "/cell?word=zel"), StringComparison.Ordinal);
        Assert.Contains("ZELLER", await Page("gp", "/cell?word=zel"), StringComparison.Ordinal);
        Assert.DoesNotContain("data-patient", await Page("stranger", "/cell?word=zel"), StringComparison.Ordinal);
        Assert.True(await Traces("PractitionerRole/cell", calm.Patient) > 0);
        Assert.Equal(0, await Traces("PractitionerRole/stranger", calm.Patient));

        await hub.Advance(TimeSpan.FromDays(3));
        Assert.Contains("ZELLER", await Page("cell", "/cell?show=silent&word=zel"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_day_sheet_says_whom_to_call_and_why_and_the_evening_hands_it_over()
    {
        var patient = await Named("Xavier");
        await patient.Weighs(72.6);
        var alarm = await patient.Alarm();
        var sheet = await Page("cell", "/cell/day");
        Assert.Contains("XAVIER", sheet, StringComparison.Ordinal);
        Assert.Contains("72,6 kg : +2,6 kg par rapport au poids de référence", sheet, StringComparison.Ordinal);
        Assert.DoesNotContain("XAVIER", await Page("stranger", "/cell/day"), StringComparison.Ordinal);

        Assert.Contains($"href=\"/monitoring/{patient.Plan["CarePlan/".Length..]}\"", await Page("cell", $"/cases/{alarm.Task}"), StringComparison.Ordinal);

        var cell = await hub.As("cell");
        Assert.Equal(HttpStatusCode.OK, (await cell.Do(alarm.Task, "accept")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await HandOver("cell", "stranger")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await HandOver("cell", "cell2")).StatusCode);
        Assert.Equal("requested", (await cell.Get($"/fhir/Task/{alarm.Task}")).Body!["status"]!.GetValue<string>());
        Assert.Contains("Relève : Karim Saad. Rappeler avant 18 h.", await Page("cell2", $"/monitoring/{patient.Plan["CarePlan/".Length..]}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_month_is_counted_day_by_day_and_names_nobody_to_who_has_no_link()
    {
        await hub.SetClock(new DateTimeOffset(2031, 3, 3, 9, 0, 0, TimeSpan.FromHours(1)));
        var patient = await Named("Wagner");
        await patient.Weighs(70);
        await patient.Weighs(70.1);
        await AtHome.NextMorning(hub);
        await AtHome.NextMorning(hub);
        await patient.Weighs(72.4);
        await patient.Answered("cell", await patient.Alarm(), "false-alarm");
        await patient.Graded("home-nurse", ("oedema", 1));

        var mine = Assert.Single(await Csv("cell"), line => line.Contains(patient.Request["ServiceRequest/".Length..], StringComparison.Ordinal)).Split(';');
        Assert.Equal(["2031-03", "1", "3", "2", "1", "0", "1", "0", "1", "0", "0", "1"], [mine[0], .. mine[5..16]]);
        Assert.StartsWith("WAGNER", mine[2], StringComparison.Ordinal);
        var theirs = Assert.Single(await Csv("coordinator"), line => line.Contains(patient.Request["ServiceRequest/".Length..], StringComparison.Ordinal)).Split(';');
        Assert.Equal(("", mine[6]), (theirs[2], theirs[6]));
        var report = await Report("cell", patient.Request);
        Assert.Equal(patient.Patient, (string?)report["subject"]!["reference"]);
        Assert.Equal(
            [mine[5], mine[6], mine[7], mine[8], mine[16], .. mine[9..16], mine[17], mine[18]],
            report["group"]!.AsArray().Select(group => $"{group!["measureScore"]!["value"]}"));
        Assert.Null((await Report("coordinator", patient.Request))["subject"]);
        Assert.Equal(0, await Traces("PractitionerRole/coordinator", patient.Patient));
        Assert.DoesNotContain("WAGNER", await Page("coordinator", "/cell/month?month=2031-03"), StringComparison.Ordinal);
        foreach (var account in new[] { "gp", "stranger" }) Assert.Equal(HttpStatusCode.NotFound, (await (await hub.As(account)).Get("/cell/month?month=2031-03")).Status);

        await hub.SetClock(new DateTimeOffset(2031, 4, 10, 9, 0, 0, TimeSpan.FromHours(2)));
        var april = Assert.Single(await Csv("cell", "2031-04"), line => line.Contains(patient.Request["ServiceRequest/".Length..], StringComparison.Ordinal)).Split(';');
        Assert.Equal(["2", "10", "0", "10"], april[5..9]);
        Assert.Equal("29", Assert.Single(await Csv("cell"), line => line.Contains(patient.Request["ServiceRequest/".Length..], StringComparison.Ordinal)).Split(';')[6]);
    }

    Task<AtHome> Named(string family) => AtHome.Enrolled(hub, reference: 70, change: bundle =>
    {
        foreach (var entry in bundle["entry"]!.AsArray())
            if ((string?)entry!["resource"]!["resourceType"] == "Patient") entry["resource"]!["name"]![0]!["family"] = family;
    });

    async Task<string[]> Csv(string account, string month = "2031-03") =>
        (await (await (await hub.As(account)).Get($"/cell/month.csv?month={month}")).Raw.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    async Task<JsonNode> Report(string account, string request)
    {
        var bundle = (await (await hub.As(account)).Get("/cell/month.json?month=2031-03")).Body!;
        var report = Assert.Single(bundle["entry"]!.AsArray(), entry => (string?)entry!["resource"]!["evaluatedResource"]![0]!["reference"] == request)!["resource"]!;
        _ = FhirJsonDeserializer.STRICT.DeserializeResource(report.ToJsonString());
        return report;
    }

    async Task<long> Traces(string agent, string resource)
    {
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await connection.ExecuteScalarAsync<long>("select count(*) from hub.trace where agent = @agent and interaction = 'read' and resource = @resource", new { agent, resource });
    }

    async Task<string> Page(string account, string address)
    {
        var answer = await (await hub.As(account)).Get(address);
        Assert.True(answer.Status == HttpStatusCode.OK, $"{address}: {answer.Status}");
        return WebUtility.HtmlDecode(await answer.Raw.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Replace('\u00a0', ' ');
    }

    async Task<HttpResponseMessage> HandOver(string from, string to)
    {
        var person = await hub.As(from);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = person.Http.BaseAddress, DefaultRequestHeaders = { Authorization = person.Http.DefaultRequestHeaders.Authorization } };
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        var token = Token().Match(await http.GetStringAsync(new Uri("/cell/day", UriKind.Relative), TestContext.Current.CancellationToken)).Groups[1].Value;
        using var form = new FormUrlEncodedContent([new("to", to), new("note", "Rappeler avant 18 h."), new("__RequestVerificationToken", token)]);
        return await http.PostAsync(new Uri("/cell/hand-over", UriKind.Relative), form, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
