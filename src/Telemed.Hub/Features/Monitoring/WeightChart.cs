using System.Globalization;
using Telemed.Core.Monitoring;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>
/// The lines, bands and marks of a patient's weight, in the units of one SVG. Pure: the same series gives the same picture, and the table
/// beside it says the same in words.
/// </summary>
public sealed record WeightChart
{
    public const double Width = 400, Height = 214, Left = 30, Right = 396, Top = 8, Bottom = 170, Lane = 184;

    /// <summary>Weights as the points of one line.</summary>
    public required string Line { get; init; }

    /// <summary>Whether each weight is a dot too: more of them would be a black bar.</summary>
    public required bool HasDots { get; init; }

    /// <summary>The reference weight, and at its sides the live limits, each as long as it held.</summary>
    public required IReadOnlyList<Level> References { get; init; }

    public required IReadOnlyList<Level> Limits { get; init; }

    /// <summary>Between the nearest limits no rule about the reference weight speaks.</summary>
    public required IReadOnlyList<Box> Quiet { get; init; }

    public required IReadOnlyList<(double Y, double Kilograms)> Grid { get; init; }
    public required IReadOnlyList<(double X, DateTimeOffset At)> Ticks { get; init; }
    public required IReadOnlyList<Mark> Marks { get; init; }

    public sealed record Level(double X1, double X2, double Y, double Kilograms, AlarmLevel? Of);

    public sealed record Box(double X, double Y, double Width, double Height);

    /// <param name="Kind">alarm, visit, treatment or aside.</param>
    public sealed record Mark(string Kind, double X, double Y, DateTimeOffset At, string Of);

    const int MostDots = 130;

    public static WeightChart Of(MonitoringView view)
    {
        var (from, now) = (view.From, view.Now);
        var weights = view.Series.Window(Measure.Weight, from, now).ToList();
        var steps = Steps(view, from, now).ToList();
        var nearest = steps.SelectMany(step => step.Limits.Take(1).SelectMany(limit => new[] { step.Reference - limit.Change, step.Reference + limit.Change }));
        var shown = weights.Select(weight => weight.Value).Concat(steps.Select(step => step.Reference)).Concat(nearest).ToList();
        var (low, high) = shown.Count == 0 ? (60.0, 80.0) : (Math.Floor(shown.Min() - 0.3), Math.Ceiling(shown.Max() + 0.3));

        double X(DateTimeOffset at) => Left + (Right - Left) * Math.Clamp((at - from) / (now - from), 0, 1);
        double Y(double kilograms) => Bottom - (Bottom - Top) * (kilograms - low) / (high - low);
        return new()
        {
            Line = string.Join(' ', weights.Select(weight => $"{Number(X(weight.At))},{Number(Y(weight.Value))}")),
            HasDots = weights.Count <= MostDots,
            References = [.. steps.Select(step => new Level(X(step.From), X(step.Until), Y(step.Reference), step.Reference, null))],
            Limits = [.. from step in steps
                         from limit in step.Limits
                         from kilograms in new[] { step.Reference - limit.Change, step.Reference + limit.Change }
                         where kilograms >= low && kilograms <= high
                         select new Level(X(step.From), X(step.Until), Y(kilograms), kilograms, limit.Of)],
            Quiet = [.. from step in steps
                        where step.Limits.Count > 0
                        let change = step.Limits[0].Change
                        select new Box(X(step.From), Y(step.Reference + change), X(step.Until) - X(step.From), Y(step.Reference - change) - Y(step.Reference + change))],
            Grid = [.. Every(low, high).Select(kilograms => (Y(kilograms), kilograms))],
            Ticks = [.. Enumerable.Range(0, 4).Select(i => from + (now - from) * i / 3).Select(at => (X(at), at))],
            Marks = [.. Of(view, from, X, Y)],
        };
    }

    /// <summary>As SVG writes a number.</summary>
    public static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    static IEnumerable<Mark> Of(MonitoringView view, DateTimeOffset from, Func<DateTimeOffset, double> x, Func<double, double> y)
    {
        foreach (var alarm in view.Alarms.Where(alarm => alarm.OpenedAt >= from))
            yield return new("alarm", x(alarm.OpenedAt), view.Series.Latest(Measure.Weight, alarm.OpenedAt) is { } weight && weight.At >= from ? y(weight.Value) : Bottom, alarm.OpenedAt, alarm.Level);
        foreach (var visit in Visits(view, from)) yield return new("visit", x(visit), Lane, visit, "");
        foreach (var change in view.Treatments.Where(change => change.At >= from)) yield return new("treatment", x(change.At), Lane, change.At, change.Text);
        foreach (var aside in view.Asides.Where(aside => aside.ReceivedAt >= from && aside.Measure == Measure.Weight)) yield return new("aside", x(aside.ReceivedAt), Lane, aside.ReceivedAt, aside.Said);
    }

    /// <summary>When somebody graded signs at the bedside.</summary>
    public static IEnumerable<DateTimeOffset> Visits(MonitoringView view, DateTimeOffset from) =>
        Measure.Signs.SelectMany(sign => view.Series.Window(sign, from, view.Now)).Select(sign => sign.At).Distinct().Order();

    sealed record Step(DateTimeOffset From, DateTimeOffset Until, double Reference, IReadOnlyList<(double Change, AlarmLevel Of)> Limits);

    // Between two instants at which a reference weight or a limit changes, all lines are level.
    static IEnumerable<Step> Steps(MonitoringView view, DateTimeOffset from, DateTimeOffset now)
    {
        var rules = view.Rules.Rules.Where(rule => rule.Function == RuleFunction.WeightFromReference).ToList();
        var edges = view.Plan.References.Select(reference => reference.From).Concat(view.Plan.Limits.SelectMany(limit => new[] { limit.From, limit.Until ?? now })).Concat(view.Plan.Switches.Select(one => one.From))
            .Where(at => at > from && at < now).Concat([from, now]).Distinct().Order().ToList();
        foreach (var (begins, ends) in edges.Zip(edges.Skip(1)))
            if (view.Plan.Reference(begins) is { } reference)
                yield return new(begins, ends, reference.Kilograms, [.. rules.Where(rule => view.Plan.Mode(rule, begins) == RuleMode.Live).Select(rule => (view.Plan.Value(rule, "change", begins), rule.Level)).OrderBy(limit => limit.Item1)]);
    }

    static IEnumerable<double> Every(double low, double high)
    {
        var step = new[] { 1.0, 2, 5, 10 }.FirstOrDefault(step => (high - low) / step <= 6, 20);
        for (var kilograms = Math.Ceiling(low / step) * step; kilograms <= high; kilograms += step) yield return kilograms;
    }
}
