using Hl7.Fhir.Model;

namespace Telemed.Core.Requests;

/// <summary>Where a request stands in the words of the people who wait: Task.businessStatus beside Task.status.</summary>
/// <param name="Code">Code in <see cref="System"/>.</param>
/// <param name="Display">The words shown.</param>
public sealed record BusinessStatus(string Code, Wording Display)
{
    /// <summary>The code system of every business status.</summary>
    public const string System = "https://telemed.example/fhir/CodeSystem/business-status";

    /// <summary>Waits in the pool for somebody to look at it.</summary>
    public static readonly BusinessStatus ToTriage = new("a-trier", new("À trier", "To be triaged"));

    /// <summary>The alert has reached a device.</summary>
    public static readonly BusinessStatus Notified = new("notifie", new("Notifié", "Notified"));

    /// <summary>An expert holds it and the time of the answer is promised.</summary>
    public static readonly BusinessStatus DelayAnnounced = new("delai-annonce", new("Délai annoncé", "Reply time announced"));

    /// <summary>The expert works on it.</summary>
    public static readonly BusinessStatus UnderWay = new("en-cours", new("En cours", "Under way"));

    /// <summary>The expert waits for the requester.</summary>
    public static readonly BusinessStatus InformationRequested =
        new("complement-demande", new("Complément demandé", "More information requested"));

    /// <summary>The opinion is signed.</summary>
    public static readonly BusinessStatus Answered = new("avis-rendu", new("Avis rendu", "Opinion given"));

    /// <summary>The coordinator refused it for all.</summary>
    public static readonly BusinessStatus Refused = new("refuse", new("Refusé", "Refused"));

    /// <summary>The requester cancelled it.</summary>
    public static readonly BusinessStatus Cancelled = new("annule", new("Annulé", "Cancelled"));

    /// <summary>A technical incident ended it.</summary>
    public static readonly BusinessStatus TechnicalIncident =
        new("incident-technique", new("Incident technique", "Technical incident"));

    /// <summary>Read by the requester, survey filled: nothing is left to do.</summary>
    public static readonly BusinessStatus Closed = new("clos", new("Clos", "Closed"));

    /// <summary>Every business status, in the order of a life.</summary>
    public static IReadOnlyList<BusinessStatus> All { get; } =
    [
        ToTriage, Notified, DelayAnnounced, UnderWay, InformationRequested, Answered, Refused, Cancelled, TechnicalIncident, Closed,
    ];

    /// <summary>The business status a Task carries, or null when it carries none of ours.</summary>
    public static BusinessStatus? Of(CodeableConcept? concept) =>
        concept?.Coding.Find(c => c.System == System) is { } coding ? All.FirstOrDefault(s => s.Code == coding.Code) : null;

    /// <summary>The value of Task.businessStatus: coded, French display, English as a translation.</summary>
    public CodeableConcept ToConcept() => new()
    {
        Coding = [new Coding { System = System, Code = Code, DisplayElement = Display.ToFhirString() }],
        Text = Display.French,
    };
}
