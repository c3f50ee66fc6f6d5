using Hl7.Fhir.Model;
using Telemed.Core;
using Telemed.Core.Pathways;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;
using Told = (Telemed.Hub.Platform.Pages.Mark Mark, Telemed.Core.Wording Words);

namespace Telemed.Hub.Features.Requests;

/// <summary>What happened to a request, told line by line: who did what, who was told and with what result, and what comes if nobody moves.</summary>
static class CaseTrail
{
    /// <summary>A device that is on confirms within seconds; after this, nobody should believe it still will.</summary>
    static readonly TimeSpan ConfirmsWithin = TimeSpan.FromMinutes(10);

    public static IReadOnlyList<TrailEntry> Trail(this CaseFile file, DateTimeOffset now) =>
    [
        .. Steps(file).Concat(Tellings(file, now)).OrderBy(entry => entry.At),
        .. file.Expected(now),
    ];

    /// <summary>The clocks that still run.</summary>
    public static IReadOnlyList<TrailEntry> Expected(this CaseFile file, DateTimeOffset now) =>
    [
        .. file.Clocks.Where(clock => clock.DueAt > now).OrderBy(clock => clock.DueAt).Select(clock => new TrailEntry(clock.DueAt, Mark.Expected, clock.Kind switch
        {
            DeadlineRows.Level => Next(file.Task.Escalation.Levels[clock.Level]),
            DeadlineRows.Reply => new("la réponse est due", "the answer is due"),
            _ => new("rappel si l’avis n’est pas lu", "a reminder if the opinion is not read"),
        })),
    ];

    static Wording Next(EscalationLevel level) => new(
        $"si personne ne l’a prise : {level.Title.French.ToLowerInvariant()}", $"if nobody has taken it: {level.Title.English.ToLowerInvariant()}");

    static IEnumerable<TrailEntry> Steps(CaseFile file)
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

    static IEnumerable<TrailEntry> Tellings(CaseFile file, DateTimeOffset now) =>
        from told in file.Receipts
        where told.Kind is "submit" || told.Kind.StartsWith("reminder", StringComparison.Ordinal)
        group told by (told.Kind, told.CreatedAt) into telling
        let each = telling.Select(told => Each(file, told, now)).ToList()
        let reached = telling.Count(told => told.DeliveredAt is not null)
        let seen = telling.Count(told => told.DisplayedAt is not null)
        let what = telling.Key.Kind is "submit" ? new Wording("prévenues dans l’application", "told in the application") : new("relancées", "reminded")
        select new TrailEntry(
            telling.Key.CreatedAt, seen > 0 ? Mark.Displayed : reached > 0 ? Mark.Delivered : each[0].Mark,
            new($"{each.Count} personnes {what.French} : reçue par {reached}, vue par {seen}", $"{each.Count} people {what.English}: received by {reached}, seen by {seen}"),
            Each: each);

    static TrailEntry Each(CaseFile file, Receipt told, DateTimeOffset now)
    {
        var (mark, at) = told switch
        {
            { DisplayedAt: { } seen } => (Mark.Displayed, seen),
            { DeliveredAt: { } reached } => (Mark.Delivered, reached),
            _ => (now - told.CreatedAt > ConfirmsWithin ? Mark.NeverDelivered : Mark.Sent, told.CreatedAt),
        };
        var name = file.NameOf($"PractitionerRole/{told.User}");
        return new(at, mark, new($"{name} : {mark.Word().French}", $"{name}: {mark.Word().English}"));
    }
}
