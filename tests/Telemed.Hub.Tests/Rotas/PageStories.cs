using System.Net;
using System.Text.RegularExpressions;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Rotas;

/// <summary>What people do on the page Astreinte, as a browser without script would send it.</summary>
public sealed partial class PageStories(StrokeNetwork network) : IClassFixture<StrokeNetwork>
{
    const string Neurology = $"/on-call/{StrokeNetwork.Neurology}";

    static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant);

    [Fact]
    public async Task A_neurologist_declares_leave_and_withdraws_it()
    {
        var lens = await network.Hub.As("neuro-lens");
        var page = await Post(lens, $"{Neurology}/leave", ("from", "2038-08-09T09:00"), ("to", "2038-08-10T09:00"), ("by", ""));
        Assert.Matches("Dr Paul Delattre absent, le rang suivant monte</b>\\s*<span class=\"soft\">lun. 9 août 9 h 00", page);
        Assert.Equal("neuro-valenciennes", await network.Who("stroke-neurology", At("2038-08-09T12:00Z")));

        var withdraw = Withdraw().Match(page).Groups[1].Value;
        Assert.DoesNotContain("lun. 9 août 9 h 00", await Post(lens, withdraw), StringComparison.Ordinal);
        Assert.Equal("neuro-valenciennes, neuro-lens", await network.Who("stroke-neurology", At("2038-08-09T12:00Z")));
    }

    [Fact]
    public async Task A_gap_is_refused_in_words_on_the_page()
    {
        await Post(await network.Hub.As("neuro-lens"), $"{Neurology}/leave", ("from", "2038-09-06T09:00"), ("to", "2038-09-07T09:00"), ("by", ""));
        var page = await Post(await network.Hub.As("neuro-valenciennes"), $"{Neurology}/leave", ("from", "2038-09-06T09:00"), ("to", "2038-09-06T12:00"), ("by", ""));
        Assert.Contains("ne reste jamais vide : personne du lun. 6 sept. 09:00 au lun. 6 sept. 12:00. Désignez un remplaçant.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_swap_is_proposed_and_accepted_on_the_page()
    {
        var (lens, valenciennes) = (await network.Hub.As("neuro-lens"), await network.Hub.As("neuro-valenciennes"));
        await Post(lens, $"{Neurology}/swap",
            ("give", "neuro-lens|2038-05-10T06:30:00Z|2038-05-17T06:30:00Z"), ("take", "neuro-valenciennes|2038-05-17T06:30:00Z|2038-05-24T06:30:00Z"));
        var accept = Accept().Match(await Get(valenciennes)).Groups[1].Value;
        Assert.DoesNotContain(accept, await Get(lens), StringComparison.Ordinal);
        await Post(valenciennes, accept);
        Assert.Equal("neuro-valenciennes, neuro-lens", await network.Who("stroke-neurology", At("2038-05-12T12:00Z")));
        Assert.Equal("neuro-lens, neuro-valenciennes", await network.Who("stroke-neurology", At("2038-05-19T12:00Z")));
    }

    [Fact]
    public async Task At_the_hand_over_the_open_requests_change_hands_when_the_next_one_takes_over()
    {
        var (software, gp) = (await network.Hub.As("system"), await network.Hub.As("gp"));
        var (derm1, derm2) = (await network.Hub.As("derm1"), await network.Hub.As("derm2"));
        var rota = StrokeNetwork.Rota("rota-dermatology", "dermatology", "Europe/Paris", "08:30:00", "2038-03-14", "d", neverEmpty: false, ("cabinet", "derm1"), ("hospital", "derm2"));
        Assert.Equal(HttpStatusCode.Created, (await software.Put("/fhir/Schedule/rota-dermatology", rota)).Status);
        var task = await gp.Submits(Lesion.Bundle(family: "Relève"));
        Assert.Equal(HttpStatusCode.OK, (await derm1.Do(task, "accept")).Status);
        await using var console = await derm2.OpenConsole();

        var given = await Post(derm1, "/on-call/rota-dermatology/hand-over", ("note", "Rappeler le laboratoire avant midi."));
        Assert.Contains("Vous avez passé la main à Dr Dermatologue 2", given, StringComparison.Ordinal);
        await console.IsTold("hand-over-given");
        Assert.Equal("PractitionerRole/derm1", await Owner(software, task));

        var offered = await Get(derm2);
        Assert.Contains("Rappeler le laboratoire avant midi.", offered, StringComparison.Ordinal);
        Assert.Contains("en cours, change de mains", offered, StringComparison.Ordinal);
        var take = Take().Match(offered).Groups[1].Value;
        Assert.Contains("404", (await Send(await network.Hub.As("derm3"), take)).Raw.StatusCode.ToString("D"), StringComparison.Ordinal);
        await Post(derm2, take);
        Assert.Equal("PractitionerRole/derm2", await Owner(software, task));
        var patient = (await software.Get($"/fhir/Task/{task}")).Body!["for"]!["reference"]!.GetValue<string>();
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), ((await derm1.Get($"/fhir/{patient}")).Status, (await derm2.Get($"/fhir/{patient}")).Status));
        Assert.DoesNotContain("Je prends la relève", await Get(derm2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turns_go_out_to_a_calendar_by_a_secret_address_and_leave_comes_in_from_a_file()
    {
        var radio = await network.Hub.As("radio-fdf");
        var (first, second) = (Link().Match(await Post(radio, "/on-call/calendar")).Groups[1].Value, Link().Match(await Post(radio, "/on-call/calendar")).Groups[1].Value);
        using var anybody = new HttpClient { BaseAddress = network.Hub.Url };
        Assert.Equal(HttpStatusCode.NotFound, (await anybody.GetAsync(new Uri(first), TestContext.Current.CancellationToken)).StatusCode);
        var calendar = await anybody.GetStringAsync(new Uri(second), TestContext.Current.CancellationToken);
        Assert.Contains("SUMMARY:Astreinte evening-radiology", calendar, StringComparison.Ordinal);

        const string holidays = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//FR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20380101T000000Z\r\nDTSTART;VALUE=DATE:20381004\r\nDTEND;VALUE=DATE:20381006\r\n"
            + "RRULE:FREQ=WEEKLY;COUNT=2\r\nSUMMARY:Secret\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        Assert.Contains("2 ajoutées, 0 déjà connues, 0 refusées", await Import(radio, holidays), StringComparison.Ordinal);
        Assert.Contains("0 ajoutées, 2 déjà connues, 0 refusées", await Import(radio, holidays), StringComparison.Ordinal);
        Assert.Equal("", await network.Who("evening-radiology", At("2038-10-11T00:00-04:00")));
        Assert.Equal("radio-fdf", await network.Who("evening-radiology", At("2038-10-13T00:00-04:00")));
        Assert.DoesNotContain("Secret", (await radio.Get("/fhir/Slot?_count=100")).Body!.ToJsonString(), StringComparison.Ordinal);
        foreach (var broken in new[] { "no calendar", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:yesterday\r\nRRULE:FREQ=NEVER\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT" })
            Assert.Matches("n’est pas un calendrier|0 ajoutées", await Import(radio, broken));
    }

    [Fact]
    public async Task The_territory_is_the_coordinator_s()
    {
        var page = await Get(await network.Hub.As("coordinator"), "/territory");
        Assert.Contains("Demandes ouvertes", page, StringComparison.Ordinal);
        Assert.Matches("Dr Paul Delattre</b>.{0,120}n’a donné aucun canal", page.ReplaceLineEndings(" "));
        Assert.Contains("Cette page est celle de la coordination", await Get(await network.Hub.As("gp"), "/territory"), StringComparison.Ordinal);
    }

    static async Task<string> Owner(Software software, string task) => (await software.Get($"/fhir/Task/{task}")).Body!["owner"]!["reference"]!.GetValue<string>();

    static async Task<string> Get(Software person, string address = "/on-call")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await person.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode < 500, address);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()).Replace('\u00a0', ' ');
    }

    // Following the way to the next page leaves the bearer token behind: it is asked for again.
    static async Task<string> Post(Software person, string address, params (string Name, string Value)[] fields)
    {
        var answer = await Send(person, address, fields);
        return answer.Raw.RequestMessage!.RequestUri!.AbsolutePath == "/sign-in" ? await Get(person) : WebUtility.HtmlDecode(await answer.Raw.Content.ReadAsStringAsync()).Replace('\u00a0', ' ');
    }

    static async Task<Answer> Send(Software person, string address, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent([.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), new("__RequestVerificationToken", Token().Match(await Get(person)).Groups[1].Value)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.Accept.ParseAdd("text/html");
        var answer = await person.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(answer.StatusCode, null, null, answer);
    }

    static async Task<string> Import(Software person, string file)
    {
        using var content = new MultipartFormDataContent
        {
            { new StringContent("leave"), "kind" }, { new StringContent(file), "file", "leave.ics" }, { new StringContent(Token().Match(await Get(person)).Groups[1].Value), "__RequestVerificationToken" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/on-call/import") { Content = content };
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await person.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    private static partial Regex Token();

    [GeneratedRegex("""lun\. 9 août 9 h 00.*?action="(/on-call/changes/[^"]+/withdraw)""", RegexOptions.Singleline)]
    private static partial Regex Withdraw();

    [GeneratedRegex("""action="(/on-call/changes/[^"]+/accept)""")]
    private static partial Regex Accept();

    [GeneratedRegex("""action="(/on-call/hand-overs/[^"]+/take)""")]
    private static partial Regex Take();

    [GeneratedRegex("""value="(http[^"]+\.ics)""")]
    private static partial Regex Link();
}
