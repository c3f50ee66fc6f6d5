using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dapper;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Monitoring;

/// <summary>The page of a patient at home: who reaches it, what it says of a rule, and what its forms change.</summary>
public sealed partial class OnePatientsPage(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task A_stranger_finds_nothing_and_changes_nothing()
    {
        var patient = await AtHome.Enrolled(hub);
        var stranger = await hub.As("stranger");
        foreach (var address in new[] { Address(patient), $"{Address(patient)}/now", $"{Address(patient)}?days=365" })
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get(address)).Status);
        foreach (var act in new[] { "limit", "reference", "promote", "call", "aside", "alarm/accept" })
            Assert.Equal(HttpStatusCode.NotFound, (await Post(stranger, patient, act, [("value", "1"), ("reason", "rien"), ("key", "1"), ("task", "none")], from: "/channels")).StatusCode);
        Assert.Equal("1", (await (await hub.As("cell")).Get($"/fhir/{patient.Plan}")).Body!["meta"]!["versionId"]!.GetValue<string>());
    }

    [Fact]
    public async Task Who_looks_leaves_a_trace_and_reads_what_an_alarm_is_worth()
    {
        var patient = await AtHome.Enrolled(hub, reference: 70);
        await patient.Weighs(72.4);
        var alarm = await patient.Alarm();
        var page = await Page("cell", patient);
        foreach (var said in new[]
        {
            "Poids à ±2 kg du poids de référence", "version 1.0.0", "non publié", "CARDIAUVERGNE", "aucune alarme passée de cette règle", "Personne ne l’a prise", "ni marqué CE ni certifié ANS", "72,4", "ne remplace jamais l’appel au 15",
        }) Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.Equal(2, await Traces("PractitionerRole/cell", patient.Plan, patient.Patient));

        var cell = await hub.As("cell");
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(cell, patient, "alarm/accept", [("task", alarm.Task)])).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(cell, patient, "alarm/answer", [("task", alarm.Task), ("outcome", "false-alarm"), ("text", "Repas de fête, pas de signe.")])).StatusCode);
        Assert.Equal("false", Assert.Single(await patient.Alarms()).Was);
        Assert.Contains("Aucune alarme ouverte", await Page("cell", patient), StringComparison.Ordinal);

        await AtHome.NextMorning(hub);
        await patient.Weighs(73.6);
        await patient.Alarm();
        Assert.Contains("0 vraie, 1 fausse, 0 indéterminée", await Page("cell", patient), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_is_changed_with_a_reason_against_the_version_that_was_read()
    {
        var patient = await AtHome.Enrolled(hub, reference: 70);
        var cardio = await hub.As("cardio");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Post(cardio, patient, "limit", [("limit", "weight-alert|change"), ("value", "3"), ("mode", "live"), ("version", "1")])).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(cardio, patient, "limit", [("limit", "weight-alert|change"), ("value", "3,5"), ("mode", "live"), ("reason", "Cachexie"), ("version", "1")])).StatusCode);
        Assert.Contains("Poids à ±2 kg du poids de référence · écart : 3,5\u00a0kg", await Page("gp", patient), StringComparison.Ordinal);
        var stale = await Post(await hub.As("cell"), patient, "limit", [("limit", "weight-alert|change"), ("value", "1"), ("mode", "live"), ("reason", "Prudence"), ("version", "1")]);
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        Assert.Contains("changé ce plan entre-temps", WebUtility.HtmlDecode(await stale.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);

        await patient.Weighs(73.1);
        Assert.Empty(await patient.Alarms());
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(cardio, patient, "limit", [("limit", "weight-alert|change"), ("value", "3"), ("mode", "live"), ("reason", "Plus stable"), ("version", "2")])).StatusCode);
        Assert.Equal("weight-alert", Assert.Single((await patient.Alarm()).Rules));
        var limits = (await cardio.Get($"/fhir/{patient.Plan}")).Body!["extension"]!.AsArray();
        Assert.Equal(["Cachexie", "Plus stable"], limits.Select(limit => Part(limit!, "reason")!["valueString"]!.GetValue<string>()));
        Assert.NotNull(Part(limits[0]!, "period")!["valuePeriod"]!["end"]);
    }

    [Fact]
    public async Task A_reference_weight_is_set_by_who_signs_it_and_counts_from_then_on()
    {
        var patient = await AtHome.Enrolled(hub, reference: 70);
        await patient.Weighs(71.9);
        Assert.Empty(await patient.Alarms());
        var cell = await hub.As("cell");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Post(cell, patient, "reference", [("value", "69")])).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(cell, patient, "reference", [("value", "69,2"), ("reason", "Après majoration du suivi")])).StatusCode);
        Assert.Contains("weight-alert", (await patient.Alarm()).Rules);
        Assert.Contains("69,2", await Page("gp", patient), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_only_tried_is_shown_apart_until_a_clinician_switches_it_on()
    {
        var patient = await AtHome.Enrolled(hub, reference: 70);
        await patient.Weighs(70.1);
        await AtHome.NextMorning(hub);
        await patient.Weighs(71.3);
        Assert.Empty(await patient.Alarms());
        Assert.Contains("aurait alerté", await Page("cardio", patient), StringComparison.Ordinal);
        var cardio = await hub.As("cardio");
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(cardio, patient, "promote", [("rule", "weight-gain-2-days"), ("reason", "Prises rapides"), ("version", "1")])).StatusCode);
        Assert.Equal("weight-gain-2-days", Assert.Single((await patient.Alarm()).Rules));
    }

    [Fact]
    public async Task A_value_set_aside_is_seen_once_and_says_by_whom()
    {
        var patient = await AtHome.Enrolled(hub);
        await patient.Weighs(712);
        var page = await Page("cell", patient);
        Assert.Contains("valeur invraisemblable", page, StringComparison.Ordinal);
        Assert.Contains("712", page, StringComparison.Ordinal);
        var key = Key().Match(page).Groups[1].Value;
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(await hub.As("cell2"), patient, "aside", [("key", key)])).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(await hub.As("cell"), patient, "aside", [("key", key)])).StatusCode);
        Assert.Contains("Karim Saad", await Page("cell", patient), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_is_written_for_the_whole_team()
    {
        var patient = await AtHome.Enrolled(hub);
        var cell = await hub.As("cell");
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(cell, patient, "call", [("reached", "false"), ("text", "Répondeur.")])).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(cell, patient, "call", [("reached", "true"), ("text", "Se sent bien, se pèse demain.")])).StatusCode);
        var page = await Page("home-nurse", patient);
        Assert.Contains("Se sent bien, se pèse demain.", page, StringComparison.Ordinal);
        Assert.Contains("Non joint", page, StringComparison.Ordinal);

        var other = await AtHome.Enrolled(hub);
        var wrong = await cell.Post("/fhir/Communication", JsonNode.Parse($$"""
            {"resourceType":"Communication","status":"completed","basedOn":[{"reference":"{{patient.Plan}}"}],"subject":{"reference":"{{other.Patient}}"},"sent":"{{await hub.Now():O}}"}
            """)!);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
    }

    async Task<long> Traces(string agent, params string[] resources)
    {
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await connection.ExecuteScalarAsync<long>("select count(distinct resource) from hub.trace where agent = @agent and interaction = 'read' and resource = any(@resources)", new { agent, resources });
    }

    async Task<string> Page(string account, AtHome patient)
    {
        var answer = await (await hub.As(account)).Get(Address(patient));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return WebUtility.HtmlDecode(await answer.Raw.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    static async Task<HttpResponseMessage> Post(Software person, AtHome patient, string act, IReadOnlyList<(string Name, string Value)> fields, string? from = null)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = person.Http.BaseAddress, DefaultRequestHeaders = { Authorization = person.Http.DefaultRequestHeaders.Authorization } };
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        var token = Token().Match(await http.GetStringAsync(new Uri(from ?? Address(patient), UriKind.Relative), TestContext.Current.CancellationToken)).Groups[1].Value;
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).Append(new("__RequestVerificationToken", token)));
        return await http.PostAsync(new Uri($"{Address(patient)}/{act}", UriKind.Relative), form, TestContext.Current.CancellationToken);
    }

    static string Address(AtHome patient) => $"/monitoring/{patient.Plan["CarePlan/".Length..]}";

    static JsonNode? Part(JsonNode extension, string name) => extension["extension"]!.AsArray().FirstOrDefault(part => part!["url"]!.GetValue<string>() == name);

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("name=\"key\" value=\"(\\d+)\"")]
    private static partial Regex Key();
}
