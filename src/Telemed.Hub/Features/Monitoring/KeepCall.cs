using Hl7.Fhir.Model;
using Telemed.Fhir.Store;
using Telemed.Fhir;
using Telemed.Hub.Platform;
using static Hl7.Fhir.Model.OperationOutcome;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>
/// A call with a patient who is watched at home is a Communication based on their CarePlan, from the page or from any software: the care
/// team reads it, and it counts in the monthly record.
/// </summary>
sealed class KeepCall : IWriteRule
{
    const string NotDone = "http://terminology.hl7.org/CodeSystem/communication-not-done-reason", Modes = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode";

    public bool Concerns(string type) => type == "Communication";

    public async ValueTask<Refusal?> Guard(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (Plan(write.Resource) is not { } plan) return null;
        if (!await transaction.Reaches(plan, cancel)) return Refusal.Unprocessable(IssueType.NotFound, $"{plan} is not known.", "Communication.basedOn");
        if (await Monitored(transaction, plan, cancel) is not { } monitored) return null;
        var call = (Communication)write.Resource!;
        if (call.Subject?.Reference != monitored.Patient) return Refusal.Unprocessable(IssueType.Value, "A call is about the patient of its CarePlan.", "Communication.subject");
        return call.SentElement is { } sent && sent.ToDateTimeOffset(TimeSpan.Zero) <= transaction.Now
            ? null
            : Refusal.Unprocessable(IssueType.Required, "A call says when it was made.", "Communication.sent");
    }

    public async ValueTask<Refusal?> Effects(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (Plan(write.Resource ?? write.Previous?.As<Resource>()) is not { } plan || await Monitored(transaction, plan, cancel) is not { } monitored) return null;
        Access.Put(transaction, monitored.Plan, write.Key, MonitoringTerms.Section);
        transaction.Effect("delete from hub.patient_call where key = $1", write.Key);
        if (write.Resource is Communication { Status: EventStatus.Completed or EventStatus.NotDone } call)
            transaction.Effect(
                "insert into hub.patient_call (key, monitoring, at, reached) values ($1, $2, $3, $4)",
                write.Key, monitored.Key, call.SentElement!.ToDateTimeOffset(TimeSpan.Zero).ToUniversalTime(), call.Status == EventStatus.Completed);
        return null;
    }

    /// <summary>The call somebody has just made, as it is written.</summary>
    public static Communication Made(string plan, string patient, Caller by, bool reached, string said, DateTimeOffset at) => new()
    {
        Status = reached ? EventStatus.Completed : EventStatus.NotDone,
        StatusReason = reached ? null : new CodeableConcept(NotDone, "recipient-unavailable", "Non joint", null),
        Medium = [new CodeableConcept(Modes, "PHONE", "Téléphone", null)],
        BasedOn = [new(plan)],
        Subject = new(patient),
        Recipient = [new(patient)],
        Sender = new(by.Agent, by.Name),
        SentElement = new FhirDateTime(at),
        Payload = said.Length > 0 ? [new() { Content = new FhirString(said) }] : [],
    };

    static string? Plan(Resource? resource) => (resource as Communication)?.BasedOn.Select(based => based.Reference).FirstOrDefault(reference => reference?.StartsWith("CarePlan/", StringComparison.Ordinal) == true);

    static async Task<Monitored?> Monitored(StoreTransaction transaction, string plan, CancellationToken cancel) =>
        await transaction.Find(plan, cancel) is { } stored ? await MonitoringRows.OfPlan(transaction.Connection, stored.Key, cancel) : null;
}
