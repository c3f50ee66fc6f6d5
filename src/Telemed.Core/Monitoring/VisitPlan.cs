namespace Telemed.Core.Monitoring;

/// <summary>In what the period of planned visits is counted.</summary>
public enum VisitUnit
{
    /// <summary>Days: UCUM <c>d</c>.</summary>
    Day,

    /// <summary>Weeks: UCUM <c>wk</c>.</summary>
    Week,

    /// <summary>Months: UCUM <c>mo</c>; one a month falls on the same day of the next, several on so many thirtieths.</summary>
    Month,
}

/// <summary>How often a nurse comes to see a patient: so many times in a period, or on weekdays. Dated, like everything in a plan.</summary>
/// <param name="Times">Visits in a period, from 1; not looked at where weekdays are named.</param>
/// <param name="Period">How long the period is, from 1, in <paramref name="Unit"/>.</param>
/// <param name="Unit">Weeks where weekdays are named.</param>
/// <param name="Weekdays">The days of a visit; empty where any day will do.</param>
/// <param name="From">Holds from then on.</param>
/// <param name="Until">Holds before then; null until another plan of visits, or the end.</param>
public sealed record VisitPlan(int Times, int Period, VisitUnit Unit, IReadOnlyList<DayOfWeek> Weekdays, DateTimeOffset From, DateTimeOffset? Until = null)
{
    /// <summary>When the visit after another is due, or the first; nothing paused.</summary>
    /// <param name="last">Day of the last visit, whatever plan it was of; null before the first.</param>
    /// <param name="from">The day from which this plan holds.</param>
    internal VisitWindow After(DateOnly? last, DateOnly from)
    {
        if (Weekdays.Count > 0) return new(Weekday(last >= from ? last.Value.AddDays(1) : from, from));
        if (last is null) return new(from, Ahead(from).Due);
        return Ahead(last.Value) is var ahead && ahead.Due >= from ? ahead : new(from);
    }

    /// <summary>The first planned weekday from a day on, in the weeks that count from the plan's own.</summary>
    internal DateOnly Weekday(DateOnly day, DateOnly from)
    {
        while (!Weekdays.Contains(day.DayOfWeek) || (Monday(day).DayNumber - Monday(from).DayNumber) / 7 % Period != 0) day = day.AddDays(1);
        return day;
    }

    // Twice a week is every third or fourth day: too early before the third, due by the fourth.
    VisitWindow Ahead(DateOnly day)
    {
        if (Unit == VisitUnit.Month && Times == 1) return new(day.AddMonths(Period));
        var days = Math.Max(1, (double)Period * Unit switch { VisitUnit.Day => 1, VisitUnit.Week => 7, _ => 30 } / Times);
        return new(day.AddDays((int)Math.Floor(days)), day.AddDays((int)Math.Ceiling(days)));
    }

    static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}

/// <summary>The days on which a planned visit is due: civil days where the patient lives.</summary>
/// <param name="NotBefore">Earlier is too early.</param>
/// <param name="Due">Later is overdue.</param>
public readonly record struct VisitWindow(DateOnly NotBefore, DateOnly Due)
{
    /// <summary>One day alone.</summary>
    public VisitWindow(DateOnly day)
        : this(day, day)
    {
    }

    /// <summary>Where it stands on a day.</summary>
    public VisitState State(DateOnly today) => today < NotBefore ? VisitState.NotYet : today <= Due ? VisitState.Due : VisitState.Overdue;
}

/// <summary>Where a planned visit stands.</summary>
public enum VisitState
{
    /// <summary>It is too early.</summary>
    NotYet,

    /// <summary>Today is one of its days.</summary>
    Due,

    /// <summary>Its days have passed.</summary>
    Overdue,
}

/// <summary>A visit that was planned.</summary>
/// <param name="Due">The last day on which it was in time.</param>
/// <param name="Visited">The day of the visit that was made for it, in time or late; null for none.</param>
public readonly record struct ExpectedVisit(DateOnly Due, DateOnly? Visited);
