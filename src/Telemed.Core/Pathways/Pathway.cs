using Hl7.Fhir.Model;

namespace Telemed.Core.Pathways;

/// <summary>
/// One kind of request for advice, read from a folder of FHIR files: who may ask, with which form and photos, whom, how fast,
/// and what can be answered. The resources inside are the files as read and must not be changed.
/// </summary>
public sealed record Pathway
{
    /// <summary>Folder name and PlanDefinition.id, such as <c>dermatology</c>.</summary>
    public required string Name { get; init; }

    /// <summary>PlanDefinition.url.</summary>
    public required string Url { get; init; }

    /// <summary>PlanDefinition.version. A running request keeps the version it was sent under.</summary>
    public required string Version { get; init; }

    /// <summary>The PlanDefinition as read.</summary>
    public required PlanDefinition Plan { get; init; }

    /// <summary>Title shown to requesters and experts.</summary>
    public required Wording Title { get; init; }

    /// <summary>TRE_G15 codes of the professions that may ask.</summary>
    public required IReadOnlySet<string> Requesters { get; init; }

    /// <summary>The duty of the hub a requester must have beside the profession, such as <c>emergency</c>; null where the profession is enough.</summary>
    public string? RequesterDuty { get; init; }

    /// <summary>Who besides the author reads and follows a request.</summary>
    public required RequesterReach RequesterReach { get; init; }

    /// <summary>Identifier of the HealthcareService whose members answer.</summary>
    public required Identifier Pool { get; init; }

    /// <summary>The form the requester fills: at most <see cref="MostFormItems"/> questions.</summary>
    public required Questionnaire Form { get; init; }

    /// <summary>linkIds of the form items that make up a worklist row, in order.</summary>
    public required IReadOnlyList<string> Headline { get; init; }

    /// <summary>The photo views asked for, in the order they are taken; empty where the pathway needs none.</summary>
    public required IReadOnlyList<PhotoView> PhotoViews { get; init; }

    /// <summary>The urgency classes, most pressing first; each has a priority of its own.</summary>
    public required IReadOnlyList<UrgencyClass> UrgencyClasses { get; init; }

    /// <summary>The roles needed beside the one that answers, each asked for at the same time; empty where one expert is enough.</summary>
    public required IReadOnlyList<PathwayRole> Roles { get; init; }

    /// <summary>What an expert can conclude, in the order shown.</summary>
    public required IReadOnlyList<Outcome> Outcomes { get; init; }

    /// <summary>Time the requester has to open the opinion once given.</summary>
    public required TimeSpan ReadWithin { get; init; }

    /// <summary>The one-minute survey that closes a request.</summary>
    public required Questionnaire CloseOut { get; init; }

    /// <summary>Which of the five acts of article R6316-1 CSP this is, such as <c>teleexpertise</c>.</summary>
    public required Coding LegalAct { get; init; }

    /// <summary>Further legal acts that may follow the first, each a request of its own; empty on most pathways.</summary>
    public IReadOnlyList<Coding> FurtherActs { get; init; } = [];

    /// <summary>The moments of care that are stamped with their time, in order; empty where nothing is done live.</summary>
    public IReadOnlyList<Milestone> Milestones { get; init; } = [];

    /// <summary>The scale the patient is examined by; null where there is none.</summary>
    public Questionnaire? Scale { get; init; }

    /// <summary>What is gone through before the treatment; null where there is none.</summary>
    public Checklist? Checklist { get; init; }

    /// <summary>The rules by which patients at home are watched, and alarms of this pathway raised; null where requests come from people alone.</summary>
    public Monitoring.RuleSet? Rules { get; init; }

    /// <summary>What a nurse measures and grades at a visit; null where nobody is visited. linkIds are codes of <see cref="Monitoring.Measure"/>.</summary>
    public Questionnaire? Visit { get; init; }

    /// <summary>What a patient says of themselves in plain words, under the same linkIds; null where the patient is not asked.</summary>
    public Questionnaire? OwnReport { get; init; }

    /// <summary>Whether people work on a case together and at once: stamps, examinations and messages join it while it is open.</summary>
    public bool IsLive => Milestones.Count > 0;

    /// <summary>False on emergency pathways only: the request leaves without waiting for the patient's information.</summary>
    public required bool ConsentRequired { get; init; }

    /// <summary>False where asking for information must not stop the reply clock.</summary>
    public required bool PauseAllowed { get; init; }

    /// <summary>Every resource of the folder, the PlanDefinition first: what a FHIR server publishes for this pathway.</summary>
    public required IReadOnlyList<Resource> Resources { get; init; }

    /// <summary>A form longer than this is not filled in three minutes.</summary>
    public const int MostFormItems = 12;

    /// <summary>Value of ServiceRequest.instantiatesCanonical: url and version.</summary>
    public string Canonical => $"{Url}|{Version}";

    /// <summary>Whether a canonical, with or without version, names this pathway in this version.</summary>
    public bool IsNamedBy(string canonical) => canonical == Url || canonical == Canonical;

    /// <summary>Whether a profession (TRE_G15 code) may ask, as far as the profession goes.</summary>
    public bool MayBeAskedBy(string profession) => Requesters.Contains(profession);

    /// <summary>Whether somebody of these professions (TRE_G15 codes) with these duties of the hub may ask.</summary>
    public bool MayBeAskedBy(IEnumerable<string> professions, IEnumerable<string> duties) =>
        professions.Any(MayBeAskedBy) && (RequesterDuty is null || duties.Contains(RequesterDuty));

    /// <summary>The class of a ServiceRequest.priority (none means routine); null when the pathway does not offer it.</summary>
    public UrgencyClass? Urgency(RequestPriority? priority) =>
        UrgencyClasses.FirstOrDefault(c => c.Priority == (priority ?? RequestPriority.Routine));

    /// <summary>A further role by its code; null when the pathway has none such.</summary>
    public PathwayRole? RoleOf(string? code) => Roles.FirstOrDefault(role => role.Code == code);

    /// <summary>The milestone of a code; null when the pathway has none such.</summary>
    public Milestone? MilestoneOf(string? code) => Milestones.FirstOrDefault(m => m.Code == code);

    /// <summary>The outcome of a code; null when the pathway has none such.</summary>
    public Outcome? OutcomeOf(string code) => Outcomes.FirstOrDefault(o => o.Code == code);
}

/// <summary>Who on the asking side reads and follows a request.</summary>
public enum RequesterReach
{
    /// <summary>The author alone.</summary>
    Person,

    /// <summary>Everybody in the organisation the author asked for.</summary>
    Organization,
}

/// <summary>One photo the requester takes.</summary>
/// <param name="System">Code system of <paramref name="Code"/>.</param>
/// <param name="Code">Value of Media.view.</param>
/// <param name="Title">Name of the view.</param>
/// <param name="Short">The same for a button: at most <see cref="LongestShort"/> characters in either language.</param>
/// <param name="Instruction">What to do, said while the camera is open.</param>
/// <param name="Required">Whether the request may leave without it.</param>
public sealed record PhotoView(string System, string Code, Wording Title, Wording Short, Wording Instruction, bool Required)
{
    /// <summary>Three buttons of this many characters stand side by side in the pane beside a worklist.</summary>
    public const int LongestShort = 12;
}

/// <summary>How fast an answer is needed, and what that promises.</summary>
/// <param name="Code">Name of the class in its pathway.</param>
/// <param name="Priority">Value of ServiceRequest.priority and Task.priority.</param>
/// <param name="Label">Words the requester chooses by.</param>
/// <param name="AcceptWithin">Time until an expert must hold the request; positive, at most <paramref name="ReplyWithin"/>.</param>
/// <param name="ReplyWithin">Time until the opinion is due.</param>
/// <param name="Escalation">Who is told until somebody accepts.</param>
/// <param name="Reply">Who is reminded until the opinion is there, counted from submission without the pauses; none before its delay.</param>
public sealed record UrgencyClass(
    string Code, RequestPriority Priority, Wording Label, TimeSpan AcceptWithin, TimeSpan ReplyWithin, Escalation Escalation, Escalation Reply)
{
    /// <summary>Code of the milestone that an acceptance stamps; null for none.</summary>
    public string? AcceptStamps { get; init; }
}

/// <summary>One thing an expert can conclude.</summary>
/// <param name="System">Code system of <paramref name="Code"/>.</param>
/// <param name="Code">Value of DiagnosticReport.conclusionCode.</param>
/// <param name="Label">Words shown to expert and requester.</param>
/// <param name="Effect">What it means for the request.</param>
/// <param name="Template">A draft of the opinion, to be edited by the expert.</param>
public sealed record Outcome(string System, string Code, Wording Label, OutcomeEffect Effect, Wording Template)
{
    /// <summary>False for an outcome that asks for more photos: choosing it is a request for information and not an answer.</summary>
    public bool Answers => Effect != OutcomeEffect.AsksMorePhotos;

    /// <summary>On a pathway of alarms, what the outcome says of the alarm: <c>true</c>, <c>false</c> or <c>unknown</c>; null elsewhere.</summary>
    public string? AlarmWas { get; init; }
}

/// <summary>What an outcome means for the request.</summary>
public enum OutcomeEffect
{
    /// <summary>The question is answered and the requester goes on alone.</summary>
    Closes,

    /// <summary>No opinion yet: choosing it asks the requester for better photos.</summary>
    AsksMorePhotos,

    /// <summary>The question is answered and the patient has to be seen: somebody organises it.</summary>
    NeedsOrientation,
}
