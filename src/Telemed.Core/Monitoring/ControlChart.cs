namespace Telemed.Core.Monitoring;

/// <summary>
/// An exponentially weighted moving average held against control limits: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.4
/// (https://www.itl.nist.gov/div898/handbook/pmc/section3/pmc324.htm), with the exact limits of a chart that has just begun.
/// </summary>
/// <param name="Ewma">The average after the last value.</param>
/// <param name="Sigma">Standard deviation of that average while nothing has changed; positive.</param>
/// <param name="Mean">What it is held against.</param>
public readonly record struct ControlChart(double Ewma, double Sigma, double Mean)
{
    /// <summary>How many standard deviations the average is away; negative below the mean.</summary>
    public double Distance => (Ewma - Mean) / Sigma;

    /// <summary>The chart after some values.</summary>
    /// <param name="values">In the order of time.</param>
    /// <param name="mean">Where the average begins.</param>
    /// <param name="deviation">Standard deviation of a single value; positive.</param>
    /// <param name="lambda">Weight of the newest value, above 0 and at most 1.</param>
    public static ControlChart Of(IReadOnlyCollection<double> values, double mean, double deviation, double lambda)
    {
        var ewma = values.Aggregate(mean, (average, value) => lambda * value + (1 - lambda) * average);
        var grown = 1 - Math.Pow(1 - lambda, 2 * Math.Max(1, values.Count));
        return new(ewma, deviation * Math.Sqrt(lambda / (2 - lambda) * grown), mean);
    }

    /// <summary>Mean and sample standard deviation; the latter 0 for fewer than two values.</summary>
    public static (double Mean, double Deviation) Spread(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0) return (0, 0);
        var mean = values.Average();
        return (mean, values.Count < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)));
    }
}
