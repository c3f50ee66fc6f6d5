using Hl7.Fhir.Model;
using Telemed.Core.Pathways;

namespace Telemed.Hub.Features.LiveCases;

/// <summary>A milestone as FHIR: a completed Task, part of the living one, whose execution period is the instant it happened.</summary>
static class MilestoneTask
{
    public const string ProcedureOutput = "procedure";

    public static string? CodeOf(FhirTask task) => task.Code?.Coding.Find(coding => coding.System == PathwayTerms.Milestone)?.Code;

    /// <summary>When it happened; null once it was withdrawn.</summary>
    public static DateTimeOffset? At(FhirTask task) =>
        task.Status == FhirTask.TaskStatus.Completed ? task.ExecutionPeriod?.StartElement?.ToDateTimeOffset(TimeSpan.Zero) : null;

    public static FhirTask New(string living, FhirTask of, Milestone milestone, DateTimeOffset at, string by, DateTimeOffset now)
    {
        var task = new FhirTask
        {
            Intent = FhirTask.TaskIntent.Order,
            Code = new(PathwayTerms.Milestone, milestone.Code, milestone.Title.French, null),
            BasedOn = [new(of.Focus!.Reference!)],
            PartOf = [new(living)],
            For = new(of.For!.Reference!),
            AuthoredOnElement = new FhirDateTime(now),
            Requester = new(by),
        };
        return Stamp(task, at, now);
    }

    public static FhirTask Stamp(FhirTask task, DateTimeOffset at, DateTimeOffset now)
    {
        task.Status = FhirTask.TaskStatus.Completed;
        task.StatusReason = null;
        task.LastModifiedElement = new FhirDateTime(now);
        task.ExecutionPeriod = new Period { StartElement = new FhirDateTime(at), EndElement = new FhirDateTime(at) };
        return task;
    }

    public static FhirTask Withdraw(FhirTask task, string? reason, DateTimeOffset now)
    {
        task.Status = FhirTask.TaskStatus.EnteredInError;
        task.StatusReason = reason is null ? null : new CodeableConcept { Text = reason };
        task.LastModifiedElement = new FhirDateTime(now);
        return task;
    }
}
