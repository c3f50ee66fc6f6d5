using Hl7.Fhir.Model;
using Telemed.Core.Pathways;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;
using static Hl7.Fhir.Model.OperationOutcome;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>
/// A doctor prescribes a télésurveillance: a ServiceRequest that names a rule set, with the CarePlan that carries it, the CareTeam, the
/// Consent and the hospital stay that gave rise to it. From that transaction on the care team reaches the patient, and the rules look.
/// </summary>
sealed class EnrolPatient(PathwayList pathways) : IWriteRule
{
    const string Icd10 = "http://hl7.org/fhir/sid/icd-10";

    public bool Concerns(string type) => type == "ServiceRequest";

    public async ValueTask<Refusal?> Guard(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (pathways.WatchedBy(write.Previous?.As<ServiceRequest>().InstantiatesCanonical.FirstOrDefault()) is not null)
            return Refusal.Conflict("A télésurveillance that was prescribed does not change: change its CarePlan.");
        if (write.Resource is not ServiceRequest request || pathways.WatchedBy(request.InstantiatesCanonical.FirstOrDefault()) is not { } pathway) return null;
        if (await MayPrescribe(request, transaction, cancel) is { } notAllowed) return notAllowed;

        var issues = new List<(IssueType Code, string Why, string? Expression)>();
        var enrolment = await Enrolment.Gather(write, request, transaction, cancel);
        if (request.Status != RequestStatus.Active) issues.Add((IssueType.Value, "A télésurveillance is prescribed with status active.", "ServiceRequest.status"));
        if (request.Code is null) issues.Add((IssueType.Required, "The ServiceRequest says what is prescribed (LPP).", "ServiceRequest.code"));
        if (enrolment.Patient is null) issues.Add((IssueType.NotFound, "The patient is not known.", "ServiceRequest.subject"));
        if (enrolment.Consent is null || !RequestContents.IsInformed(enrolment.Consent.As<Consent>(), request.Subject))
            issues.Add((IssueType.BusinessRule, "The patient’s consent is missing: a Consent (scope treatment, LOINC 59284-0, OPTIN) among supportingInfo.", "ServiceRequest.supportingInfo"));
        if (!enrolment.Stays.Any(stay => IsHeartFailure(stay, transaction.Now)))
            issues.Add((IssueType.BusinessRule, "No hospital stay for heart failure is named: an inpatient Encounter with an ICD-10 reason I50 among supportingInfo.", "ServiceRequest.supportingInfo"));
        if (enrolment.Plan is null) issues.Add((IssueType.Required, "One active CarePlan of the same patient has this ServiceRequest as an activity.", "CarePlan.activity.reference"));
        else issues.AddRange([.. PlanReader.Read((CarePlan)enrolment.Plan.Resource!, [], pathway.Rules!).Issues, .. PlanReader.TooLong((CarePlan)enrolment.Plan.Resource!, pathway.Rules!)]);
        if (enrolment.Team is null) issues.Add((IssueType.Required, "The CarePlan names the CareTeam of the same patient.", "CarePlan.careTeam"));
        else issues.AddRange(CareTeamMembers.Faults(enrolment.Team.As<CareTeam>()));
        return issues.Count > 0 ? Refusal.Of(422, issues) : null;
    }

    public async ValueTask<Refusal?> Effects(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (write.Kind != WriteKind.Create || write.Resource is not ServiceRequest request || pathways.WatchedBy(request.InstantiatesCanonical.FirstOrDefault()) is not { } pathway) return null;
        if (await Pool.Find(transaction.Connection, [pathway.Pool.Value!], cancel) is var pools && !pools.TryGetValue(pathway.Pool.Value!, out var pool))
            return Refusal.Unprocessable(IssueType.NotFound, $"The directory has no pool {pathway.Pool.Value}.", "PlanDefinition");
        var enrolment = await Enrolment.Gather(write, request, transaction, cancel);
        var (plan, patient) = (enrolment.Plan!, enrolment.Patient!);
        var monitored = new Monitored(
            plan.Key, plan.Reference, write.Reference, patient.Reference, enrolment.Team!.Reference, enrolment.Consent!.Reference, pathway.Canonical, null, transaction.Now);
        MonitoringRows.Begin(transaction, monitored, PlanReader.Read((CarePlan)plan.Resource!, [], pathway.Rules!).Plan!);
        CareTeamMembers.Set(transaction, monitored, null, enrolment.Team.As<CareTeam>());
        Access.Give(transaction, plan.Reference, pools[pathway.Pool.Value!].Service, MonitoringTerms.Section);
        Access.Give(transaction, plan.Reference, request.Requester!.Reference!, MonitoringTerms.Section);

        var known = new[] { patient, enrolment.Team, enrolment.Consent }.Concat(enrolment.Stays);
        foreach (var key in transaction.Writes.Where(sent => !Access.Directory.Contains(sent.Type)).Select(sent => sent.Key).Concat(known.Select(stored => stored.Key)).Distinct())
            Access.Put(transaction, plan.Reference, key, MonitoringTerms.Section);
        foreach (var sent in transaction.Writes.Where(sent => TakeMeasurement.Patient(sent.Resource) == patient.Reference).ToList())
            TakeMeasurement.Take(transaction, sent, monitored, pathway.Rules!);
        return null;
    }

    public Refusal? Broken(string constraint) => constraint == "one_active_monitoring_of_a_patient"
        ? Refusal.Conflict("Ce patient est déjà télésurveillé : terminez d’abord le plan en cours. / This patient is being monitored already: end that CarePlan first.")
        : null;

    static async Task<Refusal?> MayPrescribe(ServiceRequest request, StoreTransaction transaction, CancellationToken cancel)
    {
        if (request.Requester?.Reference is not { } requester) return Refusal.Unprocessable(IssueType.Required, "The prescription says who prescribes.", "ServiceRequest.requester");
        if (!transaction.Caller.ReachesAll && requester != transaction.Caller.Agent)
            return Refusal.Unprocessable(IssueType.Value, $"You prescribe in your own name: {transaction.Caller.Agent}.", "ServiceRequest.requester");
        return (await RoleCodes.Of(transaction, requester, cancel)).Professions.Contains(Profession.Doctor) ? null : Refusal.Forbidden("A télésurveillance is prescribed by a doctor.");
    }

    static bool IsHeartFailure(Stored stay, DateTimeOffset now)
    {
        var encounter = stay.As<Encounter>();
        return encounter.Class?.Code is "IMP" or "ACUTE" or "NONAC"
            && encounter.Period?.StartElement is { } start && start.ToDateTimeOffset(TimeSpan.Zero) <= now
            && encounter.ReasonCode.Exists(reason => reason.Coding.Exists(coding => coding.System == Icd10 && coding.Code?.StartsWith("I50", StringComparison.Ordinal) == true));
    }
}

/// <summary>What an enrolment consists of: from its own transaction, and what was known before.</summary>
sealed record Enrolment(Stored? Patient, Write? Plan, Stored? Team, Stored? Consent, IReadOnlyList<Stored> Stays)
{
    public static async Task<Enrolment> Gather(Write write, ServiceRequest request, StoreTransaction transaction, CancellationToken cancel)
    {
        var subject = request.Subject?.Reference;
        async Task<Stored?> Known(string? reference, string type) =>
            reference is not null && await transaction.Reaches(reference, cancel) && await transaction.Find(reference, cancel) is { } stored && stored.Type == type ? stored : null;

        var patient = await Known(subject, "Patient");
        var plans = transaction.Writes.Where(sent => sent.Resource is CarePlan { Status: RequestStatus.Active } plan && plan.Subject?.Reference == subject
            && plan.Activity.Exists(activity => activity.Reference?.Reference == write.Reference)).ToList();
        var plan = plans is [{ Kind: WriteKind.Create } one] ? one : null;
        var team = plan?.Resource is CarePlan { CareTeam: [{ Reference: var named }] } && await Known(named, "CareTeam") is { } found && found.As<CareTeam>().Subject?.Reference == subject ? found : null;
        var supporting = new List<Stored>();
        foreach (var reference in request.SupportingInfo.Select(info => info.Reference))
            if (await Known(reference, reference?.Split('/')[0] ?? "") is { } stored) supporting.Add(stored);
        return new(
            patient, plan, team, supporting.FirstOrDefault(stored => stored.Type == "Consent"),
            [.. supporting.Where(stored => stored.Type == "Encounter" && stored.As<Encounter>().Subject?.Reference == subject)]);
    }
}
