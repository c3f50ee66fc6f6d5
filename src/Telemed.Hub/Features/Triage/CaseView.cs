using Telemed.Core;
using Telemed.Core.Pathways;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Triage;

/// <summary>A case as an expert may see it: without identity until they hold it.</summary>
public sealed record CaseView
{
    public required WorklistItem Item { get; init; }

    /// <summary>Id of the request when it is an alert, which has a page of its own; null otherwise.</summary>
    public string? Alert { get; init; }

    /// <summary>Null without a therapeutic link.</summary>
    public Identity? Patient { get; init; }

    /// <summary>Who asked, with profession: "Dr Camille Vidal, médecin généraliste".</summary>
    public required string Requester { get; init; }

    /// <summary>What is asked, in the requester's words.</summary>
    public Wording? Question { get; init; }

    public IReadOnlyList<AnsweredItem> Facts { get; init; } = [];
    public IReadOnlyList<Picture> Pictures { get; init; } = [];
    public IReadOnlyList<TrailEntry> Trail { get; init; } = [];

    /// <summary>Of a patient who is watched at home: id of the CarePlan, which their page goes by.</summary>
    public string? Monitoring { get; init; }

    /// <summary>What happens next if nobody moves, oldest first.</summary>
    public IReadOnlyList<TrailEntry> Next { get; init; } = [];

    /// <summary>What this pathway lets an expert conclude; empty unless they may answer.</summary>
    public IReadOnlyList<Outcome> Outcomes { get; init; } = [];

    /// <summary>The opinion once given.</summary>
    public Opinion? Opinion { get; init; }

    /// <summary>The reader's inbox when the case was read: live updates go on from there.</summary>
    public string Epoch { get; init; } = "";

    public long Cursor { get; init; }

    public bool MayAccept { get; init; }
    public bool MayDecline { get; init; }
    public bool MayAnswer { get; init; }
    public bool MayRequestInformation { get; init; }
    public bool MayRelease { get; init; }
}
