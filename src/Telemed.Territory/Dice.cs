namespace Telemed.Territory;

/// <summary>Chance that can be repeated: everything drawn follows from the name.</summary>
sealed class Dice(string name)
{
    readonly Random random = new(StableId.Number(name));

    public bool Chance(double probability) => random.NextDouble() < probability;

    public int Between(int least, int most) => random.Next(least, most + 1);

    public double Between(double least, double most) => least + (most - least) * random.NextDouble();

    public T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    public T Pick<T>(IReadOnlyList<T> items, Func<T, double> weight)
    {
        var left = random.NextDouble() * items.Sum(weight);
        foreach (var item in items)
            if ((left -= weight(item)) < 0) return item;
        return items[^1];
    }

    /// <summary>Some of the items, in their order; each with the same probability.</summary>
    public IReadOnlyList<T> Some<T>(IReadOnlyList<T> items, double probability) => [.. items.Where(_ => Chance(probability))];

    /// <summary>A time around a median: half is shorter, and a few are much longer (log-normal).</summary>
    public TimeSpan Around(TimeSpan median, double spread = 0.7) => median * Math.Exp(spread * Normal());

    /// <summary>The time to the next event of a Poisson process.</summary>
    public TimeSpan UntilNext(TimeSpan mean) => mean * -Math.Log(1 - random.NextDouble());

    /// <summary>Standard normal.</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
