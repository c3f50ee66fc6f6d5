using Telemed.Core.Monitoring;
using static Telemed.Core.Tests.Monitoring.HeartFailure;

namespace Telemed.Core.Tests.Monitoring;

public sealed class SeriesTests
{
    [Fact]
    public void The_same_value_of_the_same_instant_is_one_measurement_whatever_resource_and_time_zone_it_came_in()
    {
        var first = Of(Measure.Weight, 0, 70);
        var series = Series.Of([first with { Source = "Observation/z", At = first.At.ToUniversalTime() }, first with { Source = "Observation/a" }]);
        Assert.Equal("Observation/a", Assert.Single(series.Window(Measure.Weight, Start, Day(1))).Source);
    }

    [Fact]
    public void A_window_begins_after_its_first_instant_and_ends_with_its_last()
    {
        var series = Weights(70, 71, 72, 73);
        Assert.Equal([71, 72], series.Window(Measure.Weight, Day(0), Day(2)).Select(one => one.Value));
        Assert.Equal([], series.Window(Measure.Weight, Day(2), Day(0)).ToArray());
        Assert.Equal([], series.Window(Measure.HeartRate, Day(0), Day(9)).ToArray());
        Assert.Equal((null, 70.0, 73.0), (series.Latest(Measure.Weight, Start)?.Value, series.Latest(Measure.Weight, Day(0))?.Value, series.Latest(Measure.Weight, Day(30))?.Value));
        Assert.Equal((Day(1), (DateTimeOffset?)null), (series.NextAfter(Day(0)), series.NextAfter(Day(3))));
    }
}
