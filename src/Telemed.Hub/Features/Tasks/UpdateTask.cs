using Hl7.Fhir.Model;
using Telemed.Core.Requests;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Tasks;

/// <summary>
/// A standard update of a Task is one of the same acts: its new status says which. It needs If-Match, and only the status (with its
/// reason) is taken from what was sent; the rest of the Task is the hub's.
/// </summary>
sealed class UpdateTask(PathwayList pathways, IServiceProvider services) : IWriteRule
{
    public bool Concerns(string type) => type == "Task";

    public async ValueTask<Refusal?> Guard(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        var before = write.Previous is { Deleted: false } previous ? previous.As<FhirTask>() : null;
        if (before is null || pathways.Find(before.InstantiatesCanonical) is null)
            return write.Resource is FhirTask created && pathways.Find(created.InstantiatesCanonical) is not null
                ? Refusal.Conflict("The hub alone creates the Task of a request: send the ServiceRequest.")
                : null;
        if (write.Kind == WriteKind.Delete) return Refusal.Conflict("The Task of a request is not deleted: cancel it.");
        if (!write.VersionChecked) return Refusal.PreconditionRequired();

        var asked = (FhirTask)write.Resource!;
        if (RequestLifecycle.Infer(before.Status ?? FhirTask.TaskStatus.Requested, asked.Status ?? FhirTask.TaskStatus.Requested) is not { } wanted
            || RequestOperations.Name(wanted) is not { } name)
            return Refusal.Conflict($"A Task does not go from {before.Status} to {asked.Status}.");
        var operation = TaskOperations.All[name];
        var parameters = new Parameters();
        if (asked.StatusReason is { } reason) parameters.Add("reason", new FhirString(reason.Text ?? reason.Coding.FirstOrDefault()?.Display ?? reason.Coding.FirstOrDefault()?.Code));
        if (operation.Event is RequestEvent.RequestInformation or RequestEvent.ProvideInformation && asked.StatusReason?.Text is { } text) parameters.Add("text", new FhirString(text));

        // The store knows its rules, and this rule the way tasks move, which writes through the store.
        var (moved, refusal) = await services.GetRequiredService<MoveTask>().Decide(transaction, transaction.Caller, write.Previous!, operation, parameters, cancel);
        if (refusal is not null) return refusal;
        using var json = System.Text.Json.JsonDocument.Parse(ResourceBody.Write(moved!));
        write.Replace(ResourceBody.Stamp(json.RootElement, write.Id, write.Version, transaction.Now));
        return null;
    }
}
