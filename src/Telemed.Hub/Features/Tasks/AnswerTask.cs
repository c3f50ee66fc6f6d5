using Hl7.Fhir.Model;
using Telemed.Core.Requests;
using Telemed.Fhir;
using Telemed.Hub.Features.Requests;

namespace Telemed.Hub.Features.Tasks;

/// <summary>
/// The expert's opinion becomes the report: a DiagnosticReport that the requester and the médecin traitant receive
/// (domain 3.1: the report goes to both).
/// </summary>
static class AnswerTask
{
    // LOINC 85208-7: compte rendu de télémédecine (domain 3.8).
    const string ReportCode = "85208-7";

    public static readonly TaskOperation Operation = new(
        RequestEvent.Answer,
        parameters => RecordItems.Report.If(parameters.Text("text") is not null) | RecordItems.Outcome.If(parameters.Text("outcome") is not null),
        Apply);

    static string? NameOf(Patient? patient) => patient?.Name is [var name, ..] ? $"{name.Family?.ToUpperInvariant()} {string.Join(' ', name.Given)}".Trim() : null;

    static async Task<Refusal?> Apply(TaskMove move, CancellationToken cancel)
    {
        if (move.Task.Role is { } role) return await Read(move, role, cancel);
        var code = move.Parameters.Text("outcome")!;
        if (move.Pathway.OutcomeOf(code) is not { } outcome)
            return Refusal.Unprocessable(
                OperationOutcome.IssueType.CodeInvalid,
                $"The outcome {code} is none of the pathway's: {string.Join(", ", move.Pathway.Outcomes.Select(known => known.Code))}.",
                "Parameters.parameter.where(name='outcome')");
        if (!outcome.Answers)
            return Refusal.Unprocessable(
                OperationOutcome.IssueType.BusinessRule, $"{outcome.Label} : demandez un complément ($request-information), ce n'est pas un avis. / Ask for information instead: this is no opinion.",
                "Parameters.parameter.where(name='outcome')");

        var task = move.Task;
        var patient = (await move.Transaction.Find(move.Task.Patient, cancel))?.As<Patient>();
        var written = Report(move, "Compte rendu de téléexpertise");
        // Whoever reads a report may know whom it is about: requester, holder, médecin traitant.
        written.Subject!.Display = NameOf(patient);
        written.ConclusionCode = [new CodeableConcept(outcome.System, outcome.Code, outcome.Label.French, null)];
        var report = await move.Add(written, cancel);
        move.Output(LivingTask.ReportOutput, new ResourceReference(report));

        foreach (var generalPractitioner in patient?.GeneralPractitioner.Select(gp => gp.Reference).OfType<string>() ?? [])
        {
            RequestAccess.Reported(move.Transaction, task.Request, generalPractitioner);
            move.AlsoTell.Add(generalPractitioner);
        }
        return null;
    }

    /// <summary>What somebody of a further role has to say is a report of its own; the outcome is for the one who answers.</summary>
    static async Task<Refusal?> Read(TaskMove move, Core.Pathways.PathwayRole role, CancellationToken cancel)
    {
        move.Output(LivingTask.ReportOutput, new ResourceReference(await move.Add(Report(move, role.Title.French), cancel)));
        return null;
    }

    static DiagnosticReport Report(TaskMove move, string title) => new()
    {
        Status = DiagnosticReport.DiagnosticReportStatus.Final,
        BasedOn = [new(move.Task.Request)],
        Code = new CodeableConcept("http://loinc.org", ReportCode, "Compte rendu de télémédecine", title),
        Subject = new(move.Task.Patient),
        Effective = new FhirDateTime(move.Transaction.Now),
        Issued = move.Transaction.Now,
        Performer = [new(move.Transaction.Caller.Agent, (move.Transaction.Caller as Platform.Caller)?.Name)],
        ResultsInterpreter = [new(move.Transaction.Caller.Agent)],
        Conclusion = move.Parameters.Text("text"),
    };
}
