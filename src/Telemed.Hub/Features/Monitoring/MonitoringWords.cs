using Telemed.Core;
using Telemed.Core.Monitoring;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>How pages of patients at home say numbers, levels and limits.</summary>
static class MonitoringWords
{
    /// <summary>"72,3 kg"; a sign or a score has no unit to say.</summary>
    public static string Value(this Language l, double value, string unit) => l.Number(value) + unit switch
    {
        "1" or "{score}" => "",
        "mm[Hg]" => "\u00a0mmHg",
        "umol/L" => "\u00a0µmol/L",
        "/min" => "/min",
        "d" => $"\u00a0{l["j", "d"]}",
        _ => $"\u00a0{unit}",
    };

    public static string Number(this Language l, double value) => value.ToString("0.##", l.Culture);

    /// <summary>"+1,2 kg", "−0,4 kg".</summary>
    public static string Signed(this Language l, double value, string unit) => (Math.Round(value, 2) switch { < 0 => "−", > 0 => "+", _ => "" }) + l.Value(Math.Abs(Math.Round(value, 2)), unit);

    public static Wording Level(string code) => code switch
    {
        "message-mt" => new("Message au médecin traitant", "Message to the GP"),
        "appel-patient" => new("Appeler le patient", "Call the patient"),
        _ => new("Intervention rapide", "Rapid intervention"),
    };

    /// <summary>The colour and the shape of a level, as a priority has them.</summary>
    public static string Tone(string? level) => level switch
    {
        "message-mt" => "routine",
        "appel-patient" => "urgent",
        _ => "stat",
    };

    public static Wording Was(string? alarmWas) => alarmWas switch
    {
        "true" => new("vraie", "true"),
        "false" => new("fausse", "false"),
        "unknown" => new("indéterminée", "undetermined"),
        _ => new("", ""),
    };

    public static Wording Why(SetAsideReason reason) => reason switch
    {
        SetAsideReason.UnknownUnit => new("unité inconnue ou absente", "unknown or missing unit"),
        SetAsideReason.Implausible => new("valeur invraisemblable", "implausible value"),
        SetAsideReason.NoValue => new("sans valeur", "no value"),
        SetAsideReason.NoInstant => new("sans date de mesure", "no date of measurement"),
        SetAsideReason.InTheFuture => new("datée après sa réception", "dated after it arrived"),
        _ => new("retirée par qui l’a envoyée", "withdrawn by its sender"),
    };

    /// <summary>From when a patient who does not weigh is silent: the shortest time that a rule about it waits.</summary>
    public static TimeSpan Silence(this RuleSet rules) =>
        TimeSpan.FromDays(rules.Rules.Where(rule => rule.Function == RuleFunction.NoData).Select(rule => rule.Parameters["days"].Value).DefaultIfEmpty(double.MaxValue).Min() is var days && days < 365 ? days : 365);

    static readonly string[] NoLimits = ["step", "least", "lambda", "floor"];

    /// <summary>The figures of a rule that a patient may have their own of.</summary>
    public static IEnumerable<RuleParameter> OwnLimits(this AlarmRule rule) =>
        rule.Parameters.Values.Where(parameter => !NoLimits.Contains(parameter.Name) && new PersonalLimit(rule.Code, parameter.Name, parameter.Value, RuleMode.Live, default).Applies(rule));

    /// <summary>What a figure of a rule is; one alone is said by the rule's own title.</summary>
    public static Wording Parameter(string name) => name switch
    {
        "change" => new("écart", "difference"),
        "gain" => new("prise", "gain"),
        "rise" => new("hausse", "rise"),
        "limit" => new("seuil", "limit"),
        "any" => new("un signe", "any sign"),
        "score" => new("total des signes", "sum of the signs"),
        "sigmas" => new("écarts-types", "standard deviations"),
        "days" => new("jours", "days"),
        _ => Measure.Find(name)?.Title ?? new(name, name),
    };
}
