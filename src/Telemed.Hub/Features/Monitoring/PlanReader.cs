using Hl7.Fhir.Model;
using Telemed.Core.Monitoring;
using static Hl7.Fhir.Model.OperationOutcome;
using Issues = System.Collections.Generic.List<(Hl7.Fhir.Model.OperationOutcome.IssueType Code, string Why, string? Expression)>;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>Reads a CarePlan as the rules understand it, or everything that is wrong with it.</summary>
static class PlanReader
{
    public static (MonitoringPlan? Plan, Issues Issues) Read(CarePlan plan, IReadOnlyList<ReferenceWeight> references, RuleSet rules)
    {
        var issues = new Issues();
        var zone = Zone(plan, issues);
        var (start, end) = (Instant(plan.Period?.StartElement), Instant(plan.Period?.EndElement));
        if (start is null) issues.Add((IssueType.Required, "A télésurveillance says when it starts.", "CarePlan.period.start"));
        if (end is null) issues.Add((IssueType.Required, "A télésurveillance says when it ends: it is prescribed for a time.", "CarePlan.period.end"));
        if (end <= start) issues.Add((IssueType.BusinessRule, "It ends after it starts.", "CarePlan.period.end"));
        var limits = Each(plan, MonitoringTerms.PersonalLimit).Select(each => Limit(each.Extension, each.At, rules, issues)).OfType<PersonalLimit>().ToList();
        var switches = Each(plan, MonitoringTerms.RuleSwitch).Select(each => Switch(each.Extension, each.At, rules, issues)).OfType<RuleSwitch>().ToList();
        var pauses = Each(plan, MonitoringTerms.Pause).Select(each => Pause(each.Extension, each.At, issues)).OfType<MonitoringPause>().ToList();
        var visits = VisitPlanReader.Read(plan, start, issues);
        foreach (var (review, at) in Each(plan, MonitoringTerms.Review).Where(each => !MonitoringTerms.Reviews.Contains(Code(each.Extension, "decision") ?? "") || Instant(each.Extension.GetExtension("at")?.Value as FhirDateTime) is null))
            issues.Add((IssueType.CodeInvalid, $"'{Code(review, "decision")}' is none of {string.Join(", ", MonitoringTerms.Reviews)}, with the instant it was decided at.", at));
        return issues.Count > 0 ? (null, issues) : (new MonitoringPlan(zone, start!.Value, end, references, limits, switches, pauses) { Visits = visits }, issues);
    }

    /// <summary>What keeps a plan from being prescribed for so long.</summary>
    public static Issues TooLong(CarePlan plan, RuleSet rules) =>
        rules.Prescription is { } limits && Instant(plan.Period?.StartElement) is { } start && Instant(plan.Period?.EndElement) is { } end
        && Zone(plan, []) is var zone && Day(end.AddTicks(-1), zone) >= limits.LongestEnd(Day(start, zone)).AddDays(1)
            ? [(IssueType.BusinessRule, $"A télésurveillance is prescribed for {limits.Longest} months at most.", "CarePlan.period.end")]
            : [];

    static DateOnly Day(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>The extensions that say who decided them, and why.</summary>
    public static IEnumerable<(Extension Extension, string At)> Decisions(CarePlan plan) =>
        Each(plan, MonitoringTerms.PersonalLimit).Concat(Each(plan, MonitoringTerms.RuleSwitch)).Concat(Each(plan, MonitoringTerms.Review));

    /// <summary>Whether a decision says what alarms in the patient, or what follows for one who is stable: only a clinician's. Anybody of the team may try a limit in silence.</summary>
    public static bool IsAClinicians(Extension decision) => decision.Url != MonitoringTerms.PersonalLimit || Code(decision, "mode") == "live";

    /// <summary>The last decision for a stable patient; null for none.</summary>
    public static ReviewView? Review(CarePlan plan) => (
        from each in Each(plan, MonitoringTerms.Review)
        let at = Instant(each.Extension.GetExtension("at")?.Value as FhirDateTime)
        where at is not null
        orderby at descending
        select new ReviewView(Code(each.Extension, "decision") ?? "", at.Value, (each.Extension.GetExtension("reason")?.Value as FhirString)?.Value ?? "")).FirstOrDefault();

    static PersonalLimit? Limit(Extension extension, string at, RuleSet rules, Issues issues)
    {
        var period = extension.GetExtension("period")?.Value as Period;
        var (rule, mode, parameter) = (Rule(extension, at, rules, issues), Mode(extension, at, issues), Code(extension, "parameter"));
        if (Instant(period?.StartElement) is not { } from) issues.Add((IssueType.Required, "A limit says from when it holds.", $"{at}.extension('period')"));
        else if (rule is null || mode is null) return null;
        else if (!rule.Parameters.TryGetValue(parameter ?? "", out var known))
            issues.Add((IssueType.CodeInvalid, $"The rule {rule.Code} has no parameter {parameter}: {string.Join(", ", rule.Parameters.Keys)}.", $"{at}.extension('parameter')"));
        else if (extension.GetExtension("value")?.Value is not Quantity { Value: { } value } quantity || quantity.Code != known.Unit)
            issues.Add((IssueType.Value, $"The value of {parameter} is given in {known.Unit}.", $"{at}.extension('value')"));
        else if (new PersonalLimit(rule.Code, known.Name, (double)value, mode.Value, from, Instant(period?.EndElement)) is var limit && limit.Applies(rule)) return limit;
        else issues.Add((IssueType.BusinessRule, $"{parameter} is no limit that a patient has of their own.", $"{at}.extension('parameter')"));
        return null;
    }

    static RuleSwitch? Switch(Extension extension, string at, RuleSet rules, Issues issues)
    {
        var (rule, mode) = (Rule(extension, at, rules, issues), Mode(extension, at, issues));
        if (Instant(extension.GetExtension("from")?.Value as FhirDateTime) is { } from) return rule is null || mode is null ? null : new(rule.Code, mode.Value, from);
        issues.Add((IssueType.Required, "A switch says from when it holds.", $"{at}.extension('from')"));
        return null;
    }

    static MonitoringPause? Pause(Extension extension, string at, Issues issues)
    {
        if (extension.Value is Period period && Instant(period.StartElement) is { } from) return new(from, Instant(period.EndElement));
        issues.Add((IssueType.Required, "A pause says from when it holds.", $"{at}.valuePeriod"));
        return null;
    }

    static AlarmRule? Rule(Extension extension, string at, RuleSet rules, Issues issues)
    {
        if (rules.Find(Code(extension, "rule") ?? "") is { } rule) return rule;
        issues.Add((IssueType.CodeInvalid, $"No rule is called {Code(extension, "rule")}: {string.Join(", ", rules.Rules.Select(known => known.Code))}.", $"{at}.extension('rule')"));
        return null;
    }

    static RuleMode? Mode(Extension extension, string at, Issues issues)
    {
        switch (Code(extension, "mode"))
        {
            case "live": return RuleMode.Live;
            case "shadow": return RuleMode.Shadow;
            case var unknown:
                issues.Add((IssueType.CodeInvalid, $"'{unknown}' is neither live nor shadow.", $"{at}.extension('mode')"));
                return null;
        }
    }

    static TimeZoneInfo Zone(CarePlan plan, Issues issues)
    {
        var id = (plan.GetExtension(MonitoringTerms.TimeZone)?.Value as Code)?.Value ?? "Europe/Paris";
        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)) return zone;
        issues.Add((IssueType.CodeInvalid, $"{id} is no time zone.", $"CarePlan.extension('{MonitoringTerms.TimeZone}')"));
        return TimeZoneInfo.Utc;
    }

    static string? Code(Extension extension, string name) => (extension.GetExtension(name)?.Value as Code)?.Value;

    public static DateTimeOffset? Instant(FhirDateTime? value) => value is not null && value.TryToDateTimeOffset(TimeSpan.Zero, out var at) ? at : null;

    static IEnumerable<(Extension Extension, string At)> Each(CarePlan plan, string url) =>
        plan.Extension.Select((extension, i) => (extension, $"CarePlan.extension[{i}]")).Where(each => each.extension.Url == url);
}
