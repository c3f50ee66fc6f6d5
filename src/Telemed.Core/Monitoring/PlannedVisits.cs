namespace Telemed.Core.Monitoring;

/// <summary>
/// When visits of a nurse are due, and which of those that were planned were made. Pure arithmetic over civil days where the patient lives;
/// nobody is visited in a pause.
/// </summary>
public static class PlannedVisits
{
    /// <summary>The visit that comes next, or is overdue; null when none is planned, while a pause lasts without an end, or past the end.</summary>
    /// <param name="plan">Says what is planned, the pauses and the zone.</param>
    /// <param name="last">The last visit; null before the first.</param>
    /// <param name="now">Says which plan of visits holds.</param>
    public static VisitWindow? Next(MonitoringPlan plan, DateTimeOffset? last, DateTimeOffset now)
    {
        var plans = plan.Visits.OrderBy(one => one.From).ToList();
        foreach (var one in plans.Skip(Math.Max(0, plans.FindLastIndex(one => one.From <= now))))
        {
            if (one.Until <= now) continue;
            if (Moved(plan, one, one.After(Day(plan, last), Words.Day(one.From, plan.Zone))) is not { } window) return null;
            if (!(window.Due >= Day(plan, one.Until))) return window.Due >= Day(plan, plan.End) ? null : window;
        }
        return null;
    }

    /// <summary>Every visit that was due before a day, with the one that was made for it: before the next one was due.</summary>
    /// <param name="plan">Says what was planned, the pauses and the zone.</param>
    /// <param name="visits">Every visit since the start, in any order.</param>
    /// <param name="before">A civil day where the patient lives.</param>
    public static IReadOnlyList<ExpectedVisit> Expected(MonitoringPlan plan, IEnumerable<DateTimeOffset> visits, DateOnly before)
    {
        var made = visits.Select(at => Words.Day(at, plan.Zone)).Distinct().Order().ToList();
        return [.. plan.Visits.OrderBy(one => one.From).SelectMany(one => Expected(plan, one, made, before))];
    }

    /// <summary>The days from one to another, both included, on which a pause lasted from midnight to midnight.</summary>
    public static int PausedDays(MonitoringPlan plan, DateOnly first, DateOnly last)
    {
        var paused = 0;
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            var (begins, ends) = (Midnight(plan, day), Midnight(plan, day.AddDays(1)));
            if (plan.Pauses.Any(pause => pause.From <= begins && !(pause.Until < ends))) paused++;
        }
        return paused;
    }

    static IEnumerable<ExpectedVisit> Expected(MonitoringPlan plan, VisitPlan one, List<DateOnly> made, DateOnly before)
    {
        var from = Words.Day(one.From, plan.Zone);
        var stop = new[] { before, Day(plan, one.Until) ?? before, Day(plan, plan.End) ?? before }.Min();
        var last = made.Exists(day => day < from) ? made.FindLast(day => day < from) : (DateOnly?)null;
        while (Moved(plan, one, one.After(last, from)) is { } window && window.Due < stop)
        {
            var (earliest, next) = (one.Weekdays.Count > 0 ? window.Due : last >= from ? last.Value.AddDays(1) : from, one.After(window.Due, from).Due);
            var visited = made.Exists(day => day >= earliest && day < next) ? made.Find(day => day >= earliest) : (DateOnly?)null;
            yield return new(window.Due, visited);
            last = visited ?? window.Due;
        }
    }

    // What falls into a pause is due when it ends, or on the weekday after; both days move by themselves.
    static VisitWindow? Moved(MonitoringPlan plan, VisitPlan one, VisitWindow window)
    {
        foreach (var pause in plan.Pauses.OrderBy(pause => pause.From))
        {
            var (from, until) = (Words.Day(pause.From, plan.Zone), Day(plan, pause.Until));
            if (window.Due >= from && until is null) return null;
            DateOnly After(DateOnly day) => day >= from && day < until ? one.Weekdays.Count > 0 ? one.Weekday(until.Value, Words.Day(one.From, plan.Zone)) : until.Value : day;
            window = new(After(window.NotBefore), After(window.Due));
        }
        return window;
    }

    static DateOnly? Day(MonitoringPlan plan, DateTimeOffset? at) => at is { } instant ? Words.Day(instant, plan.Zone) : null;

    static DateTimeOffset Midnight(MonitoringPlan plan, DateOnly day) => Calendars.WallClock.Reaches(plan.Zone, day.ToDateTime(TimeOnly.MinValue));
}
