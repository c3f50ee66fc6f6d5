using Hl7.Fhir.Model;

namespace Telemed.Core.Requests;

/// <summary>How pressing a request is: routine, urgent, asap, stat. FHIR's asap is more pressing than its urgent.</summary>
public static class MedicalPriority
{
    /// <summary>All priorities, most pressing first.</summary>
    public static IReadOnlyList<RequestPriority> MostPressingFirst { get; } =
        [RequestPriority.Stat, RequestPriority.Asap, RequestPriority.Urgent, RequestPriority.Routine];

    /// <summary>0 for stat to 3 for routine; a request without priority is routine, as R4 says.</summary>
    public static int Rank(RequestPriority? priority) => priority switch
    {
        RequestPriority.Stat => 0,
        RequestPriority.Asap => 1,
        RequestPriority.Urgent => 2,
        _ => 3,
    };

    /// <summary>The word shown for a priority.</summary>
    public static Wording Display(RequestPriority? priority) => Rank(priority) switch
    {
        0 => new("vitale", "life-threatening"),
        1 => new("immédiate", "immediate"),
        2 => new("urgente", "urgent"),
        _ => new("courante", "routine"),
    };
}
