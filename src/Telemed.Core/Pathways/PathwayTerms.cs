namespace Telemed.Core.Pathways;

/// <summary>The urls and codes a pathway folder is written in.</summary>
public static class PathwayTerms
{
    const string Base = "https://telemed.example/fhir";

    /// <summary>Extension on PlanDefinition, valueIdentifier: the pool that answers.</summary>
    public const string Pool = $"{Base}/StructureDefinition/pathway-pool";

    /// <summary>Extension on PlanDefinition, valueBoolean: true lets requests leave without the patient's information.</summary>
    public const string Emergency = $"{Base}/StructureDefinition/pathway-emergency";

    /// <summary>Extension on PlanDefinition, valueBoolean: whether asking for information pauses the reply clock.</summary>
    public const string PauseAllowed = $"{Base}/StructureDefinition/pathway-pause-allowed";

    /// <summary>Extension on PlanDefinition, valueCode: <c>person</c> or <c>organization</c>.</summary>
    public const string RequesterReach = $"{Base}/StructureDefinition/pathway-requester-reach";

    /// <summary>Extension on PlanDefinition, valueCode, may be left out: a duty of the hub that requesters must have.</summary>
    public const string RequesterDuty = $"{Base}/StructureDefinition/pathway-requester-duty";

    /// <summary>Extension on PlanDefinition, valueString, repeats: linkId of a form item shown in worklist rows.</summary>
    public const string Headline = $"{Base}/StructureDefinition/pathway-headline";

    /// <summary>
    /// Extension on a level, repeats: whom it tells. Inside, <c>who</c> is an identifier of <see cref="Rotas"/>, <see cref="Pools"/> or
    /// <see cref="Duties"/> or <see cref="CareTeam"/>, of a level of the reply also of <see cref="Parts"/>, or a telephone number with its <c>label</c>; <c>rank</c> counts those on call from 1.
    /// </summary>
    public const string Target = $"{Base}/StructureDefinition/pathway-target";

    /// <summary>Extension on a level, valueCode, repeats: a channel used at once; without any, the console alone.</summary>
    public const string Channel = $"{Base}/StructureDefinition/pathway-channel";

    /// <summary>Extension on a level, valueDuration: tells the same people again as long as nothing else happens.</summary>
    public const string Repeat = $"{Base}/StructureDefinition/pathway-repeat";

    /// <summary>Extension on a level, valueDuration: tells its targets one after the other, this far apart, and not all at once.</summary>
    public const string Interval = $"{Base}/StructureDefinition/pathway-interval";

    /// <summary>Extension on a step accept, valueBoolean: its levels are counted in the hours in which the pool is open.</summary>
    public const string OpenHours = $"{Base}/StructureDefinition/pathway-open-hours";

    /// <summary>Extension on a step accept, valueCode: the milestone that is stamped when somebody accepts, unless it was before.</summary>
    public const string AcceptStamps = $"{Base}/StructureDefinition/pathway-accept-stamps";

    /// <summary>Identifier system of pools (HealthcareService).</summary>
    public const string Pools = "urn:telemed:pool";

    /// <summary>Identifier system of rotas (Schedule).</summary>
    public const string Rotas = "urn:telemed:rota";

    /// <summary>Identifier system of the hub's own duties, such as coordinator.</summary>
    public const string Duties = "urn:telemed:duty";

    /// <summary>Identifier system of the parts people play in one request: <see cref="HolderPart"/> and <see cref="RequesterPart"/>.</summary>
    public const string Parts = "urn:telemed:part";

    /// <summary>Identifier system of the roles in the patient's care team, such as gp: codes of <see cref="CareTeamRole"/>.</summary>
    public const string CareTeam = "urn:telemed:care-team";

    /// <summary>Code system of the roles in a care team.</summary>
    public const string CareTeamRole = $"{Base}/CodeSystem/care-team-role";

    /// <summary>Roles in a care team that a level may tell.</summary>
    public static IReadOnlyList<string> CareTeamRoles { get; } = ["gp", "nurse", "cardiologist"];

    /// <summary>Who has accepted the request; nobody while it waits.</summary>
    public const string HolderPart = "holder";

    /// <summary>Who asked; nobody where software did.</summary>
    public const string RequesterPart = "requester";

    /// <summary>Code system of the further roles of a pathway.</summary>
    public const string Role = $"{Base}/CodeSystem/pathway-role";

    /// <summary>Code system of the steps of a pathway: request, urgency, accept, level, reply, role, assess, checklist, milestones, answer, acknowledge, close-out, visit, own-report.</summary>
    public const string Step = $"{Base}/CodeSystem/pathway-step";

    /// <summary>Code system of milestones of care, and of the actions that name them.</summary>
    public const string Milestone = $"{Base}/CodeSystem/milestone";

    /// <summary>Extension on a milestone's relatedAction, valueDuration: when it is late to come.</summary>
    public const string MilestoneWarn = $"{Base}/StructureDefinition/milestone-warn";

    /// <summary>Extension, valueString: who says so, of a limit or of an item of a checklist.</summary>
    public const string Source = $"{Base}/StructureDefinition/source";

    /// <summary>Extension on an item of a checklist, valueCode: <c>criterion</c>, <c>absolute</c> or <c>relative</c>.</summary>
    public const string ChecklistClass = $"{Base}/StructureDefinition/checklist-class";

    /// <summary>Code system of urgency classes.</summary>
    public const string Urgency = $"{Base}/CodeSystem/urgency-class";

    /// <summary>Code system of what a designation of a code is for: <c>short</c> is a name that a button has room for.</summary>
    public const string DesignationUse = $"{Base}/CodeSystem/designation-use";

    /// <summary>Code system of the five legal acts of article R6316-1 CSP.</summary>
    public const string LegalAct = $"{Base}/CodeSystem/legal-act";

    /// <summary>Codes of <see cref="LegalAct"/>.</summary>
    public static IReadOnlyList<string> LegalActs { get; } =
        ["teleconsultation", "teleexpertise", "telesurveillance", "teleassistance", "regulation"];

    // Extensions of others are kept and ignored; one under our own name that we do not know would silently do nothing.
    internal static bool IsMisspelt(string? url) =>
        url?.StartsWith($"{Base}/StructureDefinition/pathway-", StringComparison.Ordinal) == true
        && url is not (Pool or Emergency or PauseAllowed or RequesterReach or RequesterDuty or Headline or Target or Channel or Repeat or Interval or OpenHours or AcceptStamps);
}
