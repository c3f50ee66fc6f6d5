using Hl7.Fhir.Model;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>
/// A change of treatment that one of the care team writes, or their software, is the whole team's to read, and stands on the patient's chart.
/// Of somebody who reaches the patient but is not of the team it stays their own.
/// </summary>
sealed class KeepTreatment : IWriteRule
{
    public bool Concerns(string type) => type is "MedicationRequest" or "MedicationStatement";

    public async ValueTask<Refusal?> Effects(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (write.Previous is not null) transaction.Effect("delete from hub.treatment_change where key = $1", write.Key);
        if (Treatments.Patient(write.Resource) is not { } patient || await MonitoringRows.Of(transaction.Connection, patient, cancel) is not { } monitored || !await transaction.Reaches(monitored.Plan, cancel)) return null;
        Access.Put(transaction, monitored.Plan, write.Key, MonitoringTerms.Section);
        if (Treatments.Read(write.Resource, transaction.Now) is { } change)
            transaction.Effect("insert into hub.treatment_change (key, monitoring, at, recorded_at) values ($1, $2, $3, $4)", write.Key, monitored.Key, change.At.ToUniversalTime(), transaction.Now);
        return null;
    }

    /// <summary>What somebody says has changed, as it is written.</summary>
    public static MedicationStatement Told(string plan, string patient, Caller by, string text, DateTimeOffset at, DateTimeOffset now) => new()
    {
        Status = MedicationStatement.MedicationStatusCodes.Active,
        BasedOn = [new(plan)],
        Medication = new CodeableConcept { Text = text },
        Subject = new(patient),
        Effective = new FhirDateTime(at),
        DateAssertedElement = new FhirDateTime(now),
        InformationSource = new(by.Agent, by.Name),
    };
}
