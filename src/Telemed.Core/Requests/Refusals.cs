using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.Task;

namespace Telemed.Core.Requests;

/// <summary>The three refusals of the life of a request, in words for the person who meets them.</summary>
static class Refusals
{
    static readonly Dictionary<RequestEvent, Wording> Acts = new()
    {
        [RequestEvent.Submit] = new("envoyer", "send"),
        [RequestEvent.Deliver] = new("marquer comme reçue", "mark as received"),
        [RequestEvent.Accept] = new("prendre", "accept"),
        [RequestEvent.Start] = new("commencer l’étude de", "start"),
        [RequestEvent.RequestInformation] = new("demander un complément sur", "ask for information on"),
        [RequestEvent.ProvideInformation] = new("compléter", "add information to"),
        [RequestEvent.Answer] = new("rendre un avis sur", "answer"),
        [RequestEvent.Decline] = new("décliner", "decline"),
        [RequestEvent.Release] = new("remettre au groupe", "release"),
        [RequestEvent.Reassign] = new("réorienter", "reassign"),
        [RequestEvent.Reject] = new("refuser", "reject"),
        [RequestEvent.Cancel] = new("annuler", "cancel"),
        [RequestEvent.Fail] = new("déclarer un incident sur", "report an incident on"),
        [RequestEvent.Acknowledge] = new("accuser lecture de", "acknowledge"),
        [RequestEvent.CloseOut] = new("clore", "close out"),
    };

    static readonly Dictionary<TaskStatus, Wording> States = new()
    {
        [TaskStatus.Requested] = new("en attente", "waiting"),
        [TaskStatus.Received] = new("en attente", "waiting"),
        [TaskStatus.Accepted] = new("acceptée", "accepted"),
        [TaskStatus.InProgress] = new("en cours", "in progress"),
        [TaskStatus.OnHold] = new("en attente d’un complément", "waiting for information"),
        [TaskStatus.Completed] = new("terminée", "completed"),
        [TaskStatus.Rejected] = new("refusée", "rejected"),
        [TaskStatus.Cancelled] = new("annulée", "cancelled"),
        [TaskStatus.Failed] = new("close par un incident technique", "ended by a technical incident"),
    };

    static readonly Dictionary<RecordItems, Wording> Items = new()
    {
        [RecordItems.PatientInformed] =
            new("l’information et la non-opposition du patient", "that the patient was informed and is not opposed"),
        [RecordItems.Report] = new("le compte rendu", "the report"),
        [RecordItems.Outcome] = new("la conduite à tenir", "the outcome"),
        [RecordItems.Participants] = new("l’identité des participants", "the identity of the participants"),
        [RecordItems.DateAndTime] = new("la date et l’heure de l’acte", "the date and time of the act"),
        [RecordItems.Reason] = new("le motif", "the reason"),
        [RecordItems.Question] = new("la question posée au demandeur", "the question to the requester"),
        [RecordItems.Information] = new("le complément demandé", "the information asked for"),
        [RecordItems.Acknowledgement] = new("l’accusé de lecture de l’avis", "the acknowledgement of the opinion"),
        [RecordItems.Survey] = new("le questionnaire de clôture", "the close-out survey"),
    };

    public static Decision NotYours(RequestEvent e, RequestFacts facts) => new Decision.Refused(
        OperationOutcome.IssueType.Forbidden,
        "not-yours",
        new($"Vous ne pouvez pas {Acts[e].French} cette demande{HeldBy(facts).French}.",
            $"You cannot {Acts[e].English} this request{HeldBy(facts).English}."));

    public static Decision WrongState(RequestEvent e, RequestFacts facts)
    {
        if (e is RequestEvent.Accept or RequestEvent.Decline && RequestLifecycle.IsHeld(facts.Status) && facts.Holder is { } holder)
        {
            return new Decision.Refused(OperationOutcome.IssueType.Conflict, "already-held",
                new($"Cette demande est déjà prise par {holder}.", $"This request is already held by {holder}."));
        }

        var state = StateOf(facts);
        return new Decision.Refused(OperationOutcome.IssueType.Conflict, "wrong-state",
            new($"Impossible {De(Acts[e].French)} cette demande : elle est {state.French}{HeldBy(facts).French}.",
                $"Cannot {Acts[e].English} this request: it is {state.English}{HeldBy(facts).English}."));
    }

    public static Decision Incomplete(RequestEvent e, RecordItems missing)
    {
        var items = Items.Where(item => missing.HasFlag(item.Key)).Select(item => item.Value).ToList();
        return new Decision.Refused(OperationOutcome.IssueType.BusinessRule, "record-incomplete",
            new($"Impossible {De(Acts[e].French)} cette demande. Il manque : {string.Join(", ", items.Select(i => i.French))}.",
                $"Cannot {Acts[e].English} this request. Missing: {string.Join(", ", items.Select(i => i.English))}."),
            missing);
    }

    static string De(string verb) => "aeiou".Contains(verb[0]) ? $"d’{verb}" : $"de {verb}";

    static Wording StateOf(RequestFacts facts) => facts switch
    {
        { ClosedOut: true } => new("close", "closed"),
        { Status: { } status } when States.TryGetValue(status, out var state) => state,
        _ => new("encore à envoyer", "not sent yet"),
    };

    static Wording HeldBy(RequestFacts facts) => RequestLifecycle.IsHeld(facts.Status) && facts.Holder is { } holder
        ? new($" (prise par {holder})", $" (held by {holder})")
        : new("", "");
}
