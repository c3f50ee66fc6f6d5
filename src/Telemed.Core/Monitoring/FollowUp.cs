namespace Telemed.Core.Monitoring;

/// <summary>How long a télésurveillance is prescribed for, and when its end is announced.</summary>
/// <param name="Longest">Months a prescription runs at most.</param>
/// <param name="Majorated">Months of the majorated forfait.</param>
/// <param name="Renewals">How often the majorated forfait is renewed.</param>
/// <param name="Announced">How long before its end a prescription is announced.</param>
/// <param name="Source">Who says so.</param>
public sealed record PrescriptionLimits(int Longest, int Majorated, int Renewals, TimeSpan Announced, string Source)
{
    /// <summary>The first day on which a prescription that starts on a day cannot run any more.</summary>
    public DateOnly LongestEnd(DateOnly start) => start.AddMonths(Longest);

    /// <summary>The ends of the majorated forfait, one for each time it is granted: the first, then each renewal.</summary>
    public IReadOnlyList<DateOnly> MajoratedEnds(DateOnly start) => [.. Enumerable.Range(1, Renewals + 1).Select(nth => start.AddMonths(nth * Majorated))];
}

/// <summary>When a patient counts as stable.</summary>
/// <param name="Days">Days since anything happened, from 1.</param>
/// <param name="Share">Share of these days on which a weight arrived, above 0 and at most 1.</param>
/// <param name="Within">Kilograms between each weight and the reference weight that held, at most.</param>
/// <param name="Ending">How near the end of the prescription the team is asked what to do.</param>
/// <param name="Again">How long it is not asked again after it decided.</param>
/// <param name="Source">Who says so.</param>
public sealed record StabilityRule(int Days, double Share, double Within, TimeSpan Ending, TimeSpan Again, string Source)
{
    /// <summary>How far back it looks.</summary>
    public TimeSpan LookBack => TimeSpan.FromDays(Days + 1);
}

/// <summary>Since when a patient is stable, and what that rests on.</summary>
/// <param name="Since">Since when nothing happened; null while the patient is not stable.</param>
/// <param name="Reasons">What it rests on, or what is lacking; one sentence each, never an advice.</param>
public sealed record Stability(DateTimeOffset? Since, IReadOnlyList<Wording> Reasons)
{
    /// <summary>How a patient stands at an instant. The hub never concludes anything from it: a clinician does.</summary>
    /// <param name="rule">What counts as stable.</param>
    /// <param name="series">The weights of at least <see cref="StabilityRule.LookBack"/>.</param>
    /// <param name="plan">Start, reference weights, pauses and zone.</param>
    /// <param name="alarms">When each alarm that was true opened; one that is open or of which nobody knows counts too.</param>
    /// <param name="stays">When each stay in hospital ended; one that lasts ends now.</param>
    /// <param name="now">The instant.</param>
    public static Stability Of(
        StabilityRule rule, Series series, MonitoringPlan plan, IEnumerable<DateTimeOffset> alarms, IEnumerable<DateTimeOffset> stays, DateTimeOffset now)
    {
        var wanted = now - TimeSpan.FromDays(rule.Days);
        var weights = series.Window(Measure.Weight, wanted - TimeSpan.FromDays(1), now);
        var far = weights.Where(weight => plan.Reference(weight.At) is { } reference && Math.Round(Math.Abs(weight.Value - reference.Kilograms), 3) > rule.Within);
        var events = new (DateTimeOffset? At, Wording Lacking)[]
        {
            (plan.Start, new("suivi depuis moins longtemps", "watched for less")),
            (Last(alarms), new("alarme depuis", "an alarm since")),
            (Last(stays), new("hospitalisation depuis", "a hospital stay since")),
            (Last(plan.Pauses.Where(pause => pause.From <= now).Select(pause => pause.Until < now ? pause.Until.Value : now)), new("pause depuis", "a pause since")),
            (Last(far.Select(weight => weight.At)), new($"poids à plus de {Words.French(rule.Within, "kg")} de la référence", $"a weight more than {Words.English(rule.Within, "kg")} from the reference")),
        };
        var first = Words.Day(wanted, plan.Zone).AddDays(1);
        var days = weights.Select(weight => Words.Day(weight.At, plan.Zone)).Where(day => day >= first).Distinct().Count();
        var lacking = events.Where(one => one.At > wanted).Select(one => one.Lacking).ToList();
        if (plan.Reference(now) is null) lacking.Add(new("pas de poids de référence", "no reference weight"));
        if (days < rule.Share * rule.Days) lacking.Add(new($"poids {days} jours sur {rule.Days}", $"a weight on {days} days of {rule.Days}"));
        return lacking.Count > 0
            ? new(null, lacking)
            : new(events.Max(one => one.At), [
                new($"aucune alarme vraie ni hospitalisation connue depuis {rule.Days} jours", $"no true alarm and no known hospital stay for {rule.Days} days"),
                new($"poids à moins de {Words.French(rule.Within, "kg")} de la référence", $"weight within {Words.English(rule.Within, "kg")} of the reference"),
                new($"poids reçu {days} jours sur {rule.Days}", $"a weight on {days} days of {rule.Days}"),
            ]);

        DateTimeOffset? Last(IEnumerable<DateTimeOffset> instants) => instants.Where(at => at <= now).Select(at => (DateTimeOffset?)at).Max();
    }
}
