using Hl7.Fhir.Model;
using Telemed.Core.Pathways;
using Telemed.Core.Requests;
using Telemed.Fhir;
using Telemed.Hub.Features.Requests;

namespace Telemed.Hub.Features.Tasks;

/// <summary>The loop closes: the requester has read the report, then fills the one-minute survey.</summary>
static class CloseTask
{
    public static readonly TaskOperation Acknowledge = new(RequestEvent.Acknowledge, _ => RecordItems.None, (move, _) =>
    {
        if (!move.Task.IsAcknowledged) move.Output(LivingTask.AcknowledgedOutput, new FhirDateTime(move.Transaction.Now));
        return Task.FromResult<Refusal?>(null);
    });

    public static readonly TaskOperation CloseOut = new(
        RequestEvent.CloseOut,
        parameters => RecordItems.Survey.If(Survey(parameters) is not null),
        async (move, cancel) =>
        {
            var survey = Survey(move.Parameters)!;
            survey.Subject = new(move.Task.Request);
            survey.AuthoredElement = new FhirDateTime(move.Transaction.Now);
            survey.Author = new(move.Transaction.Caller.Agent);
            var issues = QuestionnaireForm.Check(move.Pathway.CloseOut, survey);
            if (issues.Count > 0) return Refusal.Of(422, issues.Select(issue => (issue.Code, issue.Text.ToString(), (string?)issue.Expression)));
            move.Output(LivingTask.SurveyOutput, new ResourceReference(await move.Add(survey, cancel)));
            return null;
        });

    static QuestionnaireResponse? Survey(Parameters parameters) => parameters.GetSingle("survey")?.Resource as QuestionnaireResponse;
}
