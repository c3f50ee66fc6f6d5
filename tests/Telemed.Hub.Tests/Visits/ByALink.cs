using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using Telemed.Hub.Tests.Monitoring;
using Telemed.Hub.Tests.Support;
using static Telemed.Hub.Tests.Support.Browsing;

namespace Telemed.Hub.Tests.Visits;

/// <summary>A patient says how they are by a link, without an account: it shows nothing of them, and holds as long as it was meant to.</summary>
public sealed partial class ByALink(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task The_patient_answers_once_a_day_and_the_team_reads_it()
    {
        var patient = await AtHome.Enrolled(hub);
        var link = await Made("home-nurse", patient);
        var (status, page) = await Get(link);
        Assert.Equal(HttpStatusCode.OK, status);
        foreach (var identity in new[] { "Roussel", "ROUSSEL", "Odile", "1944", patient.Patient }) Assert.DoesNotContain(identity, page, StringComparison.Ordinal);

        Assert.Contains("vos réponses sont enregistrées", (await Answer(link, page, "71,5", "0")).Page, StringComparison.Ordinal);
        // A second tap on the same form is the same answer; another form on the same day changes nothing.
        Assert.Contains("vos réponses sont enregistrées", (await Answer(link, page, "71,5", "0")).Page, StringComparison.Ordinal);
        var second = await Answer(link, page.Replace(Identifier().Match(page).Groups[1].Value, Guid.NewGuid().ToString(), StringComparison.Ordinal), "99", "3");
        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Contains("Vous avez déjà répondu aujourd’hui", second.Page, StringComparison.Ordinal);
        Assert.Contains("Vous avez déjà répondu aujourd’hui", (await Get(link)).Page, StringComparison.Ordinal);

        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal([71.5], await connection.QueryAsync<double>("select value from hub.measurement where patient = @Patient and measure = 'weight'", new { patient.Patient }));
        var weight = await connection.ExecuteScalarAsync<string>("select source from hub.measurement where patient = @Patient and measure = 'weight'", new { patient.Patient });
        FrenchMeasures.Kept((await (await hub.As("cell")).Get($"/fhir/{weight}")).Body!, byDevice: false);
        var source = await connection.ExecuteScalarAsync<string>("select source from hub.measurement where patient = @Patient and measure = 'oedema'", new { patient.Patient });
        var response = (await (await hub.As("cell")).Get($"/fhir/{source}")).Body!;
        Assert.Equal((patient.Patient, patient.Patient), (response["source"]!["reference"]!.GetValue<string>(), response["author"]!["reference"]!.GetValue<string>()));
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("select count(*)::int from hub.trace where agent = @Patient and resource = @source and interaction = 'create'", new { patient.Patient, source }));
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("select count(*)::int from hub.trace where agent = 'PractitionerRole/home-nurse' and resource = @Patient and interaction = 'create-link'", new { patient.Patient }));

        await AtHome.NextMorning(hub);
        Assert.Equal(HttpStatusCode.OK, (await Answer(link, (await Get(link)).Page, "71", "0")).Status);
    }

    [Fact]
    public async Task What_the_patient_says_is_looked_at_by_the_rules()
    {
        var patient = await AtHome.Enrolled(hub, reference: 70);
        var link = await Made("cell", patient);
        await Answer(link, (await Get(link)).Page, "72,6", "0");
        Assert.Contains("weight-alert", (await patient.Alarm()).Rules);
    }

    [Fact]
    public async Task A_link_that_is_forged_or_revoked_or_over_opens_nothing()
    {
        var patient = await AtHome.Enrolled(hub);
        var first = await Made("home-nurse", patient);
        var forged = $"{first[..^6]}{(first.EndsWith("AAAAAA", StringComparison.Ordinal) ? "BBBBBB" : "AAAAAA")}";
        await IsOver(forged);
        await IsOver($"/own/{Guid.NewGuid()}");

        var second = await Made("cell", patient);
        await IsOver(first);
        var (cell, address) = (await hub.As("cell"), Address(patient));
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(cell, $"{address}/revoke", await Read(cell, address), [])).StatusCode);
        await IsOver(second);

        var third = await Made("home-nurse", patient);
        var page = (await Get(third)).Page;
        await hub.Advance(TimeSpan.FromDays(30));
        await IsOver(third);
        Assert.Equal(HttpStatusCode.Gone, (await Answer(third, page, "70", "0")).Status);
    }

    [Fact]
    public async Task It_ends_with_the_télésurveillance()
    {
        var patient = await AtHome.Enrolled(hub);
        var link = await Made("home-nurse", patient);
        Assert.Equal(HttpStatusCode.OK, (await patient.Plans("cardio", plan => plan["status"] = "revoked")).Status);
        await IsOver(link);
    }

    [Fact]
    public async Task Nobody_makes_a_link_for_a_patient_beyond_their_reach()
    {
        var patient = await AtHome.Enrolled(hub);
        foreach (var account in new[] { "stranger", "nurse", "derm1" })
            Assert.Equal(HttpStatusCode.NotFound, (await (await hub.As(account)).Get(Address(patient))).Status);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_is_said_in_words_and_nothing_is_kept()
    {
        var patient = await AtHome.Enrolled(hub);
        var link = await Made("home-nurse", patient);
        var refused = await Answer(link, (await Get(link)).Page, "7", "1");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("role=\"alert\"", refused.Page, StringComparison.Ordinal);
        Assert.Contains("value=\"7\"", refused.Page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Answer(link, refused.Page, "70", "1")).Status);
    }

    [Fact]
    public async Task Whoever_guesses_links_is_held_up_and_patients_are_not()
    {
        var patient = await AtHome.Enrolled(hub);
        var link = await Made("home-nurse", patient);
        var guesses = new List<HttpStatusCode>();
        for (var guess = 0; guess < 30; guess++) guesses.Add((await Get($"/own/{Guid.NewGuid()}")).Status);
        Assert.Contains(HttpStatusCode.TooManyRequests, guesses);
        Assert.Equal(HttpStatusCode.OK, (await Get(link)).Status);
    }

    static string Address(AtHome patient) => $"/own-links/{patient.Patient["Patient/".Length..]}";

    async Task<string> Made(string account, AtHome patient)
    {
        var by = await hub.As(account);
        using var answer = await Post(by, Address(patient), await Read(by, Address(patient)), []);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, page);
        return new Uri(Link().Match(page).Value).AbsolutePath;
    }

    async Task IsOver(string link)
    {
        var (status, page) = await Get(link);
        Assert.Equal(HttpStatusCode.Gone, status);
        Assert.Contains("Ce lien n’est plus valable", page, StringComparison.Ordinal);
    }

    async Task<(HttpStatusCode Status, string Page)> Get(string link)
    {
        using var http = Anybody();
        using var answer = await http.GetAsync(link, TestContext.Current.CancellationToken);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    async Task<(HttpStatusCode Status, string Page)> Answer(string link, string page, string weight, string grade)
    {
        using var http = Anybody();
        var fields = new Dictionary<string, string> { ["identifier"] = Identifier().Match(page).Groups[1].Value, ["weight"] = weight };
        foreach (var sign in new[] { "dyspnoea-effort", "dyspnoea-rest", "oedema", "fatigue", "cough", "worsening", "treatment" }) fields[sign] = grade;
        using var answer = await http.PostAsync(link, new FormUrlEncodedContent(fields), TestContext.Current.CancellationToken);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    HttpClient Anybody() => new() { BaseAddress = hub.Url, DefaultRequestHeaders = { { "Accept-Language", "fr" }, { "Accept", "text/html" } } };

    [GeneratedRegex("http://[^\"]+/own/[^\"]+")]
    private static partial Regex Link();

    [GeneratedRegex("name=\"identifier\" value=\"([^\"]+)\"")]
    private static partial Regex Identifier();
}
