using System.Text.Json;
using Hl7.Fhir.Model;
using Telemed.Core.Pathways;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;
using Measure = Telemed.Core.Monitoring.Measure;

namespace Telemed.Hub.Features.Visits;

/// <summary>
/// A visit, or what a patient says of themselves, arrives as a QuestionnaireResponse with what was measured beside it. Sent twice it counts
/// once: the identifier that was minted with the form is its key. A patient says it once a day.
/// </summary>
sealed class KeepVisit(PathwayList pathways) : IWriteRule
{
    public static readonly Refusal SaidToday = Refusal.Conflict("Vous avez déjà répondu aujourd’hui. / You have answered today already.");

    public bool Concerns(string type) => type == "QuestionnaireResponse";

    public string? AnswerOnceKey(JsonElement resource) =>
        resource.TryGetProperty("questionnaire", out var form) && IsOurs(form.GetString()) && resource.TryGetProperty("identifier", out var identifier)
        && identifier.TryGetProperty("system", out var system) && identifier.TryGetProperty("value", out var value) ? $"{system.GetString()}|{value.GetString()}" : null;

    public ValueTask<Refusal?> Guard(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (write.Resource is not QuestionnaireResponse response || FormOf(response.Questionnaire) is not { } form) return default;
        if (!transaction.Caller.ReachesAll && response.Author?.Reference != transaction.Caller.Agent)
            return new(Refusal.Unprocessable(OperationOutcome.IssueType.Value, $"You say it in your own name: {transaction.Caller.Agent}.", "QuestionnaireResponse.author"));
        var issues = QuestionnaireForm.Check(form, response);
        return new(issues.Count == 0 ? null : Refusal.Of(422, [.. issues.Select(issue => (issue.Code, $"{issue.Text.French} / {issue.Text.English}", (string?)issue.Expression))]));
    }

    public ValueTask<Refusal?> Effects(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (write.Previous is not null) transaction.Effect("delete from hub.visit where key = $1", write.Key);
        if (write.Resource is QuestionnaireResponse { Subject.Reference: { } patient } response && response.Status != QuestionnaireResponse.QuestionnaireResponseStatus.EnteredInError
            && response.AuthoredElement is { } authored && authored.TryToDateTimeOffset(TimeSpan.Zero, out var at) && GradesSigns(response))
            transaction.Effect(
                "insert into hub.visit (key, patient, author, at, own_day) values ($1, $2, $3, $4, $5)",
                write.Key, patient, response.Author?.Reference ?? transaction.Caller.Agent, at.ToUniversalTime(), response.Author?.Reference == patient ? Language.Today(transaction.Now) : null);
        return default;
    }

    public Refusal? Broken(string constraint) => constraint == "one_own_report_a_day" ? SaidToday : null;

    bool IsOurs(string? canonical) => FormOf(canonical) is not null;

    Questionnaire? FormOf(string? canonical) => canonical?.Split('|')[0] is { } url
        ? pathways.All.SelectMany(pathway => new[] { pathway.Visit, pathway.OwnReport }).FirstOrDefault(form => form?.Url == url)
        : null;

    static bool GradesSigns(QuestionnaireResponse response) => response.Item.Exists(item => item.Answer.Count > 0 && Measure.Find(item.LinkId)?.IsSign == true);
}
