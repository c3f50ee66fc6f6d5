namespace Telemed.Core.Monitoring;

/// <summary>The first value of a measure on a day: weighing is in the morning, on rising.</summary>
readonly record struct DailyValue(DateOnly Day, Measurement Measurement)
{
    public double Value => Measurement.Value;
}

/// <summary>How far back each rule looks: no rule looks further, so an evaluation costs the same after a week and after three years.</summary>
static class Windows
{
    // A day is up to 25 hours long, and the day a window begins in counts whole.
    static readonly TimeSpan Margin = TimeSpan.FromDays(2);

    public static TimeSpan LookBack(AlarmRule rule) =>
        rule.Parameters.Values.Where(one => one.Name is "within" or "days" or "over" or "baseline" or "recent").Aggregate(Margin, (all, one) => all + TimeSpan.FromDays(one.Value));

    /// <summary>Whether a rule looks at more than the latest value of a measure, or at how old that is.</summary>
    public static bool LooksAt(AlarmRule rule, Measure measure) => rule.Function switch
    {
        RuleFunction.Signs => measure.IsSign,
        RuleFunction.NoData or RuleFunction.ScaleOffline => false,
        _ => (rule.Measure ?? Measure.Weight) == measure,
    };

    /// <summary>The first value of each of so many local days up to and including the day of the latest, oldest first.</summary>
    public static List<DailyValue> Days(Series series, Measurement latest, TimeZoneInfo zone, double days)
    {
        var last = Words.Day(latest.At, zone);
        var first = last.AddDays(1 - (int)days);
        return
        [
            .. series.Window(latest.Measure, latest.At - TimeSpan.FromDays(days) - Margin, latest.At)
                .Select(one => new DailyValue(Words.Day(one.At, zone), one)).Where(one => one.Day >= first).DistinctBy(one => one.Day),
        ];
    }
}
