using static Hl7.Fhir.Model.Task;
using static Telemed.Core.Requests.ClockEffects;
using static Telemed.Core.Requests.Part;
using static Telemed.Core.Requests.RecordItems;
using static Telemed.Core.Requests.RequestEvent;

namespace Telemed.Core.Requests;

/// <summary>
/// The life of a request as one table over FHIR R4 Task.status. Every write to a request's Task is decided here, whoever sends it:
/// console, operation, plain update, or the hub itself.
/// </summary>
public static class RequestLifecycle
{
    const RecordItems LegalRecord = PatientInformed | Report | Outcome | Participants | DateAndTime;
    const ClockEffects Ends = StopsAccept | StopsReply;

    static readonly TaskStatus[] Open =
        [TaskStatus.Requested, TaskStatus.Received, TaskStatus.Accepted, TaskStatus.InProgress, TaskStatus.OnHold];

    /// <summary>Every transition there is, at most one per status and event. What is not here is refused.</summary>
    public static IReadOnlyList<Transition> Table { get; } =
    [
        new(null, Submit, TaskStatus.Requested, Requester, BusinessStatus.ToTriage, StartsAccept | StartsReply, PatientInformed),
        new(TaskStatus.Requested, Deliver, TaskStatus.Received, Hub, BusinessStatus.Notified),

        ..From([TaskStatus.Requested, TaskStatus.Received],
            s => new(s, Accept, TaskStatus.Accepted, PoolMember, BusinessStatus.DelayAnnounced, StopsAccept),
            s => new(s, Decline, s, PoolMember, Needs: Reason)),

        new(TaskStatus.Accepted, Start, TaskStatus.InProgress, Holder, BusinessStatus.UnderWay),

        // An expert who answers or asks straight after accepting has started: nobody should have to say so.
        ..From([TaskStatus.Accepted, TaskStatus.InProgress],
            s => new(s, RequestInformation, TaskStatus.OnHold, Holder, BusinessStatus.InformationRequested, PausesReply, Question),
            s => new(s, Answer, TaskStatus.Completed, Holder, BusinessStatus.Answered, StopsReply | StartsReadBack, LegalRecord),
            s => new(s, Release, TaskStatus.Requested, Holder | Hub, BusinessStatus.ToTriage, StartsAccept),
            s => new(s, Decline, TaskStatus.Requested, Holder, BusinessStatus.ToTriage, StartsAccept, Reason)),

        new(TaskStatus.OnHold, ProvideInformation, TaskStatus.InProgress, Requester, BusinessStatus.UnderWay, ResumesReply, Information),

        ..From([TaskStatus.Requested, TaskStatus.Received, TaskStatus.Accepted, TaskStatus.InProgress],
            s => new(s, Reassign, TaskStatus.Requested, Coordinator, BusinessStatus.ToTriage, StartsAccept)),
        new(TaskStatus.OnHold, Reassign, TaskStatus.Requested, Coordinator, BusinessStatus.ToTriage, StartsAccept | ResumesReply),

        ..From(Open,
            s => new(s, Reject, TaskStatus.Rejected, Coordinator, BusinessStatus.Refused, Ends, Reason),
            s => new(s, Cancel, TaskStatus.Cancelled, Requester, BusinessStatus.Cancelled, Ends),
            s => new(s, Fail, TaskStatus.Failed, Requester | Holder | Coordinator | Hub, BusinessStatus.TechnicalIncident, Ends, Reason)),

        new(TaskStatus.Completed, Acknowledge, TaskStatus.Completed, Requester, Clocks: StopsReadBack),
        new(TaskStatus.Completed, CloseOut, TaskStatus.Completed, Requester, BusinessStatus.Closed, Needs: Acknowledgement | Survey),
    ];

    /// <summary>Whether somebody is still owed an answer: false before submission and after any end.</summary>
    public static bool IsOpen(TaskStatus? status) => status is { } s && Open.Contains(s);

    /// <summary>Whether a person holds the request in this status; otherwise its pool does, or nobody any more.</summary>
    public static bool IsHeld(TaskStatus? status) => status is TaskStatus.Accepted or TaskStatus.InProgress or TaskStatus.OnHold;

    /// <summary>
    /// Decides one event. Refuses with Forbidden when none of the caller's parts may ever do this, with Conflict when it
    /// cannot be done in the present status (naming the holder), with BusinessRule when the record lacks what the law asks for.
    /// </summary>
    public static Decision Decide(RequestFacts facts, RequestEvent e, Part by)
    {
        var allowed = Table.Where(t => t.Event == e && (t.By & by) != Part.None).ToList();
        if (allowed.Count == 0) return Refusals.NotYours(e, facts);

        var row = allowed.Find(t => t.From == facts.Status);
        if (row is null || (e == CloseOut && facts.ClosedOut)) return Refusals.WrongState(e, facts);

        var waived = facts.ConsentRequired ? RecordItems.None : PatientInformed;
        var missing = row.Needs & ~facts.Present & ~waived;
        if (missing != RecordItems.None) return Refusals.Incomplete(e, missing);

        if (row.OnlyRecords || (e == Acknowledge && facts.Present.HasFlag(Acknowledgement))) return new Decision.Recorded(row);
        return new Decision.Move(facts.PauseAllowed ? row : row with { Clocks = row.Clocks & ~(PausesReply | ResumesReply) });
    }

    /// <summary>
    /// The event meant by a plain update of Task.status. Where the table knows several, the first row wins: a held request put
    /// back to <c>requested</c> is a release. Null when no event leads there or the status does not change.
    /// </summary>
    public static RequestEvent? Infer(TaskStatus from, TaskStatus to) =>
        from == to ? null : Table.FirstOrDefault(t => t.From == from && t.To == to)?.Event;

    static IEnumerable<Transition> From(TaskStatus[] statuses, params Func<TaskStatus, Transition>[] rows) =>
        statuses.SelectMany(status => rows.Select(row => row(status)));
}
