using Hl7.Fhir.Model;
using Telemed.Core.Requests;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Requests;

/// <summary>What every transition leaves behind: a Provenance for the record, an event for the consoles.</summary>
static class Transitions
{
    public const string EventSystem = "https://telemed.example/fhir/CodeSystem/request-event";

    public static string CodeOf(RequestEvent e) => RequestOperations.Name(e) ?? e.ToString().ToLowerInvariant();

    public static Provenance Record(StoreTransaction transaction, string task, RequestEvent e, string? reason) => new()
    {
        Target = [new(task)],
        Recorded = transaction.Now,
        Activity = new(EventSystem, CodeOf(e)),
        Reason = reason is null ? [] : [new CodeableConcept { Text = reason }],
        Agent = [new() { Who = new(transaction.Caller.Agent, (transaction.Caller as Caller)?.Name) }],
    };

    public static InboxEvent Event(StoreTransaction transaction, LivingTask task, string kind, DateTimeOffset? dueAt) => new(
        Guid.CreateVersion7(transaction.Now), kind, task.Priority.ToString().ToLowerInvariant(), task.Request, task.Reference, dueAt, transaction.Now);
}
