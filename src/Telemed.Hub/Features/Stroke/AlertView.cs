using Hl7.Fhir.Model;
using Telemed.Core;
using Telemed.Core.Pathways;
using Telemed.Core.Stroke;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Stroke;

/// <summary>One role of an alert: who is asked for, and who has come.</summary>
/// <param name="TaskId">The Task to accept.</param>
/// <param name="At">When it was taken, or since when it waits.</param>
/// <param name="MayAccept">The reader may take it now.</param>
/// <param name="Mine">The reader holds it.</param>
/// <param name="IsOpen">Nothing has been answered yet.</param>
public sealed record PartView(string TaskId, Wording Role, Mark Mark, string? Holder, DateTimeOffset At, bool MayAccept, bool Mine, bool IsOpen)
{
    /// <summary>Who was told and what came of it; on the board, nothing.</summary>
    public IReadOnlyList<TrailEntry> Told { get; init; } = [];

    /// <summary>Whom the hub tells next and when; empty once somebody holds it.</summary>
    public IReadOnlyList<TrailEntry> Next { get; init; } = [];

    /// <summary>Everybody was told, and nobody holds it.</summary>
    public bool IsAtItsLast { get; init; }

    public bool Waits => Next.Count > 0 || IsAtItsLast;
}

/// <summary>A scale as it was scored once.</summary>
public sealed record ScoreView(NihssAssessment Assessment, DateTimeOffset At, string By);

/// <summary>Something said on the case.</summary>
public sealed record MessageView(string Text, string By, DateTimeOffset At, bool Own);

/// <summary>A document of the case.</summary>
public sealed record DocumentView(string Id, string Title, string By, DateTimeOffset At, long Size);

/// <summary>The second legal act.</summary>
/// <param name="Status">In progress, completed or cancelled.</param>
public sealed record AssistanceView(FhirTask.TaskStatus Status, string By, DateTimeOffset From, DateTimeOffset? Until);

/// <summary>Where the patient is to go.</summary>
public sealed record TransferView(string Destination, string By, DateTimeOffset At);

/// <summary>An alert as one of its people may see it now.</summary>
public sealed record AlertView
{
    public required string RequestId { get; init; }
    public required string TaskId { get; init; }
    public required string Place { get; init; }
    public required Wording Title { get; init; }
    public required AdministrativeGender? Sex { get; init; }
    public required DateTimeOffset SentAt { get; init; }
    public required DateTimeOffset Now { get; init; }
    public required TwinClock Clock { get; init; }
    public required IReadOnlyList<PartView> Parts { get; init; }

    public required string PatientReference { get; init; }

    /// <summary>Null without a therapeutic link, or while nobody has said.</summary>
    public Identity? Patient { get; init; }
    public string? Visit { get; init; }

    /// <summary>Open, or assisted: it stands on the board.</summary>
    public required bool IsActive { get; init; }

    /// <summary>The reader is one of its people: stamps, scores, writes.</summary>
    public required bool Holds { get; init; }

    /// <summary>On the asking side.</summary>
    public bool Asks { get; init; }

    public Questionnaire? Scale { get; init; }
    public IReadOnlyList<ScoreView> Scores { get; init; } = [];
    public Checklist? Checklist { get; init; }
    public IReadOnlyDictionary<string, Tristate> Answers { get; init; } = new Dictionary<string, Tristate>();
    public DateTimeOffset? CheckedAt { get; init; }
    public IReadOnlyList<MessageView> Messages { get; init; } = [];
    public IReadOnlyList<DocumentView> Documents { get; init; } = [];
    public AssistanceView? Assistance { get; init; }
    public IReadOnlyList<TransferView> Transfers { get; init; } = [];
    public Opinion? Opinion { get; init; }

    /// <summary>What the radiologist wrote.</summary>
    public IReadOnlyList<MessageView> Readings { get; init; } = [];
    public IReadOnlyList<Outcome> Outcomes { get; init; } = [];
    public Questionnaire? Survey { get; init; }
    public IReadOnlyList<TrailEntry> Trail { get; init; } = [];

    /// <summary>Numbers outside the hub that the asking side is to call now.</summary>
    public IReadOnlyList<CallOutside> Calls { get; init; } = [];

    public bool MayAnswer { get; init; }
    public bool MayAssist { get; init; }
    public bool MayCancel { get; init; }
    public string Epoch { get; init; } = "";
    public long Cursor { get; init; }

    /// <summary>Numbers of the events about it that no screen of the reader has shown.</summary>
    public IReadOnlyList<long> Unseen { get; init; } = [];

    public ChecklistSummary? Summary => Checklist?.Summarise(Answers);

    public PartView? Free => Parts.FirstOrDefault(part => part.MayAccept);
}
