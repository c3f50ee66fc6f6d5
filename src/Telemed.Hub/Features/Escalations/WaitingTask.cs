using Hl7.Fhir.Model;
using Telemed.Core.Pathways;
using Telemed.Core.Requests;
using Telemed.Hub.Features.Requests;

namespace Telemed.Hub.Features.Escalations;

/// <summary>A Task that waits for somebody to accept it.</summary>
/// <param name="Key">Its key in the store.</param>
/// <param name="Requester">Account; null for software.</param>
/// <param name="StartedAt">From when its levels are counted.</param>
/// <param name="Patient">Whom it is about: a level may tell their care team.</param>
sealed record WaitingTask(
    long Key, string Task, string Request, RequestPriority Priority, string? Requester, DateTimeOffset StartedAt, string? Patient, Identifier Pool, Escalation Escalation)
{
    public short Rank => (short)MedicalPriority.Rank(Priority);

    public static WaitingTask Of(long key, LivingTask task, DateTimeOffset startedAt) => new(
        key, task.Reference, task.Request, task.Priority, Account(task.Requester), startedAt, task.Patient, task.Role?.Pool ?? task.Pathway.Pool, task.Escalation);

    /// <summary>The account of a reference to a PractitionerRole; null for anything else.</summary>
    public static string? Account(string? reference) =>
        reference?.StartsWith("PractitionerRole/", StringComparison.Ordinal) == true ? reference["PractitionerRole/".Length..] : null;
}
