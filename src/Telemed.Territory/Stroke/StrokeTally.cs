namespace Telemed.Territory.Stroke;

/// <summary>
/// What became of the simulated alerts, beside the figures the network was founded on: 1,500 alerts, 230 acts of téléassistance to
/// thrombolysis, on average less than 1 h 30 after the arrival (domain 1.1, F05). They are taken for a year's.
/// </summary>
sealed class StrokeTally
{
    public const int FoundingAlerts = 1500, FoundingActs = 230;

    public static readonly TimeSpan FoundingMean = TimeSpan.FromMinutes(90);

    readonly Lock gate = new();
    readonly List<double> toAccept = [], toAct = [];
    int alerts, declined;

    public int Alerts => Read(() => alerts);

    public int Declined => Read(() => declined);

    public int Accepted => Read(() => toAccept.Count);

    public int Acts => Read(() => toAct.Count);

    /// <summary>Simulated time from alert to acceptance; null when there was none.</summary>
    public TimeSpan? MedianToAccept => Read(() => Middle(toAccept));

    /// <summary>Simulated time from arrival to act; null when there was none.</summary>
    public TimeSpan? MeanToAct => Read(() => toAct.Count == 0 ? (TimeSpan?)null : TimeSpan.FromMinutes(toAct.Average()));

    public TimeSpan? MedianToAct => Read(() => Middle(toAct));

    public void Sent() => Write(() => alerts++);

    public void Refused() => Write(() => declined++);

    public void Taken(TimeSpan after) => Write(() => toAccept.Add(after.TotalMinutes));

    public void Treated(TimeSpan afterArrival) => Write(() => toAct.Add(afterArrival.TotalMinutes));

    static TimeSpan? Middle(List<double> minutes) => minutes.Count == 0 ? null : TimeSpan.FromMinutes(minutes.Order().ElementAt(minutes.Count / 2));

    T Read<T>(Func<T> read)
    {
        lock (gate) return read();
    }

    void Write(Action write)
    {
        lock (gate) write();
    }
}
