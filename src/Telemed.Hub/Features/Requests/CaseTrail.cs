using Hl7.Fhir.Model;
using Telemed.Hub.Platform.Pages;
using Told = (Telemed.Hub.Platform.Pages.Mark Mark, Telemed.Core.Wording Words);

namespace Telemed.Hub.Features.Requests;

/// <summary>What happened to a request, told line by line: who did what, who was told and with what result, and what comes if nobody moves.</summary>
static class CaseTrail
{
    public static IReadOnlyList<TrailEntry> Trail(this CaseFile file, DateTimeOffset now) =>
        [.. file.Steps().Concat(file.Tellings(now)).OrderBy(entry => entry.At), .. file.Expected(now)];

    /// <summary>Who did what.</summary>
    public static IEnumerable<TrailEntry> Steps(this CaseFile file)
    {
        if (!file.Transitions.Any()) yield return new(file.Task.ReplyClock.StartedAt, Mark.Photos, new("Demande envoyée", "Request sent"));
        foreach (var transition in file.Transitions)
        {
            var at = transition.Recorded ?? file.Stored.Updated;
            var who = transition.Agent.FirstOrDefault()?.Who;
            var name = who?.Display ?? file.NameOf(who?.Reference ?? "");
            if (Words(file, transition.Activity?.Coding.FirstOrDefault()?.Code, name) is not { } told) continue;
            yield return new(at, told.Mark, told.Words, transition.Reason.FirstOrDefault()?.Text ?? Written(file, who?.Reference, at));
        }
    }

    static Told? Words(CaseFile file, string? code, string who) => code switch
    {
        "submit" when file.Pathway.IsLive => (Mark.Sent, new($"Alerte lancée par {who}", $"Alert started by {who}")),
        "submit" when file.Pathway.Rules is not null => (Mark.Sent, new($"Alarme de {who}", $"Alarm by {who}")),
        "submit" => (Mark.Photos, new($"{who} : {file.PhotoIds().Count} photos, questionnaire", $"{who}: {file.PhotoIds().Count} photos, form")),
        "accept" => (Mark.Held, new($"Prise par {who}", $"Taken by {who}")),
        "request-information" => (Mark.AwaitingInformation, new($"{who} demande un complément", $"{who} asks for more")),
        "provide-information" => (Mark.Written, new($"{who} a complété", $"{who} gave it")),
        "answer" => (Mark.Answered, new($"Avis rendu par {who}", $"Opinion given by {who}")),
        "acknowledge" => (Mark.Displayed, new($"Avis lu par {who}", $"Opinion read by {who}")),
        "close-out" => (Mark.Delivered, new("Demande close", "Request closed")),
        "decline" => (Mark.Silenced, new($"Déclinée par {who}", $"Declined by {who}")),
        "release" => (Mark.Sent, new($"Rendue au groupe par {who}", $"Given back to the pool by {who}")),
        "reassign" => (Mark.Sent, new($"Réorientée par {who}", $"Redirected by {who}")),
        "reject" => (Mark.Ended, new($"Refusée par {who}", $"Refused by {who}")),
        "cancel" => (Mark.Ended, new($"Annulée par {who}", $"Cancelled by {who}")),
        "fail" => (Mark.Incident, new("Incident technique", "Technical incident")),
        _ => null,
    };

    /// <summary>What was written in the same act: one transaction, one instant.</summary>
    static string? Written(CaseFile file, string? author, DateTimeOffset at) => file.Messages
        .FirstOrDefault(message => message.Sender?.Reference == author && message.SentElement?.ToDateTimeOffset(TimeSpan.Zero) == at)?
        .Payload.Select(payload => (payload.Content as FhirString)?.Value).OfType<string>().FirstOrDefault();
}
