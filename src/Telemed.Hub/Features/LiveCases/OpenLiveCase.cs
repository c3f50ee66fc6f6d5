using Hl7.Fhir.Model;
using Telemed.Core.Pathways;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.LiveCases;

/// <summary>
/// A live request brings its first stamps in its form: an instant answered under the name of a milestone is that milestone. So the
/// clocks run from the alert's own message, whoever sent it.
/// </summary>
sealed class OpenLiveCase(PathwayList pathways) : IWriteRule
{
    public bool Concerns(string type) => type == "ServiceRequest";

    public async ValueTask<Refusal?> Effects(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (write.Resource is not ServiceRequest request || write.Kind != WriteKind.Create || pathways.Find(request.InstantiatesCanonical.FirstOrDefault()) is not { IsLive: true } pathway) return null;
        var living = transaction.Writes.First(sent => sent.Type == "Task" && sent.Resource is FhirTask task && task.Focus?.Reference == write.Reference && task.PartOf.Count == 0);
        foreach (var info in request.SupportingInfo.Select(info => info.Reference).OfType<string>())
            if (await transaction.Find(info, cancel) is { Type: "QuestionnaireResponse" } form)
                foreach (var (milestone, at) in Instants(form.As<QuestionnaireResponse>(), pathway))
                {
                    if (at > transaction.Now)
                        return Refusal.Unprocessable(OperationOutcome.IssueType.Value, $"{milestone.Title.French} : cette heure n’est pas encore passée. / {milestone.Title.English}: that time has not come yet.", $"QuestionnaireResponse.item.where(linkId='{milestone.Code}')");
                    var task = MilestoneTask.New(living.Reference, (FhirTask)living.Resource!, milestone, at, request.Requester!.Reference!, transaction.Now);
                    await CaseCircle.Add(transaction, write.Reference, task, cancel, RequestAccess.Question);
                }
        return null;
    }

    static IEnumerable<(Milestone Milestone, DateTimeOffset At)> Instants(QuestionnaireResponse form, Pathway pathway) =>
        from item in form.Item
        let milestone = pathway.MilestoneOf(item.LinkId)
        where milestone is not null
        from answer in item.Answer.Take(1)
        where answer.Value is FhirDateTime
        select (milestone, ((FhirDateTime)answer.Value!).ToDateTimeOffset(TimeSpan.Zero));
}
