namespace Telemed.Territory.Simulate;

/// <summary>What happened while the simulation ran, as the hub told it: its own people's acts and everybody else's.</summary>
sealed class Tally(double speed)
{
    const int Kept = 8;

    readonly Lock gate = new();
    readonly HashSet<Guid> known = [];
    readonly HashSet<string> alarms = [];
    readonly List<(Happening Told, TimeSpan? After)> requests = [];
    readonly Dictionary<string, DateTimeOffset> submitted = [];
    readonly Queue<(Happening Told, TimeSpan? After)> recent = new();

    /// <summary>Counts an event once, however many inboxes it reached.</summary>
    /// <returns>False when it was known.</returns>
    public bool Observe(Happening told)
    {
        lock (gate)
        {
            if (!known.Add(told.Id)) return false;
            if (told.Kind == "submit") submitted[told.Task] = told.At;
            TimeSpan? after = told.Kind is "accept" or "answer" && submitted.TryGetValue(told.Task, out var since) ? (told.At - since) * speed : null;
            // Alerts have figures of their own: minutes and hours in one median would say nothing of either.
            if (told.Priority != "stat") requests.Add((told, after));
            recent.Enqueue((told, after));
            if (recent.Count > Kept) recent.Dequeue();
            return true;
        }
    }

    /// <summary>A Task is the alarm of a patient at home, and no request of this table, whoever heard of it first.</summary>
    public void IsAlarm(string task)
    {
        lock (gate) alarms.Add(task);
    }

    readonly HashSet<string> lost = [];
    long caughtUp, missed, late;

    /// <summary>Somebody lost the network, came back and caught up with so many events.</summary>
    public void Lost(string account, long events)
    {
        lock (gate)
        {
            lost.Add(account);
            caughtUp += events;
        }
    }

    public void Missed(long events)
    {
        lock (gate) missed += events;
    }

    /// <summary>People who lost their network, events they caught up with, and events that never came to anybody.</summary>
    public (int People, long CaughtUp, long Missed) Networks
    {
        get
        {
            lock (gate) return (lost.Count, caughtUp, missed);
        }
    }

    public void Refused()
    {
        lock (gate) late++;
    }

    public const string Late = "late";

    public long Count(string kind)
    {
        lock (gate) return kind == Late ? late : requests.Count(one => one.Told.Kind == kind && !alarms.Contains(one.Told.Task));
    }

    public IReadOnlyList<(Happening Told, TimeSpan? After)> Recent
    {
        get
        {
            lock (gate) return [.. recent];
        }
    }

    /// <summary>Simulated time from submission; null when there was none.</summary>
    public TimeSpan? ToAccept(double quantile) => Quantile("accept", quantile);

    public TimeSpan? ToAnswer(double quantile) => Quantile("answer", quantile);

    TimeSpan? Quantile(string kind, double quantile)
    {
        lock (gate)
        {
            var sorted = requests.Where(one => one.Told.Kind == kind && !alarms.Contains(one.Told.Task)).Select(one => one.After).OfType<TimeSpan>().Order().ToList();
            return sorted.Count == 0 ? null : sorted[(int)Math.Round(quantile * (sorted.Count - 1))];
        }
    }
}
