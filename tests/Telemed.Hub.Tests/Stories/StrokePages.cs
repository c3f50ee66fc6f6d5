using System.Net;
using System.Text.RegularExpressions;
using Telemed.Hub.Platform.Pages;
using Telemed.Hub.Tests.Support;
using static Telemed.Hub.Tests.Support.Browsing;

namespace Telemed.Hub.Tests.Stories;

/// <summary>The pages of a stroke over plain HTTP, as a browser without scripts would use them.</summary>
public sealed partial class StrokePages(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task An_alert_started_from_the_page_is_on_the_board_and_twice_the_same_form_is_one_alert()
    {
        var (ed, neuro) = (await hub.As("ed-cambrai"), await hub.As("neuro-lens"));
        var page = await Read(ed, "/alerts");
        Assert.Contains("Ne remplace jamais l’appel au 15", page, StringComparison.Ordinal);
        var fields = new Dictionary<string, string>
        {
            ["identifier"] = Guid.NewGuid().ToString(), ["onset"] = "known", ["last-known-well"] = "00:00", ["age-band"] = "80-89", ["side"] = "left", ["arrival"] = "00:00", ["visit"] = "A-4711",
        };
        var first = await Post(ed, "/alerts", page, fields);
        var again = await Post(ed, "/alerts", page, fields);
        Assert.Equal((HttpStatusCode.SeeOther, first.Headers.Location), (first.StatusCode, again.Headers.Location));

        var alert = await Read(ed, first.Headers.Location!.ToString());
        Assert.Contains("passage A-4711", alert, StringComparison.Ordinal);
        Assert.Contains("Ne remplace jamais l’appel au 15", alert, StringComparison.Ordinal);
        var board = await Read(neuro, "/board");
        Assert.Contains("80-89 ans · côté gauche", board, StringComparison.Ordinal);
        Assert.DoesNotContain("A-4711", board, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_refused_comes_back_with_its_reason_and_what_was_typed()
    {
        var ed = await hub.As("ed-cambrai");
        var page = await Read(ed, "/alerts");
        var refused = await Post(ed, "/alerts", page, new() { ["identifier"] = Guid.NewGuid().ToString(), ["onset"] = "unknown", ["side"] = "right", ["arrival"] = "00:00", ["nihss"] = "50", ["family"] = "Martin" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var back = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("L’alerte n’est pas partie.", back, StringComparison.Ordinal);
        Assert.Contains("value=\"50\"", back, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_on_the_alerts_page_is_done_by_plain_forms()
    {
        var (ed, neuro, radio) = (await hub.As("ed-cambrai"), await hub.As("neuro-lens"), await hub.As("gp"));
        var (request, task) = await ed.Alerts(await Now(), arrivedMinutesAgo: 50);
        var address = $"/alerts/{request}";
        Assert.Equal(HttpStatusCode.NotFound, (await radio.Http.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
        await Done(neuro, address, "accept", new() { ["task"] = task });
        await Done(ed, address, "identity", new() { ["family"] = "Durand", ["given"] = "Léa", ["birthDate"] = "1950-02-03" });
        await Done(ed, address, "stamp", new() { ["milestone"] = "imaging" });
        await Done(ed, address, "nihss", Core.Stroke.Nihss.Items.ToDictionary(item => item.Code, item => item.Code == "5b" ? "3" : item.Code == "10" ? "UN" : "0"));
        await Done(ed, address, "checklist", new() { ["adult"] = "yes", ["inr"] = "no", ["doac"] = "unknown" });
        await Done(neuro, address, "message", new() { ["text"] = "Angio-TDM vue, pas d’occlusion." });
        await Done(neuro, address, "assist", []);
        await Done(ed, address, "stamp", new() { ["milestone"] = "needle" });
        await Done(neuro, address, "answer", new() { ["outcome"] = "thrombolysis-on-site", ["text"] = "Thrombolyse commencée sous téléassistance." });
        await Done(ed, address, "transfer", new() { ["destination"] = "UNV de Lens" });
        await Done(ed, address, "acknowledge", []);
        await Done(ed, address, "close-out", new() { ["final-diagnosis"] = "ischaemic", ["transfer-avoided"] = "transfer-avoided-yes" });

        var page = await Read(neuro, address);
        foreach (var shown in new[] { "DURAND Léa", "UN : 10", "Aucune exclusion notée · 28 inconnues", "Angio-TDM vue", "UNV de Lens", "faite, Dr Paul Delattre" }) Assert.Contains(shown, page, StringComparison.Ordinal);
        Assert.DoesNotContain(request, await Read(neuro, "/board"), StringComparison.Ordinal);
        var figures = await Read(neuro, "/figures");
        Assert.Contains("data-acts>1<", figures, StringComparison.Ordinal);
        Assert.Contains("data-mean>50", figures, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("14:03", "2026-11-22T15:00:00Z", "2026-11-22T13:03:00Z")]
    [InlineData("23:50", "2026-11-22T15:00:00Z", "2026-11-21T22:50:00Z")]
    [InlineData("02:30", "2026-10-25T01:45:00Z", "2026-10-25T01:30:00Z")] // the hour that comes twice: the later one
    [InlineData("02:30", "2026-10-25T01:15:00Z", "2026-10-25T00:30:00Z")] // before the later one: the earlier
    [InlineData("02:30", "2026-03-29T05:00:00Z", "2026-03-28T01:30:00Z")] // the hour that does not come
    [InlineData("25:00", "2026-11-22T15:00:00Z", null)]
    [InlineData("", "2026-11-22T15:00:00Z", null)]
    public void A_time_of_day_is_the_last_one_that_was(string shown, string now, string? at) =>
        Assert.Equal(at is null ? null : Utc(at), Language.LastAt(shown, Utc(now)));

    [Theory]
    [InlineData("2026-11-22T22:59:59Z", "2026-11-22")]
    [InlineData("2026-11-22T23:00:00Z", "2026-11-23")]
    [InlineData("2026-07-14T22:00:00Z", "2026-07-15")]
    public void The_figures_of_today_are_those_of_the_territory_s_day(string now, string today) =>
        Assert.Equal(DateOnly.Parse(today, System.Globalization.CultureInfo.InvariantCulture), Language.Today(Utc(now)));

    static DateTimeOffset Utc(string said) => DateTimeOffset.Parse(said, System.Globalization.CultureInfo.InvariantCulture);

    async Task<DateTimeOffset> Now()
    {
        await using var command = hub.Db.CreateCommand("select hub.now()");
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!, TimeSpan.Zero);
    }

    static async Task Done(Software by, string address, string act, Dictionary<string, string> fields)
    {
        var answer = await Post(by, $"{address}/{act}", await Read(by, address), fields);
        Assert.True(answer.StatusCode == HttpStatusCode.SeeOther, $"{act}: {(int)answer.StatusCode} {Gate().Match(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Value}");
    }

    [GeneratedRegex("class=\"gate\".*?</div>", RegexOptions.Singleline)]
    private static partial Regex Gate();
}
