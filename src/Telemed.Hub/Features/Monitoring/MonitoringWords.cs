using Telemed.Core;
using Telemed.Core.Monitoring;
using Telemed.Hub.Platform;
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

    public static Wording Review(string decision) => decision switch
    {
        "monthly" => new("Visites mensuelles", "Visits monthly"),
        "end" => new("Terminer la télésurveillance", "End the monitoring"),
        _ => new("Continuer comme avant", "Go on as before"),
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
        SetAsideReason.Jump => new("écart invraisemblable avec les derniers poids", "implausibly far from the last weights"),
        _ => new("retirée par qui l’a envoyée", "withdrawn by its sender"),
    };

    /// <summary>"jeu. 7 janv.": a civil day.</summary>
    public static string Weekday(this Language l, DateOnly day) => day.ToString("ddd d MMM", l.Culture);

    /// <summary>"2 fois par semaine", "le lundi et le jeudi".</summary>
    public static string Rhythm(this Language l, VisitPlan plan)
    {
        if (plan.Weekdays.Count > 0)
        {
            var days = plan.Weekdays.OrderBy(day => ((int)day + 6) % 7).Select(day => $"{l["le ", ""]}{l.Culture.DateTimeFormat.GetDayName(day)}").ToList();
            return string.Join(l[" et ", " and "], [.. days.Count > 1 ? [string.Join(", ", days.SkipLast(1))] : Array.Empty<string>(), days[^1]])
                + (plan.Period > 1 ? l[$", une semaine sur {plan.Period}", $", every {plan.Period} weeks"] : "");
        }
        var (one, many) = plan.Unit switch
        {
            VisitUnit.Day => (l["jour", "day"], l["jours", "days"]),
            VisitUnit.Week => (l["semaine", "week"], l["semaines", "weeks"]),
            _ => (l["mois", "month"], l["mois", "months"]),
        };
        return plan.Period > 1
            ? l[$"{plan.Times} fois en {plan.Period} {many}", $"{Times(plan.Times)} in {plan.Period} {many}"]
            : l[$"{plan.Times} fois par {one}", $"{Times(plan.Times)} a {one}"];

        static string Times(int times) => times switch { 1 => "once", 2 => "twice", _ => $"{times} times" };
    }

    /// <summary>When the next visit is due, in words.</summary>
    public static string Due(this Language l, VisitWindow visit, DateOnly today) => visit.State(today) switch
    {
        VisitState.Overdue => l[$"en retard, prévue le {l.Weekday(visit.Due)}", $"overdue, planned for {l.Weekday(visit.Due)}"],
        VisitState.Due when visit.Due == today => l["prévue aujourd’hui", "due today"],
        VisitState.Due => l[$"d’ici le {l.Weekday(visit.Due)}", $"by {l.Weekday(visit.Due)}"],
        _ => l[$"pas avant le {l.Weekday(visit.NotBefore)}", $"not before {l.Weekday(visit.NotBefore)}"],
    };

    /// <summary>From when a patient who does not weigh is silent: the shortest time that a rule about it waits.</summary>
    public static TimeSpan Silence(this RuleSet rules) =>
        TimeSpan.FromDays(rules.Rules.Where(rule => rule.Function == RuleFunction.NoData).Select(rule => rule.Parameters["days"].Value).DefaultIfEmpty(double.MaxValue).Min() is var days && days < 365 ? days : 365);

    /// <summary>How long before its end a prescription is announced.</summary>
    public static TimeSpan Announced(this PathwayList pathways) =>
        pathways.All.Select(pathway => pathway.Rules?.Prescription?.Announced).OfType<TimeSpan>().DefaultIfEmpty(TimeSpan.Zero).Max();

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
