namespace Telemed.Territory.HeartFailure;

/// <summary>What becomes of a simulated patient.</summary>
enum Course
{
    /// <summary>Never decompensates.</summary>
    Stable,

    /// <summary>Takes on water for ten days to three weeks, once or twice.</summary>
    SlowDecompensation,

    /// <summary>Decompensates within one to three days.</summary>
    Acute,

    /// <summary>Forgets every other morning, is silent for days, and may decompensate meanwhile.</summary>
    NonAdherent,

    /// <summary>Is stable on a scale that jumps, drifts, and goes offline.</summary>
    FaultyScale,
}

/// <summary>Days from one to another, both included, counted from the first day of monitoring.</summary>
sealed record Stretch(int From, int To)
{
    public int Days => To - From + 1;

    public bool Contains(int day) => day >= From && day <= To;
}

/// <summary>A decompensation.</summary>
/// <param name="Days">From the first change to the day of admission.</param>
/// <param name="Gain">Weight taken on by then, in kg; little in some, as in TEN-HMS, where it was 0.9 kg on average.</param>
/// <param name="Pulse">Rise of the heart rate by then, a minute.</param>
/// <param name="Pressure">Fall of the systolic pressure by then, in mmHg.</param>
/// <param name="Oxygen">Fall of the saturation by then, in %.</param>
/// <param name="Stay">In hospital, from the day after the admission on.</param>
sealed record Decompensation(Stretch Days, double Gain, double Pulse, double Pressure, double Oxygen, Stretch Stay)
{
    /// <summary>How far it has come on a day, 0 to 1.</summary>
    public double Severity(int day) => Days.Contains(day) ? Math.Pow((day - Days.From + 1.0) / Days.Days, Days.Days > 5 ? 1.5 : 1) : 0;
}

/// <summary>One value as a device, a nurse or a lab would send it.</summary>
/// <param name="Measure">Code of the hub's monitoring-measure.</param>
/// <param name="Value">In the unit of the measure.</param>
/// <param name="Day">Of monitoring, from 0.</param>
/// <param name="Hour">On the clock at home.</param>
sealed record Reading(string Measure, double Value, int Day, double Hour);

/// <summary>A patient made up by chance, with everything that was sent and what was true all along.</summary>
/// <param name="Name">Decides all the rest.</param>
/// <param name="Course">What becomes of them.</param>
/// <param name="DryWeight">In kg: the reference weight at the start.</param>
/// <param name="Days">How long they are watched.</param>
/// <param name="Decompensations">In order; none overlaps another.</param>
/// <param name="Offline">When the scale was offline.</param>
/// <param name="Readings">Everything that was sent.</param>
sealed record SimulatedPatient(
    string Name, Course Course, double DryWeight, int Days, IReadOnlyList<Decompensation> Decompensations, IReadOnlyList<Stretch> Offline, IReadOnlyList<Reading> Readings)
{
    /// <summary>Whether they are in hospital in the morning of a day.</summary>
    public bool InHospital(int day) => Decompensations.Any(one => one.Stay.Contains(day));

    /// <summary>Mornings in a row at home without a weight, from the one after the start on: those with the scale offline, or the others.</summary>
    public IReadOnlyList<Stretch> Silences(bool offline)
    {
        var weighed = Readings.Where(reading => reading.Measure == "weight").Select(reading => reading.Day).ToHashSet();
        var silences = new List<Stretch>();
        for (var day = 1; day < Days; day++)
        {
            if (weighed.Contains(day) || InHospital(day) || Offline.Any(one => one.Contains(day)) != offline) continue;
            if (silences.Count > 0 && silences[^1].To == day - 1) silences[^1] = silences[^1] with { To = day };
            else silences.Add(new(day, day));
        }
        return silences;
    }
}
