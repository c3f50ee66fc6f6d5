namespace Telemed.Core.Monitoring;

/// <summary>A weight without congestion, set by a clinician.</summary>
/// <param name="Kilograms">In kg.</param>
/// <param name="From">Holds from then on, until the next one.</param>
public sealed record ReferenceWeight(double Kilograms, DateTimeOffset From);

/// <summary>A rule's parameter with another value for this patient. A live one takes the rule's place; a shadow one runs beside it.</summary>
/// <param name="Rule">Code of the rule.</param>
/// <param name="Parameter">Name of the parameter, such as <c>change</c>; its comparison stays the rule's.</param>
/// <param name="Value">In the unit the rule keeps the parameter in, see <see cref="AlarmRule.Parameters"/>.</param>
/// <param name="Mode">Whether it speaks, or only shows what it would have said.</param>
/// <param name="From">Holds from then on; of two live ones the later holds.</param>
/// <param name="Until">Holds before then; null for ever.</param>
public sealed record PersonalLimit(string Rule, string Parameter, double Value, RuleMode Mode, DateTimeOffset From, DateTimeOffset? Until = null)
{
    /// <summary>Whether a rule has this parameter and lets patients have their own: figures yes, windows of time no, days of silence yes.</summary>
    public bool Applies(AlarmRule rule) =>
        rule.Code == Rule && rule.Parameters.TryGetValue(Parameter, out var own) && (own.Unit != "d" || rule.Function is RuleFunction.NoData or RuleFunction.ScaleOffline);
}

/// <summary>A clinician lets a rule speak, or not, for this patient.</summary>
/// <param name="Rule">Code of the rule.</param>
/// <param name="Mode">Instead of the mode of the rule set.</param>
/// <param name="From">Holds from then on, until the next one.</param>
public sealed record RuleSwitch(string Rule, RuleMode Mode, DateTimeOffset From);

/// <summary>A time in which nobody weighs at home, such as a stay in hospital: no rule fires in it, and silence is counted anew after it.</summary>
/// <param name="From">First instant.</param>
/// <param name="Until">First instant after it; null while it lasts.</param>
public sealed record MonitoringPause(DateTimeOffset From, DateTimeOffset? Until = null);

/// <summary>How one patient is watched. Everything in it is dated, so any instant can be looked at again.</summary>
/// <param name="Zone">Where the patient lives: says which day a weight is of.</param>
/// <param name="Start">Nothing is watched before.</param>
/// <param name="End">Nothing is watched from then on; null while open.</param>
/// <param name="References">Weights to compare with, in any order; none is no fault: then nothing is compared with a reference.</param>
/// <param name="Limits">Personal values of parameters.</param>
/// <param name="Switches">Rules that speak, or not, for this patient.</param>
/// <param name="Pauses">Times in which nobody weighs at home.</param>
public sealed record MonitoringPlan(
    TimeZoneInfo Zone,
    DateTimeOffset Start,
    DateTimeOffset? End,
    IReadOnlyList<ReferenceWeight> References,
    IReadOnlyList<PersonalLimit> Limits,
    IReadOnlyList<RuleSwitch> Switches,
    IReadOnlyList<MonitoringPause> Pauses)
{
    /// <summary>A plan with nothing personal in it.</summary>
    public MonitoringPlan(TimeZoneInfo zone, DateTimeOffset start, params IReadOnlyList<ReferenceWeight> references)
        : this(zone, start, null, references, [], [], [])
    {
    }

    /// <summary>When the plan was recorded, where that is known: whoever is enrolled with a start in the past and has no weight yet is silent from then on.</summary>
    public DateTimeOffset? Recorded { get; init; }

    /// <summary>The visits of a nurse that are planned, in any order.</summary>
    public IReadOnlyList<VisitPlan> Visits { get; init; } = [];

    /// <summary>Whether anything is watched at an instant.</summary>
    public bool Watches(DateTimeOffset now) =>
        now >= Start && !(now >= End) && Pause(now) is null;

    /// <summary>The pause that lasts at an instant; null outside one.</summary>
    public MonitoringPause? Pause(DateTimeOffset now) => Pauses.FirstOrDefault(pause => now >= pause.From && !(now >= pause.Until));

    /// <summary>The civil day of an instant where the patient lives.</summary>
    public DateOnly Day(DateTimeOffset at) => Words.Day(at, Zone);

    /// <summary>The weight to compare with at an instant; null before the first.</summary>
    public ReferenceWeight? Reference(DateTimeOffset now) => References.Where(weight => weight.From <= now).MaxBy(weight => weight.From);

    /// <summary>From when silence is counted while nothing has arrived: the start, or the end of the last pause.</summary>
    public DateTimeOffset SilentFrom(DateTimeOffset now) =>
        Pauses.Select(pause => pause.Until).OfType<DateTimeOffset>().Where(until => until <= now).Append(Start).Max();

    /// <summary>Whether a rule of this mode speaks at an instant.</summary>
    public RuleMode Mode(AlarmRule rule, DateTimeOffset now) =>
        Switches.Where(one => one.Rule == rule.Code && one.From <= now).MaxBy(one => one.From)?.Mode ?? rule.Mode;

    /// <summary>The value of a rule's parameter that holds for this patient at an instant: the latest live limit, or the rule's own.</summary>
    public double Value(AlarmRule rule, string parameter, DateTimeOffset now) =>
        Limits.Where(limit => limit.Parameter == parameter && limit.Applies(rule) && limit.Mode == RuleMode.Live && limit.From <= now && !(now >= limit.Until))
            .OrderBy(limit => limit.From).ThenBy(limit => limit.Value).LastOrDefault()?.Value ?? rule.Parameters[parameter].Value;

    /// <summary>Every instant at which something in the plan changes.</summary>
    internal IEnumerable<DateTimeOffset> Edges() =>
    [
        Start,
        .. Present([End, .. Limits.Select(limit => limit.Until), .. Pauses.Select(pause => pause.Until)]),
        .. References.Select(weight => weight.From),
        .. Limits.Select(limit => limit.From),
        .. Switches.Select(one => one.From),
        .. Pauses.Select(pause => pause.From),
    ];

    static IEnumerable<DateTimeOffset> Present(IEnumerable<DateTimeOffset?> instants) => instants.OfType<DateTimeOffset>();
}
