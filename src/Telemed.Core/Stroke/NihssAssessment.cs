namespace Telemed.Core.Stroke;

/// <summary>Something that keeps scores from being an assessment.</summary>
/// <param name="Item">The item as on paper; empty for the assessment as a whole.</param>
/// <param name="Text">What is wrong.</param>
public sealed record NihssFault(string Item, Wording Text);

/// <summary>The scale scored once: all fifteen items, each with its points or untestable (UN). Built by <see cref="Of"/> alone.</summary>
public sealed record NihssAssessment
{
    NihssAssessment(IReadOnlyDictionary<string, int?> scores, NihssPhase phase) => (Scores, Phase) = (scores, phase);

    /// <summary>Points by item as on paper; null is UN.</summary>
    public IReadOnlyDictionary<string, int?> Scores { get; }

    /// <summary>When it was scored.</summary>
    public NihssPhase Phase { get; }

    /// <summary>Sum of what could be tested, 0 to 42. UN counts nothing.</summary>
    public int Total => Scores.Values.Sum() ?? 0;

    /// <summary>Sum of the eleven items of the modified scale, 0 to 31: sensory loss counts once, UN counts nothing.</summary>
    public int ModifiedTotal => Nihss.Items.Sum(item => Math.Min(Scores[item.Code] ?? 0, item.MostModified));

    /// <summary>The items that could not be tested, in the order of the examination.</summary>
    public IReadOnlyList<NihssItem> Untestable => [.. Nihss.Items.Where(item => Scores[item.Code] is null)];

    /// <summary>The total in a word: minor up to 4, moderate up to 15, moderate to severe up to 20, severe above.</summary>
    public Wording Severity => SeverityOf(Total);

    /// <summary>The word for a total, 0 to 42.</summary>
    public static Wording SeverityOf(int total) => total switch
    {
        <= 4 => new("mineur", "minor"),
        <= 15 => new("modéré", "moderate"),
        <= 20 => new("modéré à sévère", "moderate to severe"),
        _ => new("sévère", "severe"),
    };

    /// <summary>The assessment, or everything that is wrong with the scores: an item missing, unknown, out of its bounds, or UN where the scale has none.</summary>
    /// <param name="scores">Points by item as on paper; null is UN.</param>
    /// <param name="phase">When it was scored.</param>
    public static (NihssAssessment? Assessment, IReadOnlyList<NihssFault> Faults) Of(IReadOnlyDictionary<string, int?> scores, NihssPhase phase = NihssPhase.Arrival)
    {
        List<NihssFault> faults =
        [
            .. from item in Nihss.Items
               where Wrong(item, scores) is not null
               select new NihssFault(item.Code, Wrong(item, scores)!),
            .. from code in scores.Keys
               where Nihss.Item(code) is null
               select new NihssFault(code, new($"L’échelle n’a pas d’item {code}.", $"The scale has no item {code}.")),
        ];
        return faults.Count > 0 ? (null, faults) : (new(new Dictionary<string, int?>(scores), phase), []);
    }

    static Wording? Wrong(NihssItem item, IReadOnlyDictionary<string, int?> scores)
    {
        if (!scores.TryGetValue(item.Code, out var score))
            return new($"{item.Code} {item.Title.French} : à coter.", $"{item.Code} {item.Title.English}: to be scored.");
        if (score is null && !item.MayBeUntestable)
            return new($"{item.Code} {item.Title.French} : se cote toujours, « UN » n’existe pas ici.", $"{item.Code} {item.Title.English}: always scored, there is no UN here.");
        return score is < 0 || score > item.Most
            ? new($"{item.Code} {item.Title.French} : de 0 à {item.Most}.", $"{item.Code} {item.Title.English}: 0 to {item.Most}.")
            : null;
    }
}
