using Hl7.Fhir.Model;

namespace Telemed.Core.Pathways;

/// <summary>Health professions as the French national terminology codes them (TRE_G15).</summary>
public static class Profession
{
    /// <summary>The terminology: system of PractitionerRole.code.</summary>
    public const string System = "https://mos.esante.gouv.fr/NOS/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante";

    /// <summary>Médecin.</summary>
    public const string Doctor = "10";

    /// <summary>Infirmier.</summary>
    public const string Nurse = "60";

    /// <summary>The professions a pathway may name as requesters: code and words.</summary>
    public static IReadOnlyDictionary<string, Wording> Known { get; } = new Dictionary<string, Wording>
    {
        [Doctor] = new("Médecin", "Doctor"),
        ["21"] = new("Pharmacien", "Pharmacist"),
        ["35"] = new("Aide-soignant", "Care assistant"),
        ["40"] = new("Chirurgien-dentiste", "Dentist"),
        ["50"] = new("Sage-femme", "Midwife"),
        [Nurse] = new("Infirmier", "Nurse"),
        ["70"] = new("Masseur-kinésithérapeute", "Physiotherapist"),
        ["80"] = new("Pédicure-podologue", "Podiatrist"),
        ["91"] = new("Orthophoniste", "Speech therapist"),
        ["92"] = new("Orthoptiste", "Orthoptist"),
        ["93"] = new("Psychologue", "Psychologist"),
        ["94"] = new("Ergothérapeute", "Occupational therapist"),
        ["95"] = new("Diététicien", "Dietitian"),
        ["96"] = new("Psychomotricien", "Psychomotor therapist"),
        ["98"] = new("Manipulateur d’électroradiologie médicale", "Radiographer"),
    };

    /// <summary>Whether one of them may decide what alarms in a patient, and what follows once the patient is stable.</summary>
    public static bool IsClinicians(IEnumerable<string> professions) => professions.Any(profession => profession is Doctor or Nurse);

    /// <summary>The profession code among the codings of a PractitionerRole.code, or null.</summary>
    public static string? Of(IEnumerable<CodeableConcept> concepts) =>
        concepts.SelectMany(c => c.Coding).FirstOrDefault(c => c.System == System)?.Code;
}
