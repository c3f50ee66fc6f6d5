namespace Telemed.Territory.AtHome;

/// <summary>What became of an alarm, as the model knows it and the cell answers it.</summary>
enum AlarmWas
{
    True,
    False,

    /// <summary>Nobody came to the telephone, or nothing was measured.</summary>
    Unknown,
}

/// <summary>The patients at home while the simulation ran: what was sent, what was alarmed, how it was answered.</summary>
sealed class HomeTally
{
    readonly Lock gate = new();
    readonly Dictionary<string, string> alarms = [];
    readonly List<(AlarmWas Was, TimeSpan? After)> answers = [];
    readonly HashSet<string> ill = [], illAndAlarmed = [];
    int measurements, late, twice, batches, visits, calls, notReached;

    public (int Sent, int Late, int Twice, int Batches, int Visits) Measurements => Read(() => (measurements, late, twice, batches, visits));

    public (int Made, int NotReached) Calls => Read(() => (calls, notReached));

    public int Answered => Read(() => answers.Count);

    /// <summary>Simulated time from alarm to answer; null when there was none.</summary>
    public TimeSpan? MedianToAnswer => Read(() => answers.Select(one => one.After).OfType<TimeSpan>().Order().ToList() is { Count: > 0 } times ? times[times.Count / 2] : (TimeSpan?)null);

    /// <summary>Patients who decompensated meanwhile, as the model knows, and those of them who had an alarm in it.</summary>
    public (int All, int Alarmed) Decompensations => Read(() => (ill.Count, illAndAlarmed.Count));

    public int Of(string level) => Read(() => alarms.Values.Count(one => one == level));

    public int Of(AlarmWas was) => Read(() => answers.Count(one => one.Was == was));

    public void Sent(int count) => Write(() => measurements += count);

    public void Late() => Write(() => late++);

    public void Twice() => Write(() => twice++);

    public void Batch() => Write(() => batches++);

    public void Visited() => Write(() => visits++);

    public void Ill(string decompensation) => Write(() => ill.Add(decompensation));

    /// <param name="decompensation">The one it falls into, as the model knows; null for none.</param>
    public void Alarmed(string task, string level, string? decompensation) => Write(() =>
    {
        alarms[task] = level;
        if (decompensation is null) return;
        ill.Add(decompensation);
        illAndAlarmed.Add(decompensation);
    });

    public void Called(bool reached) => Write(() =>
    {
        calls++;
        if (!reached) notReached++;
    });

    /// <param name="after">Simulated time since the alarm; null for one from before the simulation.</param>
    public void Answer(AlarmWas was, TimeSpan? after) => Write(() => answers.Add((was, after)));

    T Read<T>(Func<T> read)
    {
        lock (gate) return read();
    }

    void Write(Action write)
    {
        lock (gate) write();
    }
}
