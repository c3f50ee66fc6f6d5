using System.Globalization;
using System.Text.Json.Nodes;
using Telemed.Hub.Tests.Support;

namespace Telemed.Browser.Tests.Support;

/// <summary>Patients who have been watched at home for weeks, as their scales and nurses told it.</summary>
static class WatchedAtHome
{
    const int Days = 80;

    /// <summary>Enrols a patient and sends their weeks; returns the id of the CarePlan.</summary>
    /// <param name="gain">How much the last ten days brought, in kg.</param>
    /// <param name="nurse">Account of the home nurse.</param>
    /// <param name="ends">Days until the prescription ends, where not in a hundred.</param>
    /// <param name="silentFor">Days without a weight until now.</param>
    public static async Task<string> Enrol(
        HubProcess hub, string family, double gain = 0, int silentFor = 0, bool implausible = false, int? ends = null, string? given = null, string nurse = "home-nurse")
    {
        using var cardio = await hub.As("cardio");
        var now = JsonNode.Parse(await cardio.GetStringAsync(new Uri(hub.Url, "/on-call")))!["at"]!.GetValue<DateTimeOffset>();
        var bundle = JsonNode.Parse(AtHomeBundle.Of(now.AddDays(-Days)).ToJsonString().Replace("PractitionerRole/home-nurse", $"PractitionerRole/{nurse}", StringComparison.Ordinal))!.AsObject();
        foreach (var entry in bundle["entry"]!.AsArray())
            if ((string?)entry!["resource"]!["resourceType"] == "Patient")
            {
                entry["resource"]!["name"]![0]!["family"] = family;
                if (given is not null) entry["resource"]!["name"]![0]!["given"]![0] = given;
                entry["resource"]!["telecom"] = new JsonArray(new JsonObject { ["system"] = "phone", ["value"] = "03 53 01 00 12" });
            }
        const string patient = "urn:uuid:patient";
        bundle.Resource("plan")["activity"]!.AsArray().Add(AtHomeBundle.Visits());
        if (ends is { } days) bundle.Resource("plan")["period"]!["end"] = now.AddDays(days).ToString("O");
        var (noise, weeks) = (new Random(7), new List<JsonObject>());
        for (var day = Days - 1; day >= silentFor; day--)
        {
            var at = now.AddDays(-day).AddMinutes(-30);
            if (day % 13 != 5) weeks.Add(Measured(patient, "29463-7", 70 + noise.NextDouble() - 0.5 + gain * Math.Max(0, 10 - day) / 10, "kg", at));
            if (day % 7 == 3) weeks.Add(Measured(patient, "8867-4", 66 + noise.Next(12), "/min", at));
            if (day % 28 == 2)
                weeks.Add(JsonNode.Parse($$"""
                    {"resourceType":"QuestionnaireResponse","status":"completed","subject":{"reference":"{{patient}}"},"authored":"{{at:O}}",
                     "item":[{"linkId":"oedema","answer":[{"valueInteger":1}]},{"linkId":"fatigue","answer":[{"valueInteger":1}]}]}
                    """)!.AsObject());
        }
        if (gain > 0)
            weeks.Add(JsonNode.Parse($$"""
                {"resourceType":"MedicationStatement","status":"active","medicationCodeableConcept":{"text":"Furosémide 40 mg le matin"},"subject":{"reference":"{{patient}}"},
                 "effectiveDateTime":"{{now.AddDays(-21):O}}","dateAsserted":"{{now.AddDays(-21):O}}","informationSource":{"reference":"PractitionerRole/cardio","display":"Dr Antoine Gilles"} }
                """)!.AsObject());
        if (implausible) weeks.Add(Measured(patient, "29463-7", 712, "kg", now.AddDays(-silentFor).AddMinutes(-40)));
        foreach (var resource in weeks)
            bundle["entry"]!.AsArray().Add(new JsonObject { ["resource"] = resource, ["request"] = new JsonObject { ["method"] = "POST", ["url"] = (string)resource["resourceType"]! } });
        using var sent = await cardio.PostAsync(new Uri(hub.Url, "/fhir"), new StringContent(bundle.ToJsonString(), null, "application/fhir+json"));
        var body = JsonNode.Parse(await sent.Content.ReadAsStringAsync())!;
        Assert.True(sent.IsSuccessStatusCode, body.ToJsonString());
        return body["entry"]!.AsArray().Select(entry => entry!["resource"]!).Where(resource => (string?)resource["resourceType"] == "CarePlan").Select(plan => (string)plan["id"]!).Single();
    }

    static JsonObject Measured(string patient, string loinc, double value, string unit, DateTimeOffset at) => JsonNode.Parse($$"""
        {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"{{loinc}}"}]},"subject":{"reference":"{{patient}}"},
         "effectiveDateTime":"{{at:O}}","valueQuantity":{"value":{{value.ToString("0.0", CultureInfo.InvariantCulture)}},"unit":"{{unit}}","system":"http://unitsofmeasure.org","code":"{{unit}}"} }
        """)!.AsObject();
}
