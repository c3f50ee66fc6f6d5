namespace Telemed.Core.Requests;

/// <summary>What can happen to a request for advice. Everything that moves its Task is one of these.</summary>
public enum RequestEvent
{
    /// <summary>The requester sends the complete request; its Task comes to be.</summary>
    Submit,

    /// <summary>A device of the pool, or of the person it was offered to, has received the alert.</summary>
    Deliver,

    /// <summary>One expert takes responsibility for the answer and becomes the holder.</summary>
    Accept,

    /// <summary>The holder opens the case to work on it.</summary>
    Start,

    /// <summary>The holder cannot answer without something more from the requester.</summary>
    RequestInformation,

    /// <summary>The requester gives what was asked for.</summary>
    ProvideInformation,

    /// <summary>The holder signs the opinion.</summary>
    Answer,

    /// <summary>Not for me, with a reason: recorded for a pool member, back to the pool for the holder.</summary>
    Decline,

    /// <summary>The holder, or the hub when the lease has run out, gives the request back to its pool.</summary>
    Release,

    /// <summary>The coordinator offers the request to another expert or pool, who still has to accept it.</summary>
    Reassign,

    /// <summary>The coordinator refuses the request for everybody.</summary>
    Reject,

    /// <summary>The requester no longer needs the answer.</summary>
    Cancel,

    /// <summary>A technical incident ends the request (article R6316-4, 5° CSP).</summary>
    Fail,

    /// <summary>The requester has read the opinion.</summary>
    Acknowledge,

    /// <summary>The requester has filled the one-minute survey.</summary>
    CloseOut,
}
