using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Monitoring;

/// <summary>A patient who is watched at home, and what their scale, their nurse and the cell do.</summary>
public sealed class AtHome(HubUnderTest hub, string patient, string plan, string request, string team, string device)
{
    public const string Rules = AtHomeBundle.Rules;

    public string Patient => patient;

    public string Plan => plan;

    public string Request => request;

    public string Team => team;

    public string Device => device;

    /// <summary>The cardiologist prescribes; the scale is the patient's from then on.</summary>
    /// <param name="reference">Reference weight in kg.</param>
    public static async Task<AtHome> Enrolled(HubUnderTest hub, double reference = 70, Action<JsonObject>? change = null)
    {
        var bundle = Bundle(await hub.Now(), reference);
        change?.Invoke(bundle);
        var sent = await (await hub.As("cardio")).Post("/fhir", bundle);
        Assert.True(sent.Status == HttpStatusCode.OK, sent.Body?.ToJsonString());
        return new(hub, sent.Reference("Patient"), sent.Reference("CarePlan"), sent.Reference("ServiceRequest"), sent.Reference("CareTeam"), sent.Reference("Device")["Device/".Length..]);
    }

    public static JsonObject Bundle(DateTimeOffset now, double reference = 70) => AtHomeBundle.Of(now, reference);

    /// <summary>An Observation as a scale or a monitor sends it.</summary>
    public JsonObject Measured(string loinc, double value, string unit, DateTimeOffset at, string? identifier = null)
    {
        var observation = JsonNode.Parse($$"""
            {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"{{loinc}}"}]},"subject":{"reference":"{{patient}}"},
             "effectiveDateTime":"{{at:O}}","valueQuantity":{"value":{{value.ToString(CultureInfo.InvariantCulture)}},"system":"http://unitsofmeasure.org","code":"{{unit}}"} }
            """)!.AsObject();
        if (identifier is not null) observation["identifier"] = new JsonArray(new JsonObject { ["system"] = "urn:scale:reading", ["value"] = identifier });
        return observation;
    }

    /// <summary>The patient steps on the scale, now or at another instant.</summary>
    public async Task<Answer> Weighs(double kilograms, DateTimeOffset? at = null, string? identifier = null)
    {
        var sent = await (await hub.As(device)).Post("/fhir/Observation", Measured("29463-7", kilograms, "kg", at ?? await hub.Now(), identifier));
        Assert.True(sent.Status is HttpStatusCode.Created or HttpStatusCode.OK, sent.Body?.ToJsonString());
        return sent;
    }

    /// <summary>Somebody at the bedside grades signs, 0 to 3.</summary>
    public async Task Graded(string by, params (string Sign, int Grade)[] signs)
    {
        var sent = await (await hub.As(by)).Post("/fhir/QuestionnaireResponse", new JsonObject
        {
            ["resourceType"] = "QuestionnaireResponse", ["status"] = "completed", ["subject"] = new JsonObject { ["reference"] = patient }, ["authored"] = (await hub.Now()).ToString("O"),
            ["item"] = new JsonArray([.. signs.Select(sign => JsonNode.Parse($$"""{"linkId":"{{sign.Sign}}","answer":[{"valueInteger":{{sign.Grade}}}]}"""))]),
        });
        Assert.True(sent.Status == HttpStatusCode.Created, sent.Body?.ToJsonString());
    }

    /// <summary>A night passes and it is that hour in Paris.</summary>
    public static async Task NextMorning(HubUnderTest hub, int hour = 8)
    {
        var paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
        var tomorrow = TimeZoneInfo.ConvertTime(await hub.Now(), paris).Date.AddDays(1).AddHours(hour);
        await hub.SetClock(new DateTimeOffset(tomorrow, paris.GetUtcOffset(tomorrow)));
    }

    /// <summary>Waits until the rules have looked at everything that was due.</summary>
    public async Task Looked()
    {
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        for (var patience = 0; patience < 600; patience++, await Task.Delay(25, TestContext.Current.CancellationToken))
            if (!await connection.ExecuteScalarAsync<bool>("select exists (select from hub.deadline d join hub.monitoring m using (key) where m.plan = @plan and d.kind = 'evaluate' and d.due_at <= hub.now())", new { plan })) return;
        var aside = await connection.QueryAsync<string>("select reason from hub.deadline_aside");
        throw new Xunit.Sdk.XunitException($"The rules never looked at {plan}: {string.Join("; ", aside)}");
    }

    /// <summary>The alarms of this patient, oldest first, once the rules have looked.</summary>
    public async Task<IReadOnlyList<AlarmRow>> Alarms()
    {
        await Looked();
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return [.. await connection.QueryAsync<AlarmRow>(
            """
            select substr(a.task, 6) as task, a.request, a.flag, a.level, a.ended_at is null as open, a.alarm_was as was,
                   array(select distinct f.rule from hub.finding f where f.alarm = a.key order by 1) as rules
            from hub.alarm a join hub.monitoring m on m.key = a.monitoring where m.plan = @plan order by a.opened_at, a.key
            """, new { plan })];
    }

    /// <summary>The one open alarm there must be.</summary>
    public async Task<AlarmRow> Alarm() => Assert.Single(await Alarms(), alarm => alarm.Open);

    /// <summary>The rules of all alarms so far.</summary>
    public async Task<IReadOnlyList<string>> Findings() => [.. (await Alarms()).SelectMany(alarm => alarm.Rules).Distinct()];

    /// <summary>The rules that run in shadow and stand.</summary>
    public async Task<IReadOnlyList<string>> Shadows()
    {
        await Looked();
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return [.. await connection.QueryAsync<string>(
            "select f.rule from hub.finding f join hub.monitoring m on m.key = f.monitoring where m.plan = @plan and f.mode = 'shadow' and f.cleared_at is null order by 1", new { plan })];
    }

    /// <summary>Somebody of the cell, or of the care team, takes the alarm and answers it.</summary>
    public async Task Answered(string by, AlarmRow alarm, string outcome, string text = "Patient appelé.")
    {
        var person = await hub.As(by);
        var accepted = await person.Do(alarm.Task, "accept");
        Assert.True(accepted.Status == HttpStatusCode.OK, accepted.Body?.ToJsonString());
        var answered = await person.Do(alarm.Task, "answer", ("outcome", outcome), ("text", text));
        Assert.True(answered.Status == HttpStatusCode.OK, answered.Body?.ToJsonString());
        await Looked();
    }

    /// <summary>A clinician changes the plan.</summary>
    public async Task<Answer> Plans(string by, Action<JsonObject> change)
    {
        var person = await hub.As(by);
        var read = await person.Get($"/fhir/{plan}");
        Assert.True(read.Status == HttpStatusCode.OK, read.Body?.ToJsonString());
        change(read.Body!.AsObject());
        return await person.Put($"/fhir/{plan}", read.Body!, read.ETag);
    }
}

/// <summary>One alarm as the hub keeps it.</summary>
public sealed record AlarmRow
{
    public string Task { get; init; } = "";
    public string Request { get; init; } = "";
    public string Flag { get; init; } = "";
    public string Level { get; init; } = "";
    public bool Open { get; init; }
    public string? Was { get; init; }
    public string[] Rules { get; init; } = [];
}
