using Hl7.Fhir.Model;

namespace Telemed.Core.Monitoring;

/// <summary>What an alarm does, named by its effect; the higher ones come later.</summary>
public enum AlarmLevel
{
    /// <summary>A message to the médecin traitant: code <c>message-mt</c>.</summary>
    MessageMt,

    /// <summary>The cell calls the patient: code <c>appel-patient</c>.</summary>
    AppelPatient,

    /// <summary>Somebody goes and sees the patient: code <c>intervention-rapide</c>.</summary>
    InterventionRapide,
}

/// <summary>Whether a rule speaks.</summary>
public enum RuleMode
{
    /// <summary>Its findings open alarms.</summary>
    Live,

    /// <summary>Its findings are kept and shown to those who judge the rule; nobody is alarmed.</summary>
    Shadow,
}

/// <summary>The computation behind a rule; the code in the rule's file is the kebab-case of the name.</summary>
public enum RuleFunction
{
    /// <summary>Weight against the reference weight, both ways: <c>change</c>, <c>within</c>.</summary>
    WeightFromReference,

    /// <summary>Weight against the lowest of the days before: <c>gain</c>, <c>days</c>, <c>within</c>.</summary>
    WeightGainInDays,

    /// <summary>Short against long moving average of the daily weight: <c>rise</c>, <c>short</c>, <c>long</c>, <c>over</c>, <c>least</c>, <c>within</c>.</summary>
    WeightTrend,

    /// <summary>EWMA control chart against the patient's own weeks before: <c>sigmas</c>, <c>lambda</c>, <c>baseline</c>, <c>recent</c>, <c>least</c>, <c>floor</c>, <c>within</c>, and the measure.</summary>
    PersonalLimits,

    /// <summary>Signs of one visit: any of <c>any</c> (grade of any sign), <c>score</c> (their sum) and a sign's own code, and <c>within</c>.</summary>
    Signs,

    /// <summary>The latest value of a measure: <c>limit</c>, <c>within</c>, and the measure.</summary>
    Vitals,

    /// <summary>The latest value from the lab: <c>limit</c>, or <c>rise</c> (in % of the one before, at most <c>over</c> earlier), <c>within</c>, and the measure.</summary>
    Biology,

    /// <summary>No weight: <c>days</c> mornings missed, looked at from <c>hour</c> on; not while the scale says it is offline.</summary>
    NoData,

    /// <summary>The same while the scale says it is offline.</summary>
    ScaleOffline,
}

/// <summary>A figure of a rule.</summary>
/// <param name="Name">Name, such as <c>change</c>.</param>
/// <param name="Value">In <paramref name="Unit"/>.</param>
/// <param name="Unit">UCUM: the unit of the rule's measure, or d for times.</param>
/// <param name="Comparator">How a value is held against it; greater or equal when the file says nothing.</param>
public sealed record RuleParameter(string Name, double Value, string Unit, Quantity.QuantityComparator Comparator)
{
    /// <summary>Whether a value crosses it. Rounded to a thousandth: 72.3 - 70.3 is 2.</summary>
    public bool Crossed(double value) => Comparator switch
    {
        Quantity.QuantityComparator.LessThan => Math.Round(value, 3) < Value,
        Quantity.QuantityComparator.LessOrEqual => Math.Round(value, 3) <= Value,
        Quantity.QuantityComparator.GreaterThan => Math.Round(value, 3) > Value,
        _ => Math.Round(value, 3) >= Value,
    };
}

/// <summary>What was published of a rule like this one. What nobody published is null, and is shown as not published.</summary>
/// <param name="Text">What was found, in whom.</param>
/// <param name="Source">Where.</param>
/// <param name="Sensitivity">Share of the events it announced, in %.</param>
/// <param name="FalseAlarms">The source's figure of false alarms.</param>
/// <param name="FalseAlarmsUnit">What that figure counts: UCUM code, such as <c>%</c>.</param>
public sealed record RuleEvidence(Wording Text, string Source, double? Sensitivity, double? FalseAlarms, string? FalseAlarmsUnit);

/// <summary>One rule of a rule set.</summary>
/// <param name="Code">Code in <see cref="System"/>, such as <c>weight-alert</c>; its name in flags, alarms and figures.</param>
/// <param name="Function">What computes it.</param>
/// <param name="Measure">Of the functions that are about any measure: which.</param>
/// <param name="Title">A few words.</param>
/// <param name="Description">The whole rule, for whom it alarms.</param>
/// <param name="Level">What it does.</param>
/// <param name="Mode">Whether it speaks where nobody said otherwise.</param>
/// <param name="RedSign">Whether the regulator (SAMU) is to be called without waiting for an answer.</param>
/// <param name="SecondOpinion">It joins an alarm and never opens or raises one.</param>
/// <param name="Evidence">What was published of it.</param>
/// <param name="Parameters">Its figures, by name.</param>
/// <param name="From">Holds from then on; null for ever.</param>
/// <param name="Until">Holds before then; null for ever.</param>
public sealed record AlarmRule(
    string Code,
    RuleFunction Function,
    Measure? Measure,
    Wording Title,
    Wording Description,
    AlarmLevel Level,
    RuleMode Mode,
    bool RedSign,
    bool SecondOpinion,
    IReadOnlyList<RuleEvidence> Evidence,
    IReadOnlyDictionary<string, RuleParameter> Parameters,
    DateTimeOffset? From,
    DateTimeOffset? Until)
{
    /// <summary>Code system of <see cref="Code"/>.</summary>
    public const string System = "https://telemed.example/fhir/CodeSystem/alarm-rule";

    /// <summary>Code system of <see cref="Level"/>.</summary>
    public const string LevelSystem = "https://telemed.example/fhir/CodeSystem/alarm-level";

    /// <summary>How much worse a finding must be to alarm again once answered, see <see cref="Finding.Size"/>; null: only after it cleared.</summary>
    public double? Step => Parameters.GetValueOrDefault("step")?.Value;

    /// <summary>How long a finding must be away to have cleared.</summary>
    public TimeSpan ClearAfter => Parameters.TryGetValue("clear", out var clear) ? TimeSpan.FromDays(clear.Value) : TimeSpan.Zero;

    /// <summary>The code of a level.</summary>
    public static string CodeOf(AlarmLevel level) => level switch
    {
        AlarmLevel.MessageMt => "message-mt",
        AlarmLevel.AppelPatient => "appel-patient",
        _ => "intervention-rapide",
    };

    /// <summary>Whether it holds at an instant.</summary>
    public bool Holds(DateTimeOffset now) => !(now < From) && !(now >= Until);

    internal double this[string parameter] => Parameters[parameter].Value;
}
