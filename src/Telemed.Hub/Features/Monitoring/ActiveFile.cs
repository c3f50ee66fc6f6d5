using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>One page of the patients whom the reader watches, the most urgent first.</summary>
/// <param name="Shown">Which of them: all, alarm, silent, aside, ending or stable.</param>
/// <param name="Word">How a name begins; empty for any.</param>
/// <param name="Page">From 1.</param>
public sealed record ActiveFile(IReadOnlyList<WatchedPatient> Patients, Counts Counts, string Shown, string Word, int Page, DateTimeOffset Now)
{
    /// <summary>Patients on a page: what a page weighs and reads does not grow with their number.</summary>
    public const int PageSize = 25;

    public static readonly IReadOnlyList<string> Filters = ["all", "alarm", "silent", "aside", "ending", "stable"];

    /// <summary>How many the filter lets through.</summary>
    public long Total { get; init; }

    public int Pages => (int)Math.Max(1, (Total + PageSize - 1) / PageSize);

    public string Address(string? shown = null, int page = 1) =>
        $"/cell?show={shown ?? Shown}{(Word.Length > 0 ? $"&word={Uri.EscapeDataString(Word)}" : "")}{(page > 1 ? $"&page={page}" : "")}";
}

/// <summary>How many patients there are in each state, whatever the filter shows.</summary>
/// <param name="Oldest">Since when the oldest alarm that nobody has taken is open; null when there is none.</param>
public sealed record Counts(long All, long Alarm, long Silent, long Aside, long Ending, long Stable, long Free, DateTimeOffset? Oldest)
{
    public long Of(string shown) => shown switch
    {
        "alarm" => Alarm,
        "silent" => Silent,
        "aside" => Aside,
        "ending" => Ending,
        "stable" => Stable,
        _ => All,
    };
}

/// <summary>One line of the list.</summary>
/// <param name="Level">Of the open alarm; null when none is open.</param>
/// <param name="Silent">Longer without a weight than a rule waits.</param>
/// <param name="Asides">Values nobody has looked at yet.</param>
/// <param name="Days">Weights of the last 30 days.</param>
public sealed record WatchedPatient(
    string PlanId, Identity? Patient, double? Weight, DateTimeOffset? WeighedAt, double? Reference, bool Silent, string? Level, DateTimeOffset? OpenedAt, string? Holder, long Asides,
    IReadOnlyList<(DateTimeOffset At, double Value)> Days)
{
    /// <summary>In hospital or away: nobody is missed.</summary>
    public bool Paused { get; init; }

    /// <summary>The end of the prescription, once it is near enough to be announced; null before.</summary>
    public DateTimeOffset? EndsAt { get; init; }
}
