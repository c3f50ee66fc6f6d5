using Hl7.Fhir.Model;

namespace Telemed.Core.Stroke;

/// <summary>
/// An assessment as one FHIR Observation: the total as its value, the fifteen items as components. UN is a dataAbsentReason, as is
/// every missing value in FHIR.
/// </summary>
public static class NihssObservation
{
    /// <summary>Extension on the Observation, valueCode: when in the course of the stroke it was scored.</summary>
    public const string PhaseUrl = "https://telemed.example/fhir/StructureDefinition/nihss-phase";

    const string Loinc = "http://loinc.org", AbsentReason = "http://terminology.hl7.org/CodeSystem/data-absent-reason";

    static readonly Dictionary<NihssPhase, string> Phases = new()
    {
        [NihssPhase.Arrival] = "arrival", [NihssPhase.AfterTwoHours] = "after-2-hours", [NihssPhase.AfterOneDay] = "after-24-hours", [NihssPhase.Later] = "later",
    };

    /// <summary>Whether an Observation is an assessment of this scale, well formed or not.</summary>
    public static bool Is(Observation observation) => observation.Code?.Coding.Exists(coding => coding is { System: Loinc, Code: Nihss.Loinc }) == true;

    /// <summary>The code of a phase, as posted by a form and kept in the Observation.</summary>
    public static string CodeOf(NihssPhase phase) => Phases[phase];

    /// <summary>The phase of a code; arrival when there is none or it is unknown.</summary>
    public static NihssPhase PhaseOf(string? code) => Phases.FirstOrDefault(phase => phase.Value == code).Key;

    /// <summary>The Observation of an assessment. Whose it is and who scored it stays to be said.</summary>
    /// <param name="assessment">What was scored.</param>
    /// <param name="at">When.</param>
    public static Observation ToObservation(this NihssAssessment assessment, DateTimeOffset at)
    {
        var observation = new Observation
        {
            Status = ObservationStatus.Final,
            Category = [new("http://terminology.hl7.org/CodeSystem/observation-category", "survey")],
            Code = new(Loinc, Nihss.Loinc, "Total score [NIH Stroke Scale]", "NIHSS"),
            Effective = new FhirDateTime(at),
            Value = new Integer(assessment.Total),
            Component = [.. Nihss.Items.Select(item => Component(item, assessment.Scores[item.Code]))],
        };
        observation.AddExtension(PhaseUrl, new Code(CodeOf(assessment.Phase)));
        return observation;
    }

    /// <summary>The assessment in an Observation, whoever wrote it; the components count, and a total that is not their sum is a fault.</summary>
    public static (NihssAssessment? Assessment, IReadOnlyList<NihssFault> Faults) Read(Observation observation)
    {
        var scores = new Dictionary<string, int?>();
        foreach (var component in observation.Component)
            if (Nihss.Items.FirstOrDefault(item => component.Code?.Coding.Exists(coding => coding.System == Loinc && coding.Code == item.Loinc) == true) is { } item)
                scores[item.Code] = component.Value is Integer { Value: { } points } ? points : component.DataAbsentReason is null ? -1 : null;
        var (assessment, faults) = NihssAssessment.Of(scores, PhaseOf((observation.GetExtension(PhaseUrl)?.Value as Code)?.Value));
        if (assessment is null) return (null, faults);
        return observation.Value is Integer { Value: var total } && total == assessment.Total
            ? (assessment, [])
            : (null, [new("", new($"Le total n’est pas la somme des items : {assessment.Total}.", $"The total is not the sum of the items: {assessment.Total}."))]);
    }

    static Observation.ComponentComponent Component(NihssItem item, int? score)
    {
        var component = new Observation.ComponentComponent { Code = new(Loinc, item.Loinc, null, $"{item.Code} {item.Title.French}") };
        if (score is { } points) component.Value = new Integer(points);
        else component.DataAbsentReason = new(AbsentReason, "not-performed", null, "UN");
        return component;
    }
}
