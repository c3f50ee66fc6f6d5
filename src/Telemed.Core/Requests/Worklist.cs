using Hl7.Fhir.Model;

namespace Telemed.Core.Requests;

/// <summary>What decides a request's place in a worklist.</summary>
/// <param name="Id">Breaks ties, so that two pages never show two orders.</param>
/// <param name="Priority">Null counts as routine.</param>
/// <param name="WaitingSince">When it was submitted: giving it back to the pool does not send it to the end.</param>
public sealed record Waiting(string Id, RequestPriority? Priority, DateTimeOffset WaitingSince);

/// <summary>The order of a worklist: medical priority first, then who has waited longest. Never order of arrival alone.</summary>
public static class Worklist
{
    /// <summary>The order in one sentence, to be shown above the list.</summary>
    public static Wording Rule { get; } = new(
        "Triées par priorité médicale, puis par durée d’attente : à priorité égale, la plus ancienne d’abord.",
        "Ordered by medical priority, then by waiting time: at equal priority the oldest comes first.");

    /// <summary>Compares two places: negative when the first is to be seen before the second. A total order.</summary>
    public static IComparer<Waiting> Order { get; } = Comparer<Waiting>.Create((a, b) =>
        Place(a).CompareTo(Place(b)) is var order and not 0 ? order : string.CompareOrdinal(a.Id, b.Id));

    /// <summary>Why a request stands where it stands.</summary>
    public static Wording Explain(Waiting request, DateTimeOffset now)
    {
        var priority = MedicalPriority.Display(request.Priority);
        var (french, english) = Duration(now - request.WaitingSince);
        return new(
            $"Priorité {priority.French}, attend depuis {french}.",
            $"Priority {priority.English}, waiting for {english}.");
    }

    static (int Rank, DateTimeOffset Since) Place(Waiting request) => (MedicalPriority.Rank(request.Priority), request.WaitingSince);

    static (string French, string English) Duration(TimeSpan waited) => waited switch
    {
        { TotalMinutes: < 1 } => ("moins d’une minute", "less than a minute"),
        { TotalHours: < 1 } => ($"{waited.Minutes} min", $"{waited.Minutes} min"),
        { TotalDays: < 1 } => ($"{waited.Hours} h {waited.Minutes:00}", $"{waited.Hours} h {waited.Minutes:00}"),
        _ => ($"{waited.Days} j {waited.Hours} h", $"{waited.Days} d {waited.Hours} h"),
    };
}
