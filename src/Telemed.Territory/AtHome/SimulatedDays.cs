namespace Telemed.Territory.AtHome;

/// <summary>
/// Which day it is for the patients at home: simulated days pass at the pace of the simulation, the first begins at five in the morning. The
/// hub's clock is left alone, so that at sixty times the speed a day there is two months here: what is measured is dated by the hub's time.
/// </summary>
sealed class SimulatedDays(TimeProvider machine, double speed)
{
    /// <summary>Hour at which a day begins.</summary>
    public const double Begins = 5;

    readonly long began = machine.GetTimestamp();

    public TimeSpan Passed => machine.GetElapsedTime(began) * speed;

    /// <summary>How many mornings have begun, from 0.</summary>
    public int Morning => (int)Passed.TotalDays;

    /// <summary>Simulated time until an hour of a morning; zero when it is over.</summary>
    public TimeSpan Until(int morning, double hour) => TimeSpan.FromDays(morning) + TimeSpan.FromHours(hour - Begins) - Passed is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>The day of a patient's life on a morning: the one after the history, and their days anew once they are all lived.</summary>
    public static int DayOf(WatchedAtHome one, int morning) => (one.Today + 1 + morning) % one.Simulated.Days;

    /// <summary>The decompensation somebody is in, as the model knows; null for none.</summary>
    public string? Decompensation(WatchedAtHome one)
    {
        var (lived, day) = Math.DivRem(one.Today + 1 + Morning, one.Simulated.Days);
        return one.Simulated.Decompensations.FirstOrDefault(each => each.Days.Contains(day)) is { } each ? $"{one.Patient.Id}/{lived}/{each.Days.From}" : null;
    }
}
