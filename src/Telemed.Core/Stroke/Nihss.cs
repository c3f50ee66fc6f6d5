namespace Telemed.Core.Stroke;

/// <summary>One of the fifteen items of the scale.</summary>
/// <param name="Code">As it is numbered on paper: 1a, 1b, 1c, 2 to 4, 5a, 5b, 6a, 6b, 7 to 11.</param>
/// <param name="Loinc">LOINC code of the item.</param>
/// <param name="Title">What is examined.</param>
/// <param name="Most">Highest score; the lowest is 0.</param>
/// <param name="MayBeUntestable">Whether UN may stand here: amputation, joint fusion, intubation.</param>
/// <param name="MostModified">Highest score in the modified scale; 0 for an item it leaves out.</param>
public sealed record NihssItem(string Code, string Loinc, Wording Title, int Most, bool MayBeUntestable, int MostModified);

/// <summary>The National Institutes of Health Stroke Scale: what is scored, by how much at most, and under which codes.</summary>
public static class Nihss
{
    /// <summary>LOINC: NIH Stroke Scale, total score.</summary>
    public const string Loinc = "72089-6";

    /// <summary>Highest total: the sum of all items.</summary>
    public const int Most = 42;

    /// <summary>Highest total of the modified scale, which was validated for examination at a distance.</summary>
    public const int MostModified = 31;

    /// <summary>The items in the order of the examination.</summary>
    public static IReadOnlyList<NihssItem> Items { get; } =
    [
        new("1a", "70184-7", new("Conscience : vigilance", "Level of consciousness"), 3, false, 0),
        new("1b", "70185-4", new("Conscience : questions", "Consciousness: questions"), 2, false, 2),
        new("1c", "70186-2", new("Conscience : ordres", "Consciousness: commands"), 2, false, 2),
        new("2", "70187-0", new("Oculomotricité", "Best gaze"), 2, false, 2),
        new("3", "70188-8", new("Champ visuel", "Visual fields"), 3, false, 3),
        new("4", "70189-6", new("Paralysie faciale", "Facial palsy"), 3, false, 0),
        new("5a", "70190-4", new("Bras gauche", "Left arm"), 4, true, 4),
        new("5b", "70967-5", new("Bras droit", "Right arm"), 4, true, 4),
        new("6a", "70191-2", new("Jambe gauche", "Left leg"), 4, true, 4),
        new("6b", "70968-3", new("Jambe droite", "Right leg"), 4, true, 4),
        new("7", "70192-0", new("Ataxie", "Limb ataxia"), 2, true, 0),
        new("8", "70193-8", new("Sensibilité", "Sensory"), 2, false, 1),
        new("9", "70194-6", new("Langage", "Best language"), 3, false, 3),
        new("10", "70195-3", new("Dysarthrie", "Dysarthria"), 2, true, 0),
        new("11", "70196-1", new("Extinction, négligence", "Extinction and inattention"), 2, false, 2),
    ];

    /// <summary>The item of a number as on paper, or null.</summary>
    public static NihssItem? Item(string? code) => Items.FirstOrDefault(item => item.Code == code);
}

/// <summary>When in the course of the stroke the scale was scored.</summary>
public enum NihssPhase
{
    /// <summary>At arrival, before any treatment.</summary>
    Arrival,

    /// <summary>Two hours after the treatment began.</summary>
    AfterTwoHours,

    /// <summary>Twenty-four hours after the onset.</summary>
    AfterOneDay,

    /// <summary>At discharge, or whenever else.</summary>
    Later,
}
