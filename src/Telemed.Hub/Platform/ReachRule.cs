using System.Text.Json;
using Dapper;
using Hl7.Fhir.Model;
using Telemed.Fhir;
using Telemed.Fhir.Store;

namespace Telemed.Hub.Platform;

/// <summary>
/// What holds for every write: its author reaches what they wrote, nobody writes about a patient they do not reach, the directory is
/// kept by software and administrators, what an active request consists of does not change, and every change leaves its trace.
/// </summary>
sealed class ReachRule : IWriteRule
{
    const string Own = "own";

    public bool Concerns(string type) => true;

    public async ValueTask<Refusal?> Guard(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (transaction.Caller.ReachesAll) return null;
        var caller = (Caller)transaction.Caller;
        if (caller.Patient is { } own) return AboutOneself(write, caller, own);
        if (write.Type == "Device" && write.Id is "hub" or "system") return Refusal.Forbidden("That is what the hub calls itself.");
        if (Access.Directory.Contains(write.Type) && !Keeps(caller, write.Type)) return Refusal.Forbidden($"Only administrators change a {write.Type}.");
        if (write.Type is "AuditEvent" or "Provenance") return Refusal.Forbidden($"The hub alone writes a {write.Type}.");
        if (write.Previous is { Deleted: false } && await IsPartOfARequest(write, transaction, cancel))
            return Refusal.Conflict($"{write.Reference} is part of a request that was sent: it does not change any more.");
        return await UnreachedPatient(write, transaction, cancel) is { } patient
            ? Refusal.Unprocessable(OperationOutcome.IssueType.NotFound, $"{patient} is not known.", $"{write.Type}.subject")
            : null;
    }

    public ValueTask<Refusal?> Effects(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        var agent = transaction.Caller.Agent;
        if (write.Previous is null && !Access.Directory.Contains(write.Type) && transaction.Caller is Caller { ReachesAll: false, Patient: null })
        {
            Access.Put(transaction, agent, write.Key, Own);
            Access.Give(transaction, agent, agent, Own);
        }
        Access.LeaveTrace(transaction, write.Kind.ToString().ToLowerInvariant(), write.Reference, write.Version);
        return default;
    }

    // A patient's scale measures; the patient also answers a form.
    static Refusal? AboutOneself(Write write, Caller caller, string own)
    {
        if (write is not { Kind: WriteKind.Create, Body: { } body } || !(write.Type == "Observation" || (write.Type == "QuestionnaireResponse" && caller.Agent == own)))
            return Refusal.Forbidden(caller.Agent == own ? "A patient answers their form and nothing else." : "A device creates Observations and nothing else.");
        using var json = JsonDocument.Parse(body);
        return Patients(json.RootElement).ToList() is { Count: > 0 } patients && patients.TrueForAll(patient => patient == own)
            ? null
            : Refusal.Unprocessable(OperationOutcome.IssueType.NotFound, "The patient is not known.", $"{write.Type}.subject");
    }

    // A rota is the coordination's; who may change a turn on it is the rota's own rule.
    static bool Keeps(Caller caller, string type) => caller.Has("admin") || type == "Slot" || (type == "Schedule" && caller.Has("coordinator"));

    static async Task<bool> IsPartOfARequest(Write write, StoreTransaction transaction, CancellationToken cancel) =>
        await transaction.Connection.ExecuteScalarAsync<bool>(new(
            "select exists (select from hub.access_content where key = @key and circle like 'ServiceRequest/%' and section in ('question', 'report', 'exchange'))",
            new { key = write.Key }, cancellationToken: cancel));

    static async Task<string?> UnreachedPatient(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (write.Body is null) return null;
        using var json = JsonDocument.Parse(write.Body);
        using var before = write.Previous?.Body is { } body ? JsonDocument.Parse(body) : null;
        var known = before is null ? [] : Patients(before.RootElement);
        foreach (var patient in Patients(json.RootElement).Except(known))
        {
            if (!await transaction.Reaches(patient, cancel)) return patient;
        }
        return null;
    }

    static IEnumerable<string> Patients(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.Name == "reference" && property.Value.ValueKind == JsonValueKind.String
                ? Reference.Parse(property.Value.GetString()) is { Type: "Patient" } patient ? [patient.ToString()] : []
                : Patients(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Patients),
        _ => [],
    };
}
