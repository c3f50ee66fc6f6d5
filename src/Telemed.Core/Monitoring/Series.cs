namespace Telemed.Core.Monitoring;

/// <summary>
/// A patient's measurements in the order in which they were measured, each once: same measure, same instant and same value is the same
/// measurement, however often and from wherever it arrived.
/// </summary>
public sealed class Series
{
    readonly Dictionary<string, Measurement[]> byMeasure;

    Series(Dictionary<string, Measurement[]> byMeasure) => this.byMeasure = byMeasure;

    /// <summary>The series of measurements in any order, with any duplicates.</summary>
    public static Series Of(IEnumerable<Measurement> measurements) => new(measurements
        .GroupBy(one => one.Measure.Code)
        .ToDictionary(one => one.Key, one => one
            .OrderBy(each => each.At.UtcTicks).ThenBy(each => each.Value).ThenBy(each => each.Source, StringComparer.Ordinal)
            .DistinctBy(each => (each.At.UtcTicks, each.Value)).ToArray()));

    /// <summary>Nothing yet.</summary>
    public static Series Empty { get; } = Of([]);

    /// <summary>The same without some of its measurements.</summary>
    internal Series Without(IReadOnlySet<Measurement> some) =>
        new(byMeasure.ToDictionary(one => one.Key, one => some.Any(each => each.Measure.Code == one.Key) ? one.Value.Where(each => !some.Contains(each)).ToArray() : one.Value));

    /// <summary>The values of a measure after one instant, up to and including another; found without looking at the rest.</summary>
    public ArraySegment<Measurement> Window(Measure measure, DateTimeOffset after, DateTimeOffset until)
    {
        if (!byMeasure.TryGetValue(measure.Code, out var all)) return ArraySegment<Measurement>.Empty;
        var (from, to) = (CountUntil(all, after), CountUntil(all, until));
        return to > from ? new(all, from, to - from) : ArraySegment<Measurement>.Empty;
    }

    /// <summary>The latest value of a measure at an instant, that instant included; null before the first.</summary>
    public Measurement? Latest(Measure measure, DateTimeOffset now) =>
        byMeasure.TryGetValue(measure.Code, out var all) && CountUntil(all, now) is > 0 and var count ? all[count - 1] : null;

    /// <summary>The first instant after another at which anything was measured; null when nothing was.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset now) =>
        byMeasure.Values.Select(all => (all, next: CountUntil(all, now))).Where(one => one.next < one.all.Length).Select(one => (DateTimeOffset?)one.all[one.next].At).Min();

    static int CountUntil(Measurement[] all, DateTimeOffset until)
    {
        var (low, high) = (0, all.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (all[middle].At <= until) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
