using System.Text.Json.Nodes;

namespace Telemed.Territory.People;

/// <summary>The territory's directory as FHIR: organisations, pools with their hours, people and their roles, and who is on call.</summary>
static class DirectoryResources
{
    public static IReadOnlyList<JsonObject> Of(Roster roster) =>
    [
        .. Places.All.Select((place, i) => place.ToOrganization(i + 1)),
        DermatologyPool,
        StrokePool("neurology", "Astreinte neurovasculaire du territoire", "ch-lens"),
        StrokePool("radiology", "Astreinte de radiologie du territoire", "ch-arras"),
        HeartFailureCell,
        .. roster.All.Select((person, i) => person.ToPractitioner(i + 1)),
        .. roster.All.Select(person => person.ToRole()),
        .. Rotas.All,
    ];

    static JsonObject StrokePool(string role, string name, string provider) => new()
    {
        ["resourceType"] = "HealthcareService",
        ["id"] = $"pool-stroke-{role}",
        ["identifier"] = new JsonArray(Fhir.Identifier("urn:telemed:pool", $"stroke-{role}")),
        ["active"] = true,
        ["providedBy"] = Fhir.Reference($"Organization/{provider}", Places.Named(provider).Name),
        ["name"] = name,
    };

    // It says no hours: somebody of the cell is there at any time.
    static JsonObject HeartFailureCell => new()
    {
        ["resourceType"] = "HealthcareService",
        ["id"] = "pool-heart-failure-cell",
        ["identifier"] = new JsonArray(Fhir.Identifier("urn:telemed:pool", "heart-failure-cell")),
        ["active"] = true,
        ["providedBy"] = Fhir.Reference("Organization/cellule-coeur", Places.Named("cellule-coeur").Name),
        ["name"] = "Cellule de coordination insuffisance cardiaque",
    };

    static JsonObject DermatologyPool => new()
    {
        ["resourceType"] = "HealthcareService",
        ["id"] = Roster.Pool,
        ["identifier"] = new JsonArray(Fhir.Identifier("urn:telemed:pool", "dermatology")),
        ["active"] = true,
        ["providedBy"] = Fhir.Reference("Organization/chu-mondor", Places.Named("chu-mondor").Name),
        ["name"] = "Expertise dermatologique du territoire",
        // Weekdays from eight to seven, closed on public holidays. The stroke pools say no hours: they are always open.
        ["extension"] = new JsonArray(
            new JsonObject { ["url"] = $"{Fhir.Base}/StructureDefinition/time-zone", ["valueCode"] = "Europe/Paris" },
            new JsonObject { ["url"] = $"{Fhir.Base}/StructureDefinition/public-holidays", ["valueCode"] = "metropole" }),
        ["availableTime"] = new JsonArray(new JsonObject
        {
            ["daysOfWeek"] = new JsonArray("mon", "tue", "wed", "thu", "fri"), ["availableStartTime"] = "08:00:00", ["availableEndTime"] = "19:00:00",
        }),
    };
}
