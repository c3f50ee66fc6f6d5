using System.Text.Json.Nodes;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Rotas;

/// <summary>A hub with two rotas in it: two neurologists of two hospitals by the week, and a radiologist in Martinique by the day.</summary>
public sealed class StrokeNetwork : IAsyncLifetime
{
    public const string Neurology = "rota-stroke-neurology", Evening = "rota-evening-radiology";

    public HubUnderTest Hub { get; } = new();

    /// <summary>A Monday, some weeks into the rota, before its hand-over at half past eight.</summary>
    public static readonly DateTimeOffset Monday = DateTimeOffset.Parse("2038-03-15T05:00:00Z");

    public async ValueTask InitializeAsync()
    {
        await Hub.InitializeAsync();
        await Hub.SetClock(Monday);
        var software = await Hub.As("system");
        var sent = await software.Post("/fhir", Transaction(
            Service("pool-stroke-neurology", "stroke-neurology"), Person("neuro-lens", "Dr Paul Delattre", "pool-stroke-neurology"), Person("neuro-valenciennes", "Dr Sarah Benali", "pool-stroke-neurology"),
            Person("neuro-arras", "Dr Lou Morel", "pool-stroke-neurology"), Service("pool-evening-radiology", "evening-radiology"), Person("radio-fdf", "Dr Line Césaire", "pool-evening-radiology")));
        Assert.True(sent.Status == System.Net.HttpStatusCode.OK, sent.Body?.ToJsonString());
        sent = await software.Post("/fhir", Transaction(
            Rota(Neurology, "stroke-neurology", "Europe/Paris", "08:30:00", "2038-03-01", "wk", neverEmpty: true, ("lens", "neuro-lens"), ("valenciennes", "neuro-valenciennes")),
            Rota(Evening, "evening-radiology", "America/Martinique", "18:00:00", "2038-03-01", "d", neverEmpty: false, ("fdf", "radio-fdf"))));
        Assert.True(sent.Status == System.Net.HttpStatusCode.OK, sent.Body?.ToJsonString());
    }

    public ValueTask DisposeAsync() => Hub.DisposeAsync();

    /// <summary>Who is on call on a rota, first rank first, as GET /on-call says it.</summary>
    public async Task<string> Who(string rota, DateTimeOffset? at = null)
    {
        var answer = await (await Hub.As("coordinator")).Get("/on-call" + (at is { } instant ? $"?at={instant.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}" : ""));
        var found = answer.Body!["rotas"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == rota)!;
        return string.Join(", ", found["people"]!.AsArray().Select(person => person!["account"]!.GetValue<string>()));
    }

    /// <summary>Goes to an instant and waits until a job has run there, twice: once begun, a run is over when the next one begins.</summary>
    public async Task Runs(string job, DateTimeOffset at)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 2; i++)
        {
            var before = await LastRun(job);
            await Hub.SetClock(at.AddMinutes(11 * i));
            while (await LastRun(job) == before) await Task.Delay(100, patience.Token);
        }
    }

    async Task<long> LastRun(string job)
    {
        await using var command = Hub.Db.CreateCommand("select coalesce(prev_fire_time, 0) from quartz.triggers where trigger_name = $1");
        command.Parameters.Add(new() { Value = job });
        return (long)(await command.ExecuteScalarAsync() ?? 0L);
    }

    /// <summary>How many events of a kind a person's log holds.</summary>
    public async Task<int> Told(string user, string kind)
    {
        await using var command = Hub.Db.CreateCommand("select count(*)::int from hub.inbox_event where user_id = $1 and kind = $2");
        command.Parameters.Add(new() { Value = user });
        command.Parameters.Add(new() { Value = kind });
        return (int)(await command.ExecuteScalarAsync())!;
    }

    public static JsonObject Change(string kind, string start, string end, string person, string? by = null, string schedule = Neurology, string? status = null, string? pair = null)
    {
        var parts = new JsonArray(
            new JsonObject { ["url"] = "kind", ["valueCode"] = kind },
            new JsonObject { ["url"] = "person", ["valueReference"] = new JsonObject { ["reference"] = $"PractitionerRole/{person}" } });
        if (by is not null) parts.Add(new JsonObject { ["url"] = "by", ["valueReference"] = new JsonObject { ["reference"] = $"PractitionerRole/{by}" } });
        var slot = new JsonObject
        {
            ["resourceType"] = "Slot",
            ["extension"] = new JsonArray(new JsonObject { ["url"] = "https://telemed.example/fhir/StructureDefinition/rota-change", ["extension"] = parts }),
            ["schedule"] = new JsonObject { ["reference"] = $"Schedule/{schedule}" },
            ["status"] = status ?? (kind == "leave" ? "busy-unavailable" : "busy"),
            ["start"] = start,
            ["end"] = end,
        };
        if (pair is not null) slot["identifier"] = new JsonArray(new JsonObject { ["system"] = "urn:telemed:swap", ["value"] = pair });
        return slot;
    }

    public static JsonObject Transaction(params JsonObject[] resources) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = "transaction",
        ["entry"] = new JsonArray([.. resources.Select(resource => new JsonObject
        {
            ["resource"] = resource.DeepClone(),
            ["request"] = resource.ContainsKey("id")
                ? new JsonObject { ["method"] = "PUT", ["url"] = $"{resource["resourceType"]}/{resource["id"]}" }
                : new JsonObject { ["method"] = "POST", ["url"] = resource["resourceType"]!.GetValue<string>() },
        })]),
    };

    public static JsonObject Rota(string id, string name, string zone, string handOver, string first, string unit, bool neverEmpty, params (string Site, string Person)[] sites) => JsonNode.Parse($$$"""
        {"resourceType":"Schedule","id":"{{{id}}}","identifier":[{"system":"urn:telemed:rota","value":"{{{name}}}"}],"active":true,"comment":"Astreinte {{{name}}}",
         "actor":[{"reference":"HealthcareService/pool-{{{name}}}"}],"planningHorizon":{"start":"{{{first}}}"},
         "extension":[{"url":"https://telemed.example/fhir/StructureDefinition/rota","extension":[
           {"url":"time-zone","valueCode":"{{{zone}}}"},{"url":"hand-over","valueTime":"{{{handOver}}}"},
           {"url":"turn","valueDuration":{"value":1,"system":"http://unitsofmeasure.org","code":"{{{unit}}}"}},{"url":"never-empty","valueBoolean":{{{(neverEmpty ? "true" : "false")}}}},
           {{{string.Join(',', sites.Select(Site))}}}]}]}
        """)!.AsObject();

    static string Site((string Site, string Person) site) => $$$"""
        {"url":"site","extension":[{"url":"organization","valueReference":{"reference":"Organization/{{{site.Site}}}"} },{"url":"person","valueReference":{"reference":"PractitionerRole/{{{site.Person}}}"} }]}
        """;

    static JsonObject Service(string id, string name) => JsonNode.Parse($$"""
        {"resourceType":"HealthcareService","id":"{{id}}","active":true,"name":"{{name}}","identifier":[{"system":"urn:telemed:pool","value":"{{name}}"}]}
        """)!.AsObject();

    static JsonObject Person(string account, string name, string pool) => JsonNode.Parse($$$"""
        {"resourceType":"PractitionerRole","id":"{{{account}}}","active":true,"practitioner":{"reference":"Practitioner/p-{{{account}}}","display":"{{{name}}}"},
         "organization":{"reference":"Organization/hospital","display":"CH de Meaux"},"healthcareService":[{"reference":"HealthcareService/{{{pool}}}"}],
         "code":[{"coding":[{"system":"https://mos.esante.gouv.fr/NOS/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante","code":"10"}]}]}
        """)!.AsObject();
}
