namespace Telemed.Core.Monitoring;

/// <summary>The rules that hold a value against a limit: fixed, the patient's own, or the value before.</summary>
static class LimitRules
{
    public static Conclusion? Limit(Watch watch)
    {
        if (watch.Latest(watch.Measure) is not { } latest || !watch.Rule.Parameters["limit"].Crossed(latest.Value)) return null;
        var (measure, limit) = (watch.Measure, watch.Rule["limit"]);
        return new(
            Math.Round(Math.Abs(latest.Value - limit), 3),
            [latest],
            [new(measure.Title, latest.Value, measure.Unit), new(new("Seuil", "Limit"), limit, measure.Unit)],
            new(
                $"{measure.Title.French} {Words.French(latest.Value, measure.Unit)} (seuil : {Words.French(limit, measure.Unit)}).",
                $"{measure.Title.English} {Words.English(latest.Value, measure.Unit)} (limit: {Words.English(limit, measure.Unit)})."));
    }

    public static Conclusion? Biology(Watch watch) => watch.Rule.Parameters.ContainsKey("limit") ? Limit(watch) : Rise(watch);

    static Conclusion? Rise(Watch watch)
    {
        var measure = watch.Measure;
        if (watch.Latest(measure) is not { } latest) return null;
        var earlier = watch.Series.Window(measure, latest.At - TimeSpan.FromDays(watch.Rule["over"]), latest.At).Where(one => one.At < latest.At).ToList();
        if (earlier.Count == 0 || earlier[^1].Value <= 0) return null;
        var before = earlier[^1];
        var rise = Math.Round((latest.Value - before.Value) / before.Value * 100, 3);
        return watch.Rule.Parameters["rise"].Crossed(rise)
            ? new(
                rise,
                [before, latest],
                [
                    new(measure.Title, latest.Value, measure.Unit),
                    new(new("Valeur précédente", "Value before"), before.Value, measure.Unit),
                    new(new("Hausse", "Rise"), rise, "%"),
                ],
                new(
                    $"{measure.Title.French} {Words.French(latest.Value, measure.Unit)} : {Words.FrenchSigned(rise, "%")} "
                        + $"depuis le {Words.FrenchDay(before.At, watch.Zone)} ({Words.French(before.Value, measure.Unit)}).",
                    $"{measure.Title.English} {Words.English(latest.Value, measure.Unit)}: {Words.EnglishSigned(rise, "%")} "
                        + $"since {Words.EnglishDay(before.At, watch.Zone)} ({Words.English(before.Value, measure.Unit)})."))
            : null;
    }

    public static Conclusion? Personal(Watch watch)
    {
        var (measure, rule) = (watch.Measure, watch.Rule);
        if (watch.Latest(measure) is not { } latest) return null;
        var days = Windows.Days(watch.Series, latest, watch.Zone, rule["baseline"] + rule["recent"]);
        var since = Words.Day(latest.At, watch.Zone).AddDays(-(int)rule["recent"]);
        var baseline = days.Where(one => one.Day <= since).Select(one => one.Value).ToList();
        if (baseline.Count < rule["least"]) return null;
        var (mean, deviation) = ControlChart.Spread(baseline);
        var recent = days.Where(one => one.Day > since).ToList();
        var chart = ControlChart.Of([.. recent.Select(one => one.Value)], mean, Math.Max(deviation, rule["floor"]), rule["lambda"]);
        if (!rule.Parameters["sigmas"].Crossed(Math.Abs(chart.Distance))) return null;
        var bound = mean + Math.Sign(chart.Distance) * rule["sigmas"] * chart.Sigma;
        var side = chart.Distance > 0 ? new Wording("au-dessus", "above") : new("au-dessous", "below");
        return new(
            Math.Round(Math.Abs(chart.Distance), 3),
            [.. recent.Select(one => one.Measurement)],
            [Figure("Moyenne récente", "Recent average", chart.Ewma), Figure("Moyenne habituelle", "Usual average", mean), Figure("Limite personnelle", "Personal limit", bound)],
            new(
                $"{measure.Title.French} : moyenne récente {Words.French(chart.Ewma, measure.Unit)}, {side.French} de la limite propre à ce patient "
                    + $"({Words.French(bound, measure.Unit)} ; habituellement {Words.French(mean, measure.Unit)}).",
                $"{measure.Title.English}: recent average {Words.English(chart.Ewma, measure.Unit)}, {side.English} this patient's own limit "
                    + $"({Words.English(bound, measure.Unit)}; usually {Words.English(mean, measure.Unit)})."));

        FindingFigure Figure(string french, string english, double value) => new(new(french, english), Math.Round(value, 3), measure.Unit);
    }
}
