namespace Telemed.Territory.HeartFailure;

/// <summary>What one patient's numbers are around, and how they move from day to day.</summary>
sealed class Body(Dice dice, double dryWeight)
{
    // Seven-day averages of single patients moved by more than 2 kg in three quarters of HeartPhone's patients: the slow part is the larger.
    const double SlowShare = 0.93;

    readonly double morningNoise = dice.Between(0.25, 0.55), slowNoise = dice.Between(0.15, 0.35);
    readonly double pulse = dice.Between(58, 84.0), systolic = dice.Between(100, 135.0), oxygen = dice.Between(94, 98.0);
    readonly double creatinine = dice.Between(80, 180.0), potassium = dice.Between(4.0, 4.9), ntProBnp = dice.Between(600, 4000.0);
    double slow;

    public void Wander() => slow = SlowShare * slow + slowNoise * dice.Normal();

    public double Weight(double more) => Math.Round(dryWeight + slow + more + morningNoise * dice.Normal(), 1);

    public IEnumerable<Reading> Vitals(Decompensation? illness, double severity, bool cold, int day, double hour)
    {
        yield return new("heart-rate", Math.Round(pulse + severity * (illness?.Pulse ?? 0) + (cold ? 8 : 0) + 4 * dice.Normal()), day, hour);
        yield return new("systolic", Math.Round(systolic - severity * (illness?.Pressure ?? 0) + 8 * dice.Normal()), day, hour);
        yield return new("oxygen-saturation", Math.Min(100, Math.Round(oxygen - severity * (illness?.Oxygen ?? 0) + dice.Normal())), day, hour);
    }

    public IEnumerable<Reading> Lab(double severity, int day)
    {
        yield return new("potassium", Math.Round(potassium + 0.3 * dice.Normal(), 1), day, 9);
        yield return new("creatinine", Math.Round(creatinine * (1 + 0.3 * severity + 0.08 * dice.Normal())), day, 9);
        yield return new("nt-probnp", Math.Round(ntProBnp * (1 + 1.5 * severity) * Math.Exp(0.15 * dice.Normal())), day, 9);
    }
}
