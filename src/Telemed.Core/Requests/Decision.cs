using Hl7.Fhir.Model;

namespace Telemed.Core.Requests;

/// <summary>What the rules say of an event: the closed list of answers to <see cref="RequestLifecycle.Decide"/>.</summary>
public abstract record Decision
{
    private Decision()
    {
    }

    /// <summary>Do it: write the Task with the transition's status and business status, and move its clocks.</summary>
    /// <param name="Transition">The row that applies; its clocks already follow the pathway's rule on pauses.</param>
    public sealed record Move(Transition Transition) : Decision;

    /// <summary>Change nothing of the Task but keep that it happened, and by whom.</summary>
    /// <param name="Transition">The row that applies.</param>
    public sealed record Recorded(Transition Transition) : Decision;

    /// <summary>Do not do it.</summary>
    /// <param name="Code">Conflict: wrong state (409). Forbidden: wrong part (403). BusinessRule: record incomplete (422).</param>
    /// <param name="Key">Stable name of the reason: already-held, wrong-state, not-yours or record-incomplete.</param>
    /// <param name="Text">The reason for a person; names the holder or what is missing.</param>
    /// <param name="Missing">What the record lacks; None unless that is the reason.</param>
    public sealed record Refused(
        OperationOutcome.IssueType Code, string Key, Wording Text, RecordItems Missing = RecordItems.None) : Decision;
}
