using FsCheck.Xunit;
using Telemed.Core.Stroke;

namespace Telemed.Core.Tests.Stroke;

[Properties(Arbitrary = [typeof(AnyStroke)])]
public sealed class StrokeFiguresTests
{
    static readonly DateTimeOffset Start = AnyStroke.Start;

    [Fact]
    public void The_founding_figures_are_reproduced()
    {
        // 1,500 alerts, 230 acts, one after 70 minutes for each after 100: 85 on average, below 1 h 30.
        var alerts = Enumerable.Range(0, 1500).Select(i => new AlertFacts(Start.AddHours(i * 5), Start.AddHours(i * 5), i < 230 ? Start.AddHours(i * 5).AddMinutes(i % 2 == 0 ? 70 : 100) : null));
        Assert.Equal(new(1500, 230, 230, TimeSpan.FromMinutes(85), TimeSpan.FromMinutes(85)), StrokeFigures.Of(alerts, Start, Start.AddYears(1)));
    }

    [Fact]
    public void A_period_counts_the_alerts_acknowledged_in_it_its_first_instant_included_and_its_last_not()
    {
        AlertFacts[] alerts = [new(Start, Start, null), new(Start.AddDays(1), null, Start.AddDays(1)), new(Start.AddDays(2), null, null)];
        Assert.Equal(new(2, 1, 0, null, null), StrokeFigures.Of(alerts, Start, Start.AddDays(2)));
        Assert.Equal(new(0, 0, 0, null, null), StrokeFigures.Of(alerts, Start.AddDays(3), Start.AddDays(9)));
    }

    [Fact]
    public void An_act_stamped_before_the_arrival_counts_as_an_act_and_not_in_the_times() =>
        Assert.Equal(new(1, 1, 0, null, null), StrokeFigures.Of([new(Start, Start.AddMinutes(5), Start)], Start, Start.AddDays(1)));

    [Property]
    public void Neither_the_order_of_the_alerts_nor_how_a_year_is_cut_changes_the_counts(AlertFacts[] alerts, ushort cut)
    {
        var end = Start.AddMinutes(500_001);
        var whole = StrokeFigures.Of(alerts, Start, end);
        Assert.Equal(whole, StrokeFigures.Of(Enumerable.Reverse(alerts), Start, end));
        var (first, second) = (StrokeFigures.Of(alerts, Start, Start.AddMinutes(cut * 8)), StrokeFigures.Of(alerts, Start.AddMinutes(cut * 8), end));
        Assert.Equal((whole.Alerts, whole.Acts, whole.Timed), (first.Alerts + second.Alerts, first.Acts + second.Acts, first.Timed + second.Timed));
    }

    [Property]
    public void Mean_and_median_lie_between_the_shortest_and_the_longest(AlertFacts[] alerts)
    {
        var figures = StrokeFigures.Of(alerts, Start, Start.AddYears(2));
        var times = alerts.Where(alert => alert.ActAt >= alert.ArrivedAt).Select(alert => alert.ActAt!.Value - alert.ArrivedAt!.Value).ToList();
        Assert.Equal(times.Count, figures.Timed);
        if (times.Count == 0) return;
        Assert.InRange(figures.Mean!.Value, times.Min(), times.Max());
        Assert.InRange(figures.Median!.Value, times.Min(), times.Max());
        Assert.True(times.Count(time => time <= figures.Median) * 2 >= times.Count && times.Count(time => time >= figures.Median) * 2 >= times.Count);
    }
}
