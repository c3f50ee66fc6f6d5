using Hl7.Fhir.Model;
using Telemed.Core;
using Telemed.Core.Pathways;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Requests;

/// <summary>An open alarm in a list.</summary>
/// <param name="Text">What was found.</param>
/// <param name="Holder">Who sees to it; null while nobody does.</param>
public sealed record AlarmItem(string RequestId, string Patient, RequestPriority Priority, Wording Level, string Text, DateTimeOffset Since, string? Holder);

/// <summary>One alarm as somebody of the patient's care team sees it.</summary>
public sealed record AlarmView
{
    public required string RequestId { get; init; }
    public required string TaskId { get; init; }
    public required Identity Patient { get; init; }
    public required RequestPriority Priority { get; init; }
    public required Wording Level { get; init; }
    public required DateTimeOffset Since { get; init; }
    public Wording? Reason { get; init; }

    /// <summary>Measurements in question, rule, what it is worth, and this patient's own record.</summary>
    public IReadOnlyList<AnsweredItem> Facts { get; init; } = [];

    public string? Holder { get; init; }
    public DateTimeOffset? HeldAt { get; init; }
    public bool Ended { get; init; }
    public bool MayAccept { get; init; }

    /// <summary>The viewer sees to it.</summary>
    public bool Holds { get; init; }

    public IReadOnlyList<Outcome> Outcomes { get; init; } = [];
    public Opinion? Opinion { get; init; }

    /// <summary>While nobody sees to it: whom the hub tells next and when.</summary>
    public IReadOnlyList<TrailEntry> Next { get; init; } = [];

    /// <summary>Numbers outside the hub to be called now.</summary>
    public IReadOnlyList<CallOutside> Calls { get; init; } = [];

    public IReadOnlyList<TrailEntry> Trail { get; init; } = [];
}
