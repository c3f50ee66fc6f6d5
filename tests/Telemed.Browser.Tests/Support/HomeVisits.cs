using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Telemed.Hub.Tests.Support;

namespace Telemed.Browser.Tests.Support;

/// <summary>A patient on the demo nurse's round, and the nurse's way through a visit by what stands on the screen.</summary>
sealed class HomeVisits(HubProcess hub, string patient, string team, string device)
{
    static readonly string[] Signs = ["dyspnoea-effort", "dyspnoea-rest", "oedema", "fatigue", "cough", "worsening", "treatment"];

    public string Id => patient["Patient/".Length..];

    public static async Task<HomeVisits> Enrol(HubProcess hub, string family, string nurse = "nurse")
    {
        var enrolment = AtHomeBundle.Of(DateTimeOffset.UtcNow);
        enrolment.Resource("plan")["activity"]!.AsArray().Add(AtHomeBundle.Visits());
        var bundle = JsonNode.Parse(enrolment.ToJsonString()
            .Replace("PractitionerRole/home-nurse", $"PractitionerRole/{nurse}", StringComparison.Ordinal).Replace("Roussel", family, StringComparison.Ordinal))!;
        var sent = await Post(hub, "cardio", "/fhir", bundle);
        string Of(string type) => $"{type}/{sent["entry"]!.AsArray().Select(entry => entry!["resource"]!).First(resource => (string)resource["resourceType"]! == type)["id"]}";
        return new(hub, Of("Patient"), Of("CareTeam"), Of("Device")["Device/".Length..]);
    }

    public Task Weighs(double kilograms, int daysAgo = 0) => Post(hub, device, "/fhir/Observation", JsonNode.Parse($$"""
        {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"29463-7"}]},"subject":{"reference":"{{patient}}"},
         "effectiveDateTime":"{{DateTimeOffset.UtcNow.AddDays(-daysAgo):O}}","valueQuantity":{"value":{{kilograms.ToString(CultureInfo.InvariantCulture)}},"system":"http://unitsofmeasure.org","code":"kg"} }
        """)!);

    /// <summary>The request of the patient's open alarm, once the rules have looked.</summary>
    public async Task<string> Alarm()
    {
        using var cell = await hub.As("cell");
        JsonArray? found = null;
        await Eventually.Holds(async () => (found = JsonNode.Parse(await cell.GetStringAsync(new Uri(hub.Url, $"/fhir/ServiceRequest?subject={patient}&intent=reflex-order")))!["entry"]?.AsArray()) is { Count: > 0 });
        return (string)found![0]!["resource"]!["id"]!;
    }

    /// <summary>How many of a type the hub has of this patient.</summary>
    public async Task<int> Count(string type, string query = "")
    {
        using var cell = await hub.As("cell");
        return (int)JsonNode.Parse(await cell.GetStringAsync(new Uri(hub.Url, $"/fhir/{type}?subject={patient}&_summary=count{query}")))!["total"]!;
    }

    /// <summary>The nurse cares for the patient no more.</summary>
    public Task LosesTheNurse() => ChangeTeam(team =>
    {
        member = team[1]!.DeepClone();
        team.RemoveAt(1);
    });

    /// <summary>They do again.</summary>
    public Task GetsTheNurseBack() => ChangeTeam(team => team.Insert(1, member));

    JsonNode? member;

    async Task ChangeTeam(Action<JsonArray> change)
    {
        using var cardio = await hub.As("cardio");
        using var read = await cardio.GetAsync(new Uri(hub.Url, $"/fhir/{team}"));
        var body = JsonNode.Parse(await read.Content.ReadAsStringAsync())!;
        change(body["participant"]!.AsArray());
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(hub.Url, $"/fhir/{team}")) { Content = new StringContent(body.ToJsonString(), null, "application/fhir+json") };
        request.Headers.TryAddWithoutValidation("If-Match", read.Headers.ETag!.ToString());
        using var answer = await cardio.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public static async Task Open(IPage page, string family) => await page.Locator("[data-patients] a", new() { HasText = family.ToUpperInvariant() }).ClickAsync();

    public static async Task Fill(IPage page, string weight = "71,5", int oedema = 1)
    {
        await page.GetByLabel("Poids", new() { Exact = true }).FillAsync(weight);
        await page.GetByLabel("PA systolique").FillAsync("128");
        await page.GetByLabel("PA diastolique").FillAsync("76");
        foreach (var sign in Signs) await page.Locator($"[data-question={sign}] label").Nth(sign == "oedema" ? oedema : 0).ClickAsync();
    }

    public static Task Record(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Enregistrer la visite" }).ClickAsync();

    static async Task<JsonNode> Post(HubProcess hub, string account, string path, JsonNode body)
    {
        using var http = await hub.As(account);
        using var answer = await http.PostAsync(new Uri(hub.Url, path), new StringContent(body.ToJsonString(), null, "application/fhir+json"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
