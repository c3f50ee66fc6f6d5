using Hl7.Fhir.Model;
using Telemed.Core.Monitoring;
using static Hl7.Fhir.Model.OperationOutcome;
using Issues = System.Collections.Generic.List<(Hl7.Fhir.Model.OperationOutcome.IssueType Code, string Why, string? Expression)>;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>
/// The visits of a nurse that a CarePlan plans: an activity with the code <c>nurse-visit</c> and a repeated timing, as often in a period or on
/// weekdays. http://hl7.org/fhir/R4/datatypes.html#Timing
/// </summary>
static class VisitPlanReader
{
    static readonly Dictionary<DaysOfWeek, DayOfWeek> Weekdays = new Dictionary<DaysOfWeek, DayOfWeek>
    {
        [DaysOfWeek.Mon] = DayOfWeek.Monday, [DaysOfWeek.Tue] = DayOfWeek.Tuesday, [DaysOfWeek.Wed] = DayOfWeek.Wednesday, [DaysOfWeek.Thu] = DayOfWeek.Thursday,
        [DaysOfWeek.Fri] = DayOfWeek.Friday, [DaysOfWeek.Sat] = DayOfWeek.Saturday, [DaysOfWeek.Sun] = DayOfWeek.Sunday,
    };

    /// <summary>The activities that plan visits, and where they stand.</summary>
    public static IEnumerable<(CarePlan.ActivityComponent Activity, string At)> Activities(CarePlan plan) =>
        plan.Activity.Select((activity, i) => (activity, $"CarePlan.activity[{i}]")).Where(each =>
            each.activity.Detail is { Status: not CarePlan.CarePlanActivityStatus.EnteredInError, Code: { } code }
            && code.Coding.Exists(coding => coding is { System: MonitoringTerms.System, Code: MonitoringTerms.NurseVisit }));

    /// <param name="start">From when visits are planned that say no start of their own.</param>
    public static IReadOnlyList<VisitPlan> Read(CarePlan plan, DateTimeOffset? start, Issues issues) =>
        [.. Activities(plan).Select(each => Read(each.Activity.Detail!, each.At, start, issues)).OfType<VisitPlan>()];

    /// <summary>The time in which an activity holds; a new one where it says none.</summary>
    public static Period Bounds(CarePlan.ActivityComponent activity)
    {
        var repeat = ((Timing)activity.Detail!.Scheduled!).Repeat!;
        if (repeat.Bounds is Period bounds) return bounds;
        var made = new Period();
        repeat.Bounds = made;
        return made;
    }

    /// <summary>The activity of planned visits.</summary>
    /// <param name="weekdays">Empty for any day.</param>
    public static CarePlan.ActivityComponent Activity(int times, int period, VisitUnit unit, IReadOnlyList<DayOfWeek> weekdays, FhirDateTime from) => new()
    {
        Detail = new()
        {
            Kind = CarePlan.CarePlanActivityKind.ServiceRequest,
            Code = new CodeableConcept(MonitoringTerms.System, MonitoringTerms.NurseVisit, "Visite infirmière à domicile", null),
            Status = CarePlan.CarePlanActivityStatus.Scheduled,
            Scheduled = new Timing
            {
                Repeat = new()
                {
                    Bounds = new Period { StartElement = from },
                    Frequency = weekdays.Count > 0 ? weekdays.Count : times,
                    Period = period,
                    PeriodUnit = unit switch { VisitUnit.Day => Timing.UnitsOfTime.D, VisitUnit.Week => Timing.UnitsOfTime.Wk, _ => Timing.UnitsOfTime.Mo },
                    DayOfWeek = [.. weekdays.Select(day => (DaysOfWeek?)Weekdays.Single(known => known.Value == day).Key)],
                },
            },
        },
    };

    static VisitPlan? Read(CarePlan.DetailComponent detail, string at, DateTimeOffset? start, Issues issues)
    {
        var place = $"{at}.detail.scheduledTiming.repeat";
        if (detail.Scheduled is not Timing { Repeat: { } repeat } || repeat.Bounds is not (null or Period))
        {
            issues.Add((IssueType.Required, "Planned visits say how often: a scheduledTiming with repeat, and a boundsPeriod or none.", place));
            return null;
        }
        var days = repeat.DayOfWeek.OfType<DaysOfWeek>().Select(day => Weekdays[day]).Distinct().ToList();
        var unit = repeat.PeriodUnit switch { Timing.UnitsOfTime.D => VisitUnit.Day, Timing.UnitsOfTime.Wk => VisitUnit.Week, Timing.UnitsOfTime.Mo => VisitUnit.Month, null when days.Count > 0 => VisitUnit.Week, _ => (VisitUnit?)null };
        var period = repeat.Period ?? (days.Count > 0 ? 1 : 0);
        var bounds = repeat.Bounds as Period;
        if (unit is null || period is < 1 or > 12 || period != Math.Floor(period))
            issues.Add((IssueType.Value, "Visits are planned for 1 to 12 days, weeks or months at a time.", $"{place}.period"));
        else if (days.Count > 0 ? unit != VisitUnit.Week : repeat.Frequency is not (>= 1 and <= 14) || repeat.Frequency > period * (unit == VisitUnit.Day ? 1 : 14))
            issues.Add((IssueType.Value, "Visits come once a day at most, 1 to 14 times in their period; weekdays are those of weeks.", $"{place}.frequency"));
        else if ((PlanReader.Instant(bounds?.StartElement) ?? start) is not { } from) return null;
        else if (PlanReader.Instant(bounds?.EndElement) is { } until && until < from)
            issues.Add((IssueType.BusinessRule, "Planned visits end after they begin.", $"{place}.boundsPeriod.end"));
        else return new(repeat.Frequency ?? days.Count, (int)period, unit.Value, days, from, PlanReader.Instant(bounds?.EndElement));
        return null;
    }
}
