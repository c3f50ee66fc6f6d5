using System.Globalization;
using System.Text.Json.Nodes;

namespace Telemed.Territory.AtHome;

/// <summary>
/// What is measured at home, as Observations. Weight, blood pressure and heart rate declare the French profiles of the guide "Mesures de
/// santé" of the ANS (https://interop.esante.gouv.fr/ig/fhir/mesures) and keep to what they ask: vital-signs, UCUM, an instant, the
/// device where one measured, and both pressures in one Observation.
/// </summary>
static class Measured
{
    const string Loinc = "http://loinc.org", French = "https://interop.esante.gouv.fr/ig/fhir/mesures/StructureDefinition/mesures-fr-observation-";

    /// <summary>Who measured: somebody, a device, or somebody at a visit.</summary>
    public sealed record By(string? Performer, string? Measuring, string? Form)
    {
        /// <summary>A device is no performer: the patient stepped on it.</summary>
        public static By Device(string id) => new(null, $"Device/{id}", null);

        public static By Nurse(string role, string form) => new(role, null, form);
    }

    sealed record Kind(string Code, string Unit, string? Profile = null, string Category = "vital-signs");

    static readonly Dictionary<string, Kind> Kinds = new()
    {
        ["weight"] = new("29463-7", "kg", "body-weight"), ["heart-rate"] = new("8867-4", "/min", "heartrate"), ["systolic"] = new("85354-9", "mm[Hg]", "bp"),
        ["oxygen-saturation"] = new("59408-5", "%"), ["potassium"] = new("2823-3", "mmol/L", Category: "laboratory"),
        ["creatinine"] = new("14682-9", "umol/L", Category: "laboratory"), ["nt-probnp"] = new("33762-6", "ng/L", Category: "laboratory"),
    };

    public static bool IsMeasured(string measure) => Kinds.ContainsKey(measure);

    public static bool IsSign(string measure) => !IsMeasured(measure) && measure != "scale-status";

    /// <param name="measure">Of the hub's monitoring-measure; a systolic pressure comes with its diastolic one, as every cuff shows both.</param>
    /// <param name="patient">Reference to the patient.</param>
    public static JsonObject Observation(string measure, double value, string patient, DateTimeOffset at, Guid id, By by)
    {
        var kind = Kinds[measure];
        var observation = Bare(Fhir.Coding(Loinc, kind.Code), patient, at, id);
        observation["category"] = new JsonArray(Fhir.Concept(Fhir.Coding("http://terminology.hl7.org/CodeSystem/observation-category", kind.Category, kind.Category)));
        if (kind.Profile is { } profile) observation["meta"] = new JsonObject { ["profile"] = new JsonArray(French + profile) };
        if (by.Performer is { } performer) observation["performer"] = new JsonArray(Fhir.Reference(performer));
        if (by.Measuring is { } device && kind.Category == "vital-signs") observation["device"] = Fhir.Reference(device);
        if (by.Form is { } form) observation["derivedFrom"] = new JsonArray(Fhir.Reference(form));
        if (measure == "systolic") observation["component"] = new JsonArray(Part("8480-6", value), Part("8462-4", Diastolic(value)));
        else observation["valueQuantity"] = Quantity(value, kind.Unit);
        return observation;
    }

    /// <summary>The dry weight, as a clinician sets it.</summary>
    public static JsonObject ReferenceWeight(double kilograms, string patient, DateTimeOffset at, Guid id)
    {
        var observation = Bare(Fhir.Coding($"{Fhir.Base}/CodeSystem/monitoring", "reference-weight"), patient, at, id);
        observation["valueQuantity"] = Quantity(kilograms, "kg");
        return observation;
    }

    static JsonObject Bare(JsonObject code, string patient, DateTimeOffset at, Guid id) => new()
    {
        ["resourceType"] = "Observation",
        ["identifier"] = new JsonArray(Fhir.Identifier("urn:ietf:rfc:3986", $"urn:uuid:{id}")),
        ["status"] = "final",
        ["code"] = Fhir.Concept(code),
        ["subject"] = Fhir.Reference(patient),
        ["effectiveDateTime"] = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
    };

    static JsonObject Part(string loinc, double value) => new() { ["code"] = Fhir.Concept(Fhir.Coding(Loinc, loinc)), ["valueQuantity"] = Quantity(value, "mm[Hg]") };

    // The patients made up by chance have no diastolic pressure of their own, and no live rule looks at it.
    static double Diastolic(double systolic) => Math.Round(systolic * 0.6);

    static JsonObject Quantity(double value, string unit) =>
        new() { ["value"] = (decimal)value, ["unit"] = unit, ["system"] = "http://unitsofmeasure.org", ["code"] = unit };
}
