namespace Telemed.Core.Monitoring;

/// <summary>The rule about the signs of one visit.</summary>
static class SignRules
{
    public static Conclusion? Signs(Watch watch)
    {
        var latest = Measure.Signs.Select(watch.Latest).OfType<Measurement>().ToList();
        if (latest.Count == 0) return null;
        var visit = latest.Max(one => one.At);
        var signs = latest.Where(one => one.At == visit).ToList();
        var crossed = signs.Where(sign => Crosses(watch.Rule, sign.Measure.Code, sign.Value) || Crosses(watch.Rule, "any", sign.Value)).ToList();
        var score = signs.Sum(sign => sign.Value);
        var inAll = Crosses(watch.Rule, "score", score);
        if (crossed.Count == 0 && !inAll) return null;
        var shown = inAll ? [.. signs.Where(sign => sign.Value > 0)] : crossed;
        return new(
            inAll || watch.Rule.Parameters.ContainsKey("any") ? score : crossed.Max(sign => sign.Value),
            signs,
            [.. shown.Select(sign => new FindingFigure(sign.Measure.Title, sign.Value, sign.Measure.Unit)), new(new("Total des signes", "Sum of the signs"), score, "{score}")],
            new(
                $"{string.Join(", ", shown.Select(sign => $"{sign.Measure.Title.French} {Words.French(sign.Value)}/3"))} (total {Words.French(score)}).",
                $"{string.Join(", ", shown.Select(sign => $"{sign.Measure.Title.English} {Words.English(sign.Value)}/3"))} (sum {Words.English(score)})."));
    }

    static bool Crosses(AlarmRule rule, string name, double value) => rule.Parameters.TryGetValue(name, out var least) && least.Crossed(value);
}
