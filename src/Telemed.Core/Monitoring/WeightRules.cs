namespace Telemed.Core.Monitoring;

/// <summary>The rules about weight alone.</summary>
static class WeightRules
{
    const string Kg = "kg";

    public static Conclusion? FromReference(Watch watch)
    {
        if (watch.Latest(Measure.Weight) is not { } weight || watch.Plan.Reference(watch.Now) is not { } reference) return null;
        var change = Math.Round(weight.Value - reference.Kilograms, 3);
        return watch.Rule.Parameters["change"].Crossed(Math.Abs(change))
            ? new(
                Math.Abs(change),
                [weight],
                [Figure("Poids", "Weight", weight.Value), Figure("Poids de référence", "Reference weight", reference.Kilograms), Figure("Écart", "Difference", change)],
                new(
                    $"Poids {Words.French(weight.Value, Kg)} : {Words.FrenchSigned(change, Kg)} par rapport au poids de référence, "
                        + $"{Words.French(reference.Kilograms, Kg)} depuis le {Words.FrenchDay(reference.From, watch.Zone)}.",
                    $"Weight {Words.English(weight.Value, Kg)}: {Words.EnglishSigned(change, Kg)} from the reference weight, "
                        + $"{Words.English(reference.Kilograms, Kg)} since {Words.EnglishDay(reference.From, watch.Zone)}."))
            : null;
    }

    public static Conclusion? GainInDays(Watch watch)
    {
        if (watch.Latest(Measure.Weight) is not { } weight) return null;
        var today = Words.Day(weight.At, watch.Zone);
        var before = Windows.Days(watch.Series, weight, watch.Zone, watch.Rule["days"] + 1).Where(one => one.Day < today).ToList();
        if (before.Count == 0) return null;
        var lowest = before.MinBy(one => one.Value);
        var gain = Math.Round(weight.Value - lowest.Value, 3);
        return watch.Rule.Parameters["gain"].Crossed(gain)
            ? new(
                gain,
                [lowest.Measurement, weight],
                [
                    Figure("Poids", "Weight", weight.Value),
                    Figure("Poids le plus bas des jours précédents", "Lowest weight of the days before", lowest.Value),
                    Figure("Prise", "Gain", gain),
                ],
                new(
                    $"Poids {Words.French(weight.Value, Kg)} : {Words.FrenchSigned(gain, Kg)} "
                        + $"depuis le {Words.FrenchDay(lowest.Measurement.At, watch.Zone)} ({Words.French(lowest.Value, Kg)}).",
                    $"Weight {Words.English(weight.Value, Kg)}: {Words.EnglishSigned(gain, Kg)} "
                        + $"since {Words.EnglishDay(lowest.Measurement.At, watch.Zone)} ({Words.English(lowest.Value, Kg)})."))
            : null;
    }

    public static Conclusion? Trend(Watch watch)
    {
        if (watch.Latest(Measure.Weight) is not { } weight) return null;
        var days = Windows.Days(watch.Series, weight, watch.Zone, watch.Rule["over"]);
        if (days.Count < watch.Rule["least"]) return null;
        var (briefly, long_) = (Average(days, watch.Rule["short"]), Average(days, watch.Rule["long"]));
        var rise = Math.Round(briefly - long_, 3);
        return watch.Rule.Parameters["rise"].Crossed(rise)
            ? new(
                rise,
                [.. days.Select(one => one.Measurement)],
                [Figure("Moyenne courte", "Short average", briefly), Figure("Moyenne longue", "Long average", long_), Figure("Écart", "Difference", rise)],
                new(
                    $"Tendance du poids : moyenne des derniers jours {Words.French(briefly, Kg)}, {Words.FrenchSigned(rise, Kg)} par rapport à la moyenne longue.",
                    $"Trend of the weight: average of the last days {Words.English(briefly, Kg)}, {Words.EnglishSigned(rise, Kg)} from the long average."))
            : null;
    }

    /// <summary>
    /// Exponential moving average of so many days (factor 2 / (n + 1)), each value weighted by its age in days: a missing day takes no part,
    /// and moves none of the others nearer.
    /// </summary>
    internal static double Average(List<DailyValue> days, double n)
    {
        var (sum, weights) = (0.0, 0.0);
        foreach (var one in days)
        {
            var weight = Math.Pow(1 - 2 / (n + 1), days[^1].Day.DayNumber - one.Day.DayNumber);
            (sum, weights) = (sum + weight * one.Value, weights + weight);
        }
        return sum / weights;
    }

    static FindingFigure Figure(string french, string english, double value) => new(new(french, english), Math.Round(value, 3), Kg);
}
