using System.Globalization;
using System.Text.Json;
using Hl7.Fhir.Model;
using Telemed.Core.Calendars;
using Telemed.Core.Monitoring;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;
using static Hl7.Fhir.Model.OperationOutcome;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>
/// What the forms of a patient's page decide, as any software would write it: a limit or a switch joins the CarePlan signed and with its
/// reason, under the version its reader saw; a reference weight is an Observation.
/// </summary>
sealed class ChangePlan(FhirStore store, TimeProvider clock)
{
    /// <summary>A parameter of a rule as a choice of the form carries it.</summary>
    public static string Choice(AlarmRule rule, RuleParameter parameter) => $"{rule.Code}|{parameter.Name}";

    /// <summary>A limit of the patient's own, tried in silence or live, from now on. One that holds already ends as it begins.</summary>
    public async Task<Refusal?> Limit(Caller caller, Stored stored, RuleSet rules, IFormCollection form, CancellationToken cancel)
    {
        var plan = stored.As<CarePlan>();
        if (form["limit"].ToString().Split('|') is not [var code, var name] || rules.Find(code)?.Parameters.GetValueOrDefault(name) is not { } parameter)
            return Unclear("Choisissez un seuil.", "Choose a limit.", "limit");
        if (Number(form["value"]) is not { } value) return Unclear("Écrivez la valeur en chiffres.", "Write the value as a number.", "value");
        var mode = form["mode"] == "shadow" ? "shadow" : "live";
        Add(plan, code, name, (decimal)value, parameter.Unit, mode, caller, Said(form, "reason"));
        return await Write(caller, plan, form, cancel);
    }

    /// <summary>A clinician lets what was only tried speak: the rule itself, or the patient's own limit of it.</summary>
    public async Task<Refusal?> Promote(Caller caller, Stored stored, IFormCollection form, CancellationToken cancel)
    {
        var plan = stored.As<CarePlan>();
        var code = form["rule"].ToString();
        if (Open(plan, code, form["parameter"].ToString(), "shadow") is { } tried && tried.GetExtension("value")?.Value is Quantity { Code: { } unit } value)
            Add(plan, code, form["parameter"].ToString(), value.Value ?? 0, unit, "live", caller, Said(form, "reason"));
        else
            plan.Extension.Add(Decision(MonitoringTerms.RuleSwitch, caller, Said(form, "reason"), ("rule", new Code(code)), ("mode", new Code("live")), ("from", Now)));
        return await Write(caller, plan, form, cancel);
    }

    /// <summary>A reference weight from now on.</summary>
    public async Task<Refusal?> Reference(Caller caller, Stored stored, IFormCollection form, CancellationToken cancel)
    {
        if (Number(form["value"]) is not { } kilograms) return Unclear("Écrivez le poids en kg.", "Write the weight in kg.", "value");
        if (Said(form, "reason") is not { Length: > 0 } reason) return Unclear("Dites pourquoi ce poids change.", "Say why this weight changes.", "reason");
        return await Send(caller, new Observation
        {
            Status = ObservationStatus.Final,
            Code = new CodeableConcept(MonitoringTerms.System, MonitoringTerms.ReferenceWeight),
            Subject = stored.As<CarePlan>().Subject,
            Performer = [new(caller.Agent, caller.Name)],
            Effective = Now,
            Value = new Quantity((decimal)kilograms, "kg", "http://unitsofmeasure.org"),
            Note = [new() { Text = reason, Author = new ResourceReference(caller.Agent, caller.Name) }],
        }, null, cancel);
    }

    /// <summary>How often a nurse comes, from now on.</summary>
    public async Task<Refusal?> Visits(Caller caller, Stored stored, IFormCollection form, CancellationToken cancel)
    {
        if (form["rhythm"].ToString().Split('|') is not [var often, var every, var of] || !int.TryParse(often, out var times) || !int.TryParse(every, out var period) || !Enum.TryParse<VisitUnit>(of, out var unit))
            return Unclear("Choisissez un rythme.", "Choose how often.", "rhythm");
        var days = form["day"].Select(day => Enum.TryParse<DayOfWeek>(day, out var known) ? known : (DayOfWeek?)null).OfType<DayOfWeek>().Distinct().ToList();
        var plan = stored.As<CarePlan>();
        PlanVisits(plan, days.Count > 0 && unit != VisitUnit.Week ? (1, 1, VisitUnit.Week) : (times, period, unit), days, caller, Said(form, "reason"));
        return await Write(caller, plan, form, cancel);
    }

    /// <summary>What follows for a patient who is stable: a clinician's word, and what it does at once.</summary>
    public async Task<Refusal?> Review(Caller caller, Stored stored, IFormCollection form, CancellationToken cancel)
    {
        var (plan, decision, reason) = (stored.As<CarePlan>(), form["decision"].ToString(), Said(form, "reason"));
        plan.Extension.Add(Decision(MonitoringTerms.Review, caller, reason, ("decision", new Code(decision)), ("at", Now)));
        if (decision == "monthly") PlanVisits(plan, (1, 1, VisitUnit.Month), [], caller, reason);
        if (decision == "end") plan.Status = RequestStatus.Completed;
        return await Write(caller, plan, form, cancel);
    }

    /// <summary>What somebody says has changed in the treatment, on a day that has come.</summary>
    public async Task<Refusal?> Treatment(Caller caller, MonitoringView view, IFormCollection form, CancellationToken cancel)
    {
        if (Said(form, "treatment") is not { Length: > 0 } text) return Unclear("Dites ce qui a changé.", "Say what has changed.", "treatment");
        if (!DateOnly.TryParseExact(form["date"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day > view.Today)
            return Unclear("Dites depuis quel jour, aujourd’hui au plus tard.", "Say since which day, today at the latest.", "date");
        var noon = WallClock.Reaches(view.Plan.Zone, day.ToDateTime(new TimeOnly(12, 0)));
        return await Send(caller, KeepTreatment.Told(view.Stored.Reference, view.PatientReference, caller, text, noon < view.Now ? noon : view.Now, view.Now), null, cancel);
    }

    /// <summary>Writes a new resource in the caller's name.</summary>
    public Task<Refusal?> Create(Caller caller, Resource resource, CancellationToken cancel) => Send(caller, resource, null, cancel);

    /// <summary>A number as people type it, with a comma or a point.</summary>
    public static double? Number(string? typed) =>
        double.TryParse(typed?.Trim().Replace(',', '.'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    // What held so far ends as this begins; a trial and what is live stand side by side, until the trial becomes it.
    void Add(CarePlan plan, string rule, string parameter, decimal value, string unit, string mode, Caller caller, string reason)
    {
        foreach (var ended in mode == "live" ? new[] { "live", "shadow" } : ["shadow"])
            while (Open(plan, rule, parameter, ended) is { } earlier)
                ((Period)earlier.GetExtension("period")!.Value!).EndElement = Now;
        plan.Extension.Add(Decision(
            MonitoringTerms.PersonalLimit, caller, reason,
            ("rule", new Code(rule)), ("parameter", new Code(parameter)), ("value", new Quantity(value, unit, "http://unitsofmeasure.org")), ("mode", new Code(mode)), ("period", new Period { StartElement = Now })));
    }

    // The visits planned so far end as the new ones begin.
    void PlanVisits(CarePlan plan, (int Times, int Period, VisitUnit Unit) rhythm, IReadOnlyList<DayOfWeek> weekdays, Caller caller, string reason)
    {
        foreach (var (earlier, _) in VisitPlanReader.Activities(plan).Where(each => VisitPlanReader.Bounds(each.Activity).EndElement is null))
        {
            VisitPlanReader.Bounds(earlier).EndElement = Now;
            earlier.Detail!.Status = CarePlan.CarePlanActivityStatus.Completed;
        }
        var planned = VisitPlanReader.Activity(rhythm.Times, rhythm.Period, rhythm.Unit, weekdays, Now);
        planned.Extension.Add(Decision(MonitoringTerms.VisitPlanDecision, caller, reason));
        plan.Activity.Add(planned);
    }

    static Extension? Open(CarePlan plan, string rule, string parameter, string mode) => plan.Extension.Find(extension =>
        extension.Url == MonitoringTerms.PersonalLimit && Is(extension, "rule", rule) && Is(extension, "parameter", parameter) && Is(extension, "mode", mode)
        && extension.GetExtension("period")?.Value is Period { EndElement: null });

    static bool Is(Extension extension, string part, string code) => (extension.GetExtension(part)?.Value as Code)?.Value == code;

    static Extension Decision(string url, Caller caller, string reason, params (string Name, DataType Value)[] parts)
    {
        var decision = new Extension { Url = url };
        foreach (var (name, value) in parts) decision.Extension.Add(new Extension(name, value));
        decision.Extension.Add(new Extension("by", new ResourceReference(caller.Agent)));
        if (reason.Length > 0) decision.Extension.Add(new Extension("reason", new FhirString(reason)));
        return decision;
    }

    Task<Refusal?> Write(Caller caller, CarePlan plan, IFormCollection form, CancellationToken cancel) =>
        Send(caller, plan, int.TryParse(form["version"], CultureInfo.InvariantCulture, out var version) ? version : 0, cancel);

    async Task<Refusal?> Send(Caller caller, Resource resource, int? version, CancellationToken cancel)
    {
        using var json = JsonDocument.Parse(ResourceBody.Write(resource));
        var draft = new Draft(version is null ? WriteKind.Create : WriteKind.Update, resource.TypeName, version is null ? null : resource.Id) { Json = json.RootElement, IfMatch = version };
        return (await store.Write(caller, [draft], written => written[0].Stored.Body!, cancel)).Refusal;
    }

    FhirDateTime Now => new(clock.GetUtcNow());

    static string Said(IFormCollection form, string name) => form[name].ToString().Trim();

    static Refusal Unclear(string french, string english, string field) => Refusal.Unprocessable(IssueType.Value, $"{french} / {english}", field);
}
