namespace Telemed.Hub.Features.Visits;

/// <summary>
/// The French profiles that what is measured here declares: ANS, "Mesures de santé", https://interop.esante.gouv.fr/ig/fhir/mesures. Both
/// pressures are one Observation, and have theirs in the visit form.
/// </summary>
static class FrenchMeasures
{
    const string Base = "https://interop.esante.gouv.fr/ig/fhir/mesures/StructureDefinition/mesures-fr-observation-";

    /// <summary>The profile of what a LOINC code measures alone; null where none is declared.</summary>
    public static string? Profile(string loinc) => loinc switch
    {
        "29463-7" => $"{Base}body-weight",
        "8867-4" => $"{Base}heartrate",
        _ => null,
    };
}
