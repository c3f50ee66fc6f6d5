namespace Telemed.Hub.Features.Monitoring;

/// <summary>The urls and codes in which a patient's télésurveillance is written.</summary>
static class MonitoringTerms
{
    const string Base = "https://telemed.example/fhir";

    /// <summary>Code system of what the hub measures and plans by and LOINC has no code for: <see cref="ReferenceWeight"/>, <see cref="NurseVisit"/>.</summary>
    public const string System = $"{Base}/CodeSystem/monitoring";

    public const string ReferenceWeight = "reference-weight";

    /// <summary>Code of <see cref="System"/>: the activity of a CarePlan that plans visits.</summary>
    public const string NurseVisit = "nurse-visit";

    /// <summary>Extension on CarePlan, repeats: a rule's parameter with a value of the patient's own.</summary>
    public const string PersonalLimit = $"{Base}/StructureDefinition/personal-limit";

    /// <summary>Extension on CarePlan, repeats: a rule speaks, or not, for this patient.</summary>
    public const string RuleSwitch = $"{Base}/StructureDefinition/rule-switch";

    /// <summary>Extension on CarePlan, repeats: a time in which nobody weighs at home.</summary>
    public const string Pause = $"{Base}/StructureDefinition/monitoring-pause";

    /// <summary>Extension on an activity of planned visits: who changed them, and why; those of the prescription have none.</summary>
    public const string VisitPlanDecision = $"{Base}/StructureDefinition/visit-plan-decision";

    /// <summary>Extension on CarePlan, repeats: what somebody decided for a patient who is stable.</summary>
    public const string Review = $"{Base}/StructureDefinition/monitoring-review";

    /// <summary>What is decided for a patient who is stable: visits monthly, the end, or to go on as before.</summary>
    public static readonly IReadOnlyList<string> Reviews = ["monthly", "end", "go-on"];

    /// <summary>Extension on CarePlan, valueCode: where the patient lives, as an IANA zone; Europe/Paris without it.</summary>
    public const string TimeZone = $"{Base}/StructureDefinition/time-zone";

    /// <summary>The section of a care team's circle: whoever is in the team reaches what is in it.</summary>
    public const string Section = "monitoring";
}
