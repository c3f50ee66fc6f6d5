using System.Text.Json.Nodes;

namespace Telemed.Hub.Tests.Support;

/// <summary>
/// What the guide "Mesures de santé" of the ANS asks of an Observation that declares one of its three profiles used here: read by people in
/// the source of version 3.1.1 and of the FHIR profiles beneath it. No validator was run: slices, bindings and the patient's and the device's own
/// profiles are not looked at.
/// </summary>
public static class FrenchMeasures
{
    public const string Profiles = "https://interop.esante.gouv.fr/ig/fhir/mesures/StructureDefinition/mesures-fr-observation-";

    static readonly Dictionary<string, (string Loinc, string Unit)> Known = new() { ["body-weight"] = ("29463-7", "kg"), ["heartrate"] = ("8867-4", "/min"), ["bp"] = ("85354-9", "mm[Hg]") };

    /// <summary>The profile of a LOINC code; null where none is declared.</summary>
    public static string? Of(string? loinc) => Known.Where(one => one.Value.Loinc == loinc).Select(one => Profiles + one.Key).FirstOrDefault();

    /// <summary>Holds an Observation to its profile, or to declaring none where there is none.</summary>
    /// <param name="byDevice">Whether a connected device measured.</param>
    public static void Kept(JsonNode observation, bool byDevice)
    {
        var code = Coding(observation["code"], "http://loinc.org");
        Assert.Equal(Of(code), (string?)observation["meta"]?["profile"]?[0]);
        if (Of(code) is not { } profile) return;
        Assert.Single(observation["meta"]!["profile"]!.AsArray());
        Assert.Contains(observation["category"]!.AsArray(), category => Coding(category, "http://terminology.hl7.org/CodeSystem/observation-category") == "vital-signs");
        Assert.Contains("T", (string?)observation["effectiveDateTime"] ?? "", StringComparison.Ordinal);
        Assert.NotNull(observation["subject"]?["reference"]);
        Assert.All(observation["performer"]?.AsArray() ?? [], performer => Assert.DoesNotContain("Device/", (string)performer!["reference"]!, StringComparison.Ordinal));
        if (byDevice) Assert.StartsWith("Device/", (string?)observation["device"]?["reference"] ?? "", StringComparison.Ordinal);
        var unit = Known[profile[Profiles.Length..]].Unit;
        if (unit != "mm[Hg]")
        {
            Counted(observation, unit);
            return;
        }
        Assert.Null(observation["valueQuantity"]);
        Assert.Equal(["8480-6", "8462-4"], observation["component"]!.AsArray().Select(part => Coding(part!["code"], "http://loinc.org")));
        Assert.All(observation["component"]!.AsArray(), part => Counted(part!, unit));
    }

    static void Counted(JsonNode element, string unit)
    {
        Assert.NotNull(element["valueQuantity"]!["value"]);
        Assert.Equal(("http://unitsofmeasure.org", unit), ((string?)element["valueQuantity"]!["system"], (string?)element["valueQuantity"]!["code"]));
    }

    static string? Coding(JsonNode? concept, string system) => (string?)concept?["coding"]!.AsArray().FirstOrDefault(coding => (string?)coding!["system"] == system)?["code"];
}
