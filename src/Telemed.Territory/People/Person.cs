using System.Text.Json.Nodes;

namespace Telemed.Territory.People;

/// <summary>Somebody who works in the territory. The account is the id of their PractitionerRole.</summary>
/// <param name="Name">As colleagues are shown it, with the title.</param>
/// <param name="Duty">coordinator, auditor, admin or emergency; null for none.</param>
/// <param name="IsDermatologist">A member of the dermatology pool.</param>
/// <param name="StrokeRole">neurology or radiology: a member of the pool that stroke alerts go to; null for none.</param>
/// <param name="IsInCell">A member of the cell that answers heart-failure alarms.</param>
/// <param name="IsDemo">Offered on the sign-in page.</param>
sealed record Person(
    string Account, string Name, Profession Profession, Place Place, string Specialty,
    string? Duty = null, bool IsDermatologist = false, bool IsDemo = false, string? StrokeRole = null, bool IsInCell = false)
{
    const string ProfessionSystem = "https://mos.esante.gouv.fr/NOS/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante";

    public string Role => $"PractitionerRole/{Account}";

    public JsonObject ToPractitioner(int number) => new()
    {
        ["resourceType"] = "Practitioner",
        ["id"] = $"p-{Account}",
        ["identifier"] = new JsonArray(Fhir.Identifier("https://rpps.esante.gouv.fr", TestRpps(number))),
        ["active"] = true,
        ["name"] = new JsonArray(OfficialName()),
    };

    public JsonObject ToRole()
    {
        var role = new JsonObject
        {
            ["resourceType"] = "PractitionerRole",
            ["id"] = Account,
            ["active"] = true,
            ["practitioner"] = Fhir.Reference($"Practitioner/p-{Account}", Name),
            ["organization"] = Fhir.Reference($"Organization/{Place.Id}", Place.Name),
            ["code"] = new JsonArray([.. Codes()]),
            ["specialty"] = new JsonArray(new JsonObject { ["text"] = Specialty }),
        };
        if (IsDemo) role["meta"] = new JsonObject { ["tag"] = new JsonArray(Fhir.Coding($"{Fhir.Base}/CodeSystem/tag", "demo-account")) };
        if (IsDermatologist) role["healthcareService"] = new JsonArray(Fhir.Reference($"HealthcareService/{Roster.Pool}"));
        if (StrokeRole is not null) role["healthcareService"] = new JsonArray(Roster.StrokePool(StrokeRole));
        if (IsInCell) role["healthcareService"] = new JsonArray(Roster.CellPool);
        return role;
    }

    IEnumerable<JsonNode> Codes()
    {
        if (Profession != Profession.None)
            yield return Fhir.Concept(Fhir.Coding(ProfessionSystem, ((int)Profession).ToString(), Profession.InFrench()));
        if (Duty is not null) yield return Fhir.Concept(Fhir.Coding($"{Fhir.Base}/CodeSystem/duty", Duty));
    }

    JsonObject OfficialName()
    {
        var words = (Name.StartsWith("Dr ", StringComparison.Ordinal) ? Name[3..] : Name).Split(' ', 2);
        var name = new JsonObject { ["use"] = "official", ["text"] = Name, ["family"] = words[1], ["given"] = new JsonArray(words[0]) };
        if (Profession == Profession.Doctor) name["prefix"] = new JsonArray("Dr");
        return name;
    }

    /// <summary>Eleven digits of the range of test identities (997), ending in a Luhn key.</summary>
    static string TestRpps(int number)
    {
        var digits = $"9970{number:000000}";
        var sum = digits.Select((digit, i) => (digit - '0') * (i % 2 == 1 ? 2 : 1)).Sum(value => value > 9 ? value - 9 : value);
        return $"{digits}{(10 - sum % 10) % 10}";
    }
}

/// <summary>TRE_G15.</summary>
enum Profession
{
    None = 0,
    Doctor = 10,
    Nurse = 60,
    Physiotherapist = 70,
}

static class ProfessionNames
{
    public static string InFrench(this Profession profession) => profession switch
    {
        Profession.Doctor => "Médecin",
        Profession.Nurse => "Infirmier",
        Profession.Physiotherapist => "Masseur-kinésithérapeute",
        _ => "",
    };
}
