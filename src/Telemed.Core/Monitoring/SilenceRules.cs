using Telemed.Core.Calendars;

namespace Telemed.Core.Monitoring;

/// <summary>The rules about a weight that does not come: the only ones that fire on nothing.</summary>
static class SilenceRules
{
    static readonly IReadOnlyList<Measure> Others = [Measure.HeartRate, Measure.Systolic, Measure.OxygenSaturation];

    public static Conclusion? NoData(Watch watch) => Silent(watch, offline: false);

    public static Conclusion? ScaleOffline(Watch watch) => Silent(watch, offline: true);

    /// <summary>From when the silence is an alarm: so many mornings after the last weight, at the hour.</summary>
    public static DateTimeOffset Due(Watch watch)
    {
        var day = Words.Day(Since(watch), watch.Zone).AddDays((int)watch.Rule["days"]);
        return WallClock.Reaches(watch.Zone, day.ToDateTime(TimeOnly.MinValue) + TimeSpan.FromDays(watch.Rule["hour"]));
    }

    static Conclusion? Silent(Watch watch, bool offline)
    {
        if (watch.Now < Due(watch)) return null;
        var since = Since(watch);
        var status = watch.Series.Latest(Measure.ScaleStatus, watch.Now);
        var isOffline = status is { Value: 0 } && status.At >= since;
        if (isOffline != offline) return null;
        var weight = watch.Series.Latest(Measure.Weight, watch.Now);
        var other = Others.Select(measure => watch.Series.Latest(measure, watch.Now)).OfType<Measurement>().Where(one => one.At > since).MaxBy(one => one.At);
        var what = (offline, other) switch
        {
            (true, _) => new Wording(" ; la balance se dit hors ligne", "; the scale says it is offline"),
            (_, null) => new(", aucune autre mesure non plus", ", nor any other measurement"),
            _ => new(" ; d’autres mesures sont arrivées depuis", "; other measurements have arrived since"),
        };
        return new(
            watch.Rule["days"],
            [.. new[] { weight, status is { } said && isOffline ? said : null, other }.OfType<Measurement>().OrderBy(one => one.At)],
            [new(new("Jours sans poids", "Days without a weight"), watch.Rule["days"], "d")],
            new($"Aucun poids reçu depuis le {Words.FrenchDay(since, watch.Zone)}{what.French}.", $"No weight received since {Words.EnglishDay(since, watch.Zone)}{what.English}."));
    }

    static DateTimeOffset Since(Watch watch)
    {
        var silentFrom = watch.Plan.SilentFrom(watch.Now);
        return watch.Series.Latest(Measure.Weight, watch.Now) is { } weight
            ? weight.At > silentFrom ? weight.At : silentFrom
            : watch.Plan.Recorded > silentFrom ? watch.Plan.Recorded.Value : silentFrom;
    }
}
