using System.Text.Json.Nodes;

namespace Telemed.Territory.People;

/// <summary>A fictitious patient of one general practitioner.</summary>
/// <param name="Matricule">INS-NIR of the TEST range, key included.</param>
/// <param name="Phototype">Fitzpatrick, 1 to 6.</param>
sealed record Patient(
    string Id, string Family, string Given, bool IsFemale, DateOnly Born, string Matricule, string Phone, int Phototype, Person GeneralPractitioner)
{
    public string Reference => $"Patient/{Id}";

    public int AgeAt(DateTimeOffset now) => now.Year - Born.Year - (now.DayOfYear < Born.DayOfYear ? 1 : 0);

    /// <summary>The whole of it, as the general practitioner keeps it.</summary>
    public JsonObject ToResource()
    {
        var patient = Traits();
        patient.Insert(1, "id", Id);
        return patient;
    }

    /// <summary>Every identity trait, and no id: whoever sends them all reaches the patient the hub already knows.</summary>
    public JsonObject Traits() => new()
    {
        ["resourceType"] = "Patient",
        ["identifier"] = new JsonArray(new JsonObject
        {
            ["use"] = "official",
            ["type"] = Fhir.Concept(Fhir.Coding("https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203", "INS-NIR-TEST")),
            ["system"] = "urn:oid:1.2.250.1.213.1.4.10",
            ["value"] = Matricule,
        }),
        ["active"] = true,
        ["name"] = new JsonArray(new JsonObject { ["use"] = "official", ["family"] = Family, ["given"] = new JsonArray(Given) }),
        ["telecom"] = new JsonArray(new JsonObject { ["system"] = "phone", ["value"] = Phone, ["use"] = "mobile" }),
        ["gender"] = IsFemale ? "female" : "male",
        ["birthDate"] = Born.ToString("yyyy-MM-dd"),
        ["address"] = new JsonArray(GeneralPractitioner.Place.ToAddress()),
        ["generalPractitioner"] = new JsonArray(Fhir.Reference(GeneralPractitioner.Role)),
    };
}
