namespace Telemed.Core.Stroke;

/// <summary>What the figures need to know of one alert.</summary>
/// <param name="AlertedAt">When the hub acknowledged it; decides the period it counts in.</param>
/// <param name="ArrivedAt">When the patient arrived at the emergency department.</param>
/// <param name="ActAt">When the treatment began under téléassistance; null where there was no such act.</param>
public sealed record AlertFacts(DateTimeOffset AlertedAt, DateTimeOffset? ArrivedAt, DateTimeOffset? ActAt);

/// <summary>
/// The figures the network was founded on, for any period: alerts, acts of téléassistance to thrombolysis, and the time from arrival
/// to act. The published ones are 1,500 alerts, 230 acts, on average less than 1 h 30.
/// </summary>
/// <param name="Alerts">Alerts acknowledged in the period.</param>
/// <param name="Acts">Those of them that led to an act, whenever it was.</param>
/// <param name="Timed">Acts whose two times are known and stand in order: what mean and median are taken over.</param>
/// <param name="Mean">Null when nothing is timed.</param>
/// <param name="Median">Null when nothing is timed; between two middle ones, their mean.</param>
public sealed record StrokeFigures(int Alerts, int Acts, int Timed, TimeSpan? Mean, TimeSpan? Median)
{
    /// <summary>The figures of the alerts acknowledged from the first instant on and before the second.</summary>
    public static StrokeFigures Of(IEnumerable<AlertFacts> alerts, DateTimeOffset from, DateTimeOffset until)
    {
        var counted = alerts.Where(alert => alert.AlertedAt >= from && alert.AlertedAt < until).ToList();
        var times = counted.Where(alert => alert.ActAt >= alert.ArrivedAt).Select(alert => (alert.ActAt - alert.ArrivedAt)!.Value).Order().ToList();
        return new(counted.Count, counted.Count(alert => alert.ActAt is not null), times.Count, Average(times), Middle(times));
    }

    // In decimals: the mean does not depend on the order of the alerts.
    static TimeSpan? Average(List<TimeSpan> times) => times.Count == 0 ? null : TimeSpan.FromTicks((long)times.Average(time => (decimal)time.Ticks));

    static TimeSpan? Middle(List<TimeSpan> times) => times.Count == 0 ? null : (times[(times.Count - 1) / 2] + times[times.Count / 2]) / 2;
}
