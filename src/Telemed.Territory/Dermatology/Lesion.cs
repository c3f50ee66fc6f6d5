using System.Text.Json;
using System.Text.RegularExpressions;

namespace Telemed.Territory.Dermatology;

/// <summary>
/// One kind of lesion as general practice meets it: who has it, where, what is asked about it and what a dermatologist answers. All
/// texts are invented; the codes are those of the pathway's form and outcomes. {un|une} in a text is said as the patient's sex asks.
/// </summary>
/// <param name="Weight">How often, relative to the others.</param>
/// <param name="Urgent">The part of them that is asked about as urgent.</param>
/// <param name="SizeMm">As it is drawn; a form says a little more or less.</param>
/// <param name="Hypotheses">The most likely first.</param>
/// <param name="Suspicion">The least first.</param>
sealed partial record Lesion(
    string Name, double Weight, double Urgent, int[] Ages, int SizeMm, string[] Sites, string[] Evolution, string[] Abcde, string[] Symptoms,
    string[] Hypotheses, string[] Suspicion, Lesion.Question[] Questions, Lesion.Exchange[] Asks, Lesion.Outcome[] Outcomes)
{
    /// <summary>What is asked, with the answers of the form that it implies.</summary>
    public sealed record Question(string Text, string? Site = null, string? Symptom = null, string? Evolution = null);

    /// <summary>What the expert wants to know, and what the requester finds out.</summary>
    /// <param name="Photo">The view that is to be taken again; null when words are enough.</param>
    public sealed record Exchange(string Ask, string Reply, string? Photo = null);

    public sealed record Outcome(string Code, double Weight, string[] Texts);

    public static IReadOnlyList<Lesion> All { get; } = Read();

    public static Lesion Named(string name) => All.First(lesion => lesion.Name == name);

    /// <summary>One that a person of this age may have.</summary>
    public static Lesion Draw(Dice dice, int age) =>
        dice.Pick([.. All.Where(lesion => lesion.Strikes(age))], lesion => lesion.Weight);

    public bool Strikes(int age) => age >= Ages[0] && age <= Ages[1];

    public static string Say(string text, bool ofAWoman) => TwoForms().Replace(text, forms => forms.Groups[ofAWoman ? 2 : 1].Value);

    public static bool IsSaid(string text, string words) => Say(text, ofAWoman: true) == words || Say(text, ofAWoman: false) == words;

    [GeneratedRegex(@"\{([^|}]*)\|([^}]*)\}")]
    private static partial Regex TwoForms();

    static Lesion[] Read()
    {
        using var file = typeof(Lesion).Assembly.GetManifestResourceStream("lesions.json")!;
        return JsonSerializer.Deserialize<Lesion[]>(file, JsonSerializerOptions.Web)!;
    }
}
