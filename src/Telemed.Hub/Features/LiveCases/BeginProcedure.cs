using Hl7.Fhir.Model;
using Telemed.Fhir.Store;

namespace Telemed.Hub.Features.LiveCases;

/// <summary>
/// Some milestones are the beginning of a procedure, done where the patient is and by those who asked. It follows its stamp: corrected
/// with it, withdrawn with it; and it ends the assistance that was given for it.
/// </summary>
static class BeginProcedure
{
    public static async Task Follow(StoreTransaction transaction, string living, FhirTask task, Write stamped, Coding procedure, CancellationToken cancel)
    {
        var milestone = (FhirTask)stamped.Resource!;
        var request = task.Focus!.Reference!;
        var at = MilestoneTask.At(milestone);
        var assistance = await AssistTreatment.Find(transaction, task, cancel);
        if (milestone.Output.Find(output => output.Type.Text == MilestoneTask.ProcedureOutput)?.Value is ResourceReference { Reference: { } known }
            && await transaction.Find(known, cancel) is { } stored)
        {
            var before = stored.As<Procedure>();
            before.Status = at is null ? EventStatus.EnteredInError : EventStatus.Completed;
            if (at is { } corrected) before.Performed = new FhirDateTime(corrected);
            CaseCircle.Change(transaction, stored, before);
        }
        else if (at is { } began)
        {
            var write = await CaseCircle.Add(transaction, request, New(task, procedure, began, assistance, request), cancel);
            milestone.Output.Add(new() { Type = new CodeableConcept { Text = MilestoneTask.ProcedureOutput }, Value = new ResourceReference(write.Reference) });
            using var json = System.Text.Json.JsonDocument.Parse(Telemed.Fhir.ResourceBody.Write(milestone));
            stamped.Replace(Telemed.Fhir.ResourceBody.Stamp(json.RootElement, stamped.Id, stamped.Version, transaction.Now));
        }
        if (assistance is not null && at is not null) AssistTreatment.Complete(transaction, assistance, at.Value);
    }

    static Procedure New(FhirTask task, Coding code, DateTimeOffset at, Stored? assistance, string request) => new()
    {
        Status = EventStatus.Completed,
        Code = new(code.System!, code.Code!, code.Display, code.Display),
        Subject = new(task.For!.Reference!),
        BasedOn = [new(assistance?.As<FhirTask>().Focus?.Reference ?? request)],
        Performed = new FhirDateTime(at),
        Performer = [new() { Actor = new(task.Requester!.Reference!) }],
    };
}
