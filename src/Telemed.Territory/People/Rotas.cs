using System.Text.Json.Nodes;

namespace Telemed.Territory.People;

/// <summary>
/// Who is on call in the stroke network: hospitals take weekly turns, monday at half past eight, and the other one is second
/// (domain 1.1, F05; domain 0, finding 10).
/// </summary>
static class Rotas
{
    public static IReadOnlyList<JsonObject> All { get; } =
    [
        Weekly("stroke-neurology", "Astreinte neurologie AVC", "Stroke neurology on call", ("ch-lens", "neuro-lens"), ("ch-valenciennes", "neuro-valenciennes")),
        Weekly("stroke-radiology", "Astreinte radiologie AVC", "Stroke radiology on call", ("ch-arras", "radio-arras"), ("ch-maubeuge", "radio-maubeuge")),
    ];

    static JsonObject Weekly(string name, string french, string english, params (string Place, string Account)[] sites) => new()
    {
        ["resourceType"] = "Schedule",
        ["id"] = $"rota-{name}",
        ["extension"] = new JsonArray(new JsonObject
        {
            ["url"] = $"{Fhir.Base}/StructureDefinition/rota",
            ["extension"] = new JsonArray(
            [
                new JsonObject { ["url"] = "time-zone", ["valueCode"] = "Europe/Paris" },
                new JsonObject { ["url"] = "hand-over", ["valueTime"] = "08:30:00" },
                new JsonObject { ["url"] = "turn", ["valueDuration"] = new JsonObject { ["value"] = 1, ["unit"] = "semaine", ["system"] = "http://unitsofmeasure.org", ["code"] = "wk" } },
                new JsonObject { ["url"] = "never-empty", ["valueBoolean"] = true },
                .. sites.Select(Site),
            ]),
        }),
        ["identifier"] = new JsonArray(Fhir.Identifier("urn:telemed:rota", name)),
        ["active"] = true,
        ["actor"] = new JsonArray(Fhir.Reference($"HealthcareService/pool-{name}")),
        // A monday before any history that is told.
        ["planningHorizon"] = new JsonObject { ["start"] = "2025-01-06" },
        ["comment"] = french,
        ["_comment"] = new JsonObject
        {
            ["extension"] = new JsonArray(new JsonObject
            {
                ["url"] = "http://hl7.org/fhir/StructureDefinition/translation",
                ["extension"] = new JsonArray(new JsonObject { ["url"] = "lang", ["valueCode"] = "en" }, new JsonObject { ["url"] = "content", ["valueString"] = english }),
            }),
        },
    };

    static JsonObject Site((string Place, string Account) site) => new()
    {
        ["url"] = "site",
        ["extension"] = new JsonArray(
            new JsonObject { ["url"] = "organization", ["valueReference"] = Fhir.Reference($"Organization/{site.Place}") },
            new JsonObject { ["url"] = "person", ["valueReference"] = Fhir.Reference($"PractitionerRole/{site.Account}") }),
    };
}
