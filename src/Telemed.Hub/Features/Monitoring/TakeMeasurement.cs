using Dapper;
using Hl7.Fhir.Model;
using Telemed.Core.Monitoring;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;
using static Hl7.Fhir.Model.OperationOutcome;
using Measure = Telemed.Core.Monitoring.Measure;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>
/// What devices, nurses and labs send of a patient who is watched at home. It is stored whatever it says; what the rules can use becomes
/// rows they look at, anything else waits for a person. No rule runs here: an evaluation is due when the transaction commits.
/// </summary>
sealed class TakeMeasurement(PathwayList pathways, InboxEvents inbox) : IWriteRule
{
    public const string Aside = "measurement-aside";

    public bool Concerns(string type) => type is "Observation" or "QuestionnaireResponse" or "Device";

    /// <summary>Sent again after a network cut, a measurement is the one that is there.</summary>
    public async ValueTask<(Reference? Existing, Refusal? Refusal)> Existing(Draft create, StoreTransaction transaction, CancellationToken cancel)
    {
        if (create.Type != "Observation" || !create.Json.TryGetProperty("identifier", out _)) return default;
        var sent = ResourceBody.Read<Observation>(System.Text.Encoding.UTF8.GetBytes(create.Json.GetRawText()));
        if (Reference.Parse(sent.Subject?.Reference) is not { Type: "Patient" } patient || !await Reaches(transaction, patient.ToString(), cancel)) return default;
        foreach (var identifier in sent.Identifier.Where(identifier => identifier.System is not null && identifier.Value is not null))
        {
            // Two who send it at once take turns: the second finds the first one's.
            await transaction.Connection.ExecuteAsync(new(
                "select pg_advisory_xact_lock(hashtextextended(@identifier, 2))", new { identifier = $"{patient} {identifier.System}|{identifier.Value}" }, cancellationToken: cancel));
            if (await transaction.Connection.QuerySingleOrDefaultAsync<string>(new(
                WithIdentifier, new { patient = patient.ToString(), id = patient.Id, system = identifier.System, value = identifier.Value }, cancellationToken: cancel)) is { } known) return (new Reference("Observation", known), null);
        }
        return default;
    }

    public async ValueTask<Refusal?> Guard(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (write.Resource is not Observation observation || !IsReferenceWeight(observation)) return null;
        if (transaction.Caller is Caller { Patient: not null }) return Refusal.Forbidden("A reference weight is set by a clinician.");
        if (Patient(observation) is not { } patient || await Rules(patient, transaction, cancel) is not { } rules || observation.Status == ObservationStatus.EnteredInError) return null;
        return Weight(observation) is ({ } kilograms, { }) && (!rules.Plausible.TryGetValue(Measure.Weight.Code, out var range) || range.Contains(kilograms))
            ? null
            : Refusal.Unprocessable(IssueType.Value, "A reference weight is a plausible weight in kg, dated by its effectiveDateTime.", "Observation.valueQuantity");
    }

    public async ValueTask<Refusal?> Effects(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (Patient(write.Resource ?? write.Previous?.As<Resource>()) is not { } patient) return null;
        // Whoever is new is watched by nobody yet: an alert's form costs no question. An enrolment takes in what it brings.
        if (transaction.Writes.Any(sent => sent.Kind == WriteKind.Create && sent.Reference == patient)) return null;
        if (await MonitoringRows.Of(transaction.Connection, patient, cancel) is not { } monitored || pathways.Find(monitored.Pathway) is not { Rules: { } rules } pathway) return null;
        Access.Put(transaction, monitored.Plan, write.Key, MonitoringTerms.Section);
        var aside = Take(transaction, write, monitored, rules);
        if (aside.Any(one => one.Reason != SetAsideReason.EnteredInError) && await Pool.Find(transaction.Connection, [pathway.Pool.Value!], cancel) is var pools && pools.TryGetValue(pathway.Pool.Value!, out var cell))
            inbox.Tell(transaction, cell.Members, new InboxEvent(Guid.CreateVersion7(transaction.Now), Aside, "routine", monitored.Request, monitored.Plan, null, transaction.Now));
        return null;
    }

    /// <summary>Reads what a write says into rows, and has the rules look. The values set aside are returned.</summary>
    public static IReadOnlyList<SetAside> Take(StoreTransaction transaction, Write write, Monitored monitored, RuleSet rules)
    {
        if (write.Previous is not null) MonitoringRows.Forget(transaction, write.Key);
        DeadlineRows.Evaluate(transaction, monitored.Key, transaction.Now);
        if (write.Resource is Observation reference && IsReferenceWeight(reference))
        {
            if (reference.Status != ObservationStatus.EnteredInError && Weight(reference) is ({ } kilograms, { } at))
                MonitoringRows.Keep(transaction, monitored.Patient, write, [(MonitoringTerms.ReferenceWeight, at, kilograms)]);
            return [];
        }
        var reading = write.Resource switch
        {
            Observation observation => MeasurementReader.Read(observation, write.Reference, rules, transaction.Now),
            QuestionnaireResponse response => MeasurementReader.Read(response, write.Reference, rules, transaction.Now),
            Device device => new([MeasurementReader.Read(device, write.Reference, transaction.Now)], []),
            _ => new MeasurementReading([], []),
        };
        MonitoringRows.Keep(transaction, monitored.Patient, write, reading.Accepted.Select(one => (one.Measure.Code, one.At, one.Value)));
        MonitoringRows.SetAside(transaction, monitored.Patient, write, reading.SetAside);
        return reading.SetAside;
    }

    /// <summary>Whom a resource is about; null for one that is about nobody, or is none that is monitored by.</summary>
    public static string? Patient(Resource? resource) => resource switch
    {
        Observation observation => observation.Subject?.Reference,
        QuestionnaireResponse response => response.Subject?.Reference,
        Device device => device.Patient?.Reference,
        _ => null,
    };

    async Task<RuleSet?> Rules(string patient, StoreTransaction transaction, CancellationToken cancel) =>
        await MonitoringRows.Of(transaction.Connection, patient, cancel) is { } monitored
            ? pathways.Find(monitored.Pathway)?.Rules
            : transaction.Writes.Select(sent => (sent.Resource as ServiceRequest) is { } request && request.Subject?.Reference == patient ? pathways.WatchedBy(request.InstantiatesCanonical.FirstOrDefault())?.Rules : null).FirstOrDefault(rules => rules is not null);

    static bool IsReferenceWeight(Observation observation) =>
        observation.Code?.Coding.Exists(coding => coding is { System: MonitoringTerms.System, Code: MonitoringTerms.ReferenceWeight }) == true;

    static (double? Kilograms, DateTimeOffset? At) Weight(Observation observation) => (
        observation.Value is Quantity { Value: { } value, System: "http://unitsofmeasure.org" } quantity ? Measure.Weight.Convert((double)value, quantity.Code) : (double?)null,
        observation.Effective is FhirDateTime effective && effective.TryToDateTimeOffset(TimeSpan.Zero, out var at) ? (DateTimeOffset?)at : null);

    static async Task<bool> Reaches(StoreTransaction transaction, string patient, CancellationToken cancel) =>
        transaction.Caller is Caller { Patient: { } own } ? own == patient : await transaction.Reaches(patient, cancel);

    const string WithIdentifier = """
        select r.id from fhir.search_token t join fhir.resource r on r.key = t.key
        where t.param = (select id from fhir.search_parameter where type = 'Observation' and code = 'identifier')
          and t.code = @value and t.system = @system and not r.deleted
          and exists (select from hub.monitoring m where m.patient = @patient and m.ended_at is null)
          and exists (
            select from fhir.search_reference s
            where s.key = r.key and s.param = (select id from fhir.search_parameter where type = 'Observation' and code = 'subject') and s.target_type = 'Patient' and s.target_id = @id)
        order by r.key limit 1
        """;
}
