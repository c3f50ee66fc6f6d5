using Hl7.Fhir.Model;
using Telemed.Core;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Requests;

/// <summary>One request as its requester follows it.</summary>
public sealed record FollowView
{
    public required string RequestId { get; init; }

    public required Wording Title { get; init; }
    public required Identity Patient { get; init; }
    public required RequestPriority Priority { get; init; }
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>Time from opening the form to sending it, as the phone measured it.</summary>
    public TimeSpan? Preparation { get; init; }

    public required Mark Mark { get; init; }
    public string? Holder { get; init; }
    public DateTimeOffset? HeldAt { get; init; }
    public DateTimeOffset? Due { get; init; }
    public required TimeSpan Within { get; init; }

    /// <summary>How many people have been told and may still take it, and how many of them it reached.</summary>
    public int Told { get; init; }

    public int Reached { get; init; }

    /// <summary>While nobody has it: whom the hub tells next and when.</summary>
    public IReadOnlyList<TrailEntry> Next { get; init; } = [];

    /// <summary>Everybody was told, and nobody has it.</summary>
    public bool IsAtItsLast { get; init; }

    /// <summary>Numbers outside the hub to be called now.</summary>
    public IReadOnlyList<CallOutside> Calls { get; init; } = [];

    public IReadOnlyList<TrailEntry> Trail { get; init; } = [];
    public IReadOnlyList<Picture> Pictures { get; init; } = [];

    /// <summary>What the expert asks for, while they wait for it.</summary>
    public OpenQuestion? Question { get; init; }

    public Opinion? Opinion { get; init; }

    /// <summary>The close-out survey of the pathway; null before the answer was read and once it is filled.</summary>
    public Questionnaire? Survey { get; init; }

    public bool MayCancel { get; init; }
    public bool MayReportIncident { get; init; }
    public string Epoch { get; init; } = "";
    public long Cursor { get; init; }
}

/// <summary>An expert's request for information that is still open.</summary>
public sealed record OpenQuestion(string Text, string By, DateTimeOffset At);
