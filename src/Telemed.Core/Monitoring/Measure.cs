using Hl7.Fhir.Model;

namespace Telemed.Core.Monitoring;

/// <summary>Something that is measured in a patient at home, by a nurse or in the lab: what it is called, coded and counted in.</summary>
/// <param name="Code">Code in <see cref="System"/>, such as <c>weight</c>; the name in rules, rows and figures. Of a sign also the linkId of its question.</param>
/// <param name="Title">As shown beside its value.</param>
/// <param name="Unit">UCUM code in which values are kept and compared.</param>
/// <param name="Loinc">LOINC codes under which it arrives, as an Observation or as a component of one; none for signs and devices.</param>
/// <param name="Units">UCUM codes that are understood, each with what a value is multiplied with to stand in <paramref name="Unit"/>.</param>
public sealed record Measure(string Code, Wording Title, string Unit, IReadOnlyList<string> Loinc, IReadOnlyDictionary<string, double> Units)
{
    /// <summary>Code system of <see cref="Code"/>.</summary>
    public const string System = "https://telemed.example/fhir/CodeSystem/monitoring-measure";

    /// <summary>Body weight, in kg.</summary>
    public static Measure Weight { get; } = new("weight", new("Poids", "Weight"), "kg", ["29463-7"], Of(("kg", 1), ("g", 0.001), ("[lb_av]", 0.45359237)));

    /// <summary>Systolic blood pressure, in mmHg.</summary>
    public static Measure Systolic { get; } = new("systolic", new("PA systolique", "Systolic pressure"), "mm[Hg]", ["8480-6"], Pressure);

    /// <summary>Diastolic blood pressure, in mmHg.</summary>
    public static Measure Diastolic { get; } = new("diastolic", new("PA diastolique", "Diastolic pressure"), "mm[Hg]", ["8462-4"], Pressure);

    /// <summary>Heart rate, a minute.</summary>
    public static Measure HeartRate { get; } = new("heart-rate", new("Fréquence cardiaque", "Heart rate"), "/min", ["8867-4"], Of(("/min", 1), ("{beats}/min", 1), ("{beat}/min", 1)));

    /// <summary>Oxygen saturation by pulse oximetry, in %.</summary>
    public static Measure OxygenSaturation { get; } = new("oxygen-saturation", new("SpO2", "SpO2"), "%", ["59408-5", "2708-6"], Of(("%", 1)));

    /// <summary>Potassium in serum or plasma, in mmol/L.</summary>
    public static Measure Potassium { get; } = new("potassium", new("Kaliémie", "Potassium"), "mmol/L", ["2823-3"], Of(("mmol/L", 1), ("meq/L", 1)));

    /// <summary>Creatinine in serum or plasma, in µmol/L; 1 mg/dL is 88.42 µmol/L (molar mass 113.12 g/mol).</summary>
    public static Measure Creatinine { get; } = new("creatinine", new("Créatininémie", "Creatinine"), "umol/L", ["14682-9", "2160-0"], Of(("umol/L", 1), ("mg/dL", 88.42), ("mg/L", 8.842)));

    /// <summary>NT-proBNP in serum or plasma, in ng/L, which is pg/mL.</summary>
    public static Measure NtProBnp { get; } = new("nt-probnp", new("NT-proBNP", "NT-proBNP"), "ng/L", ["33762-6"], Of(("ng/L", 1), ("pg/mL", 1)));

    /// <summary>Whether the scale says it works: 1, or 0 from when it says that it is offline.</summary>
    public static Measure ScaleStatus { get; } = new("scale-status", new("Balance", "Scale"), "1", [], Of(("1", 1)));

    /// <summary>Signs graded 0 (none) to 3 (severe): the eight-question form of Satelia Cardio without the weight.</summary>
    public static IReadOnlyList<Measure> Signs { get; } =
    [
        Sign("dyspnoea-effort", "Essoufflement à l’effort", "Breathlessness on effort"),
        Sign("dyspnoea-rest", "Essoufflement au repos", "Breathlessness at rest"),
        Sign("oedema", "Œdèmes", "Oedema"),
        Sign("fatigue", "Fatigue", "Fatigue"),
        Sign("cough", "Toux", "Cough"),
        Sign("worsening", "Aggravation ressentie", "Felt worsening"),
        Sign("treatment", "Difficulté avec le traitement", "Difficulty with treatment"),
    ];

    /// <summary>All that is known.</summary>
    public static IReadOnlyList<Measure> All { get; } =
        [Weight, Systolic, Diastolic, HeartRate, OxygenSaturation, Potassium, Creatinine, NtProBnp, ScaleStatus, .. Signs];

    /// <summary>The measure of a code, or null.</summary>
    public static Measure? Find(string? code) => All.FirstOrDefault(measure => measure.Code == code);

    /// <summary>The measure that an Observation or a component is of, or null.</summary>
    public static Measure? Find(CodeableConcept? code) =>
        All.FirstOrDefault(measure => code?.Coding.Exists(coding => coding.System == "http://loinc.org" && measure.Loinc.Contains(coding.Code)) == true);

    /// <summary>Whether it is a sign graded 0 to 3.</summary>
    public bool IsSign => Unit == "{score}";

    /// <summary>A value in <see cref="Unit"/>; null for a unit that is not understood.</summary>
    public double? Convert(double value, string? ucum) => Units.TryGetValue(ucum ?? "", out var factor) ? value * factor : null;

    /// <inheritdoc/>
    public bool Equals(Measure? other) => Code == other?.Code;

    /// <inheritdoc/>
    public override int GetHashCode() => Code.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Code;

    static IReadOnlyDictionary<string, double> Pressure => Of(("mm[Hg]", 1), ("cm[Hg]", 10), ("kPa", 7.50061683));

    static Measure Sign(string code, string french, string english) => new(code, new(french, english), "{score}", [], Of(("{score}", 1)));

    static Dictionary<string, double> Of(params (string Unit, double Factor)[] units) => units.ToDictionary(unit => unit.Unit, unit => unit.Factor);
}
