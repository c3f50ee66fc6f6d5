using Hl7.Fhir.Model;

namespace Telemed.Core.Pathways;

/// <summary>What somebody could say to an item of the checklist. Unknown is an answer of its own and never a no.</summary>
public enum Tristate
{
    /// <summary>Nobody knows yet, or nobody has said.</summary>
    Unknown,

    /// <summary>Yes.</summary>
    Yes,

    /// <summary>No.</summary>
    No,
}

/// <summary>What an item of the checklist weighs.</summary>
public enum ChecklistClass
{
    /// <summary>A condition of the treatment: a no stands against it.</summary>
    Criterion,

    /// <summary>A yes stands against it.</summary>
    Absolute,

    /// <summary>A yes is to be weighed.</summary>
    Relative,
}

/// <summary>One item of the checklist.</summary>
/// <param name="LinkId">The item of the form.</param>
/// <param name="Text">What is asked.</param>
/// <param name="Class">What it weighs.</param>
/// <param name="Source">Who says so: sources disagree, and each hospital sets its own.</param>
public sealed record ChecklistItem(string LinkId, Wording Text, ChecklistClass Class, string Source)
{
    /// <summary>Whether this answer is an exclusion.</summary>
    public bool Excludes(Tristate answer) => answer == (Class == ChecklistClass.Criterion ? Tristate.No : Tristate.Yes);
}

/// <summary>What the answers come to. Never a permission: only what was recorded, and what is not known.</summary>
/// <param name="Exclusions">The items whose answer excludes, in the order of the list.</param>
/// <param name="Unknowns">The items nobody has settled.</param>
/// <param name="Count">How many items the list has.</param>
public sealed record ChecklistSummary(IReadOnlyList<ChecklistItem> Exclusions, IReadOnlyList<ChecklistItem> Unknowns, int Count)
{
    /// <summary>The summary in one line.</summary>
    public Wording Line
    {
        get
        {
            var absolute = Exclusions.Count(item => item.Class != ChecklistClass.Relative);
            var (recorded, inEnglish) = Exclusions.Count switch
            {
                0 => ("Aucune exclusion notée", "No exclusion recorded"),
                1 => ("1 exclusion notée", "1 exclusion recorded"),
                var n => ($"{n} exclusions notées", $"{n} exclusions recorded"),
            };
            if (Exclusions.Count > 0) (recorded, inEnglish) = ($"{recorded}, dont {absolute} absolue{(absolute > 1 ? "s" : "")}", $"{inEnglish}, {absolute} of them absolute");
            return Unknowns.Count switch
            {
                0 => new($"{recorded} · aucune inconnue", $"{inEnglish} · nothing unknown"),
                1 => new($"{recorded} · 1 inconnue", $"{inEnglish} · 1 unknown"),
                var n => new($"{recorded} · {n} inconnues", $"{inEnglish} · {n} unknowns"),
            };
        }
    }
}

/// <summary>The checklist before thrombolysis, as its pathway's file writes it.</summary>
/// <param name="Form">The Questionnaire.</param>
/// <param name="Items">Its items, in order.</param>
public sealed record Checklist(Questionnaire Form, IReadOnlyList<ChecklistItem> Items)
{
    /// <summary>The three codes an item is answered with.</summary>
    public const string Yes = "yes", No = "no", Unknown = "unknown";

    /// <summary>What was answered, by linkId; whatever is neither yes nor no is unknown.</summary>
    public IReadOnlyDictionary<string, Tristate> Answers(QuestionnaireResponse? response)
    {
        var given = QuestionnaireForm.Flatten(response?.Item ?? []).ToLookup(item => item.LinkId, item => (item.Answer.FirstOrDefault()?.Value as Coding)?.Code);
        return Items.ToDictionary(item => item.LinkId, item => given[item.LinkId].FirstOrDefault() switch
        {
            Yes => Tristate.Yes,
            No => Tristate.No,
            _ => Tristate.Unknown,
        });
    }

    /// <summary>What these answers come to; an item without an answer is unknown.</summary>
    public ChecklistSummary Summarise(IReadOnlyDictionary<string, Tristate> answers)
    {
        var answered = Items.Select(item => (Item: item, Answer: answers.GetValueOrDefault(item.LinkId))).ToList();
        return new(
            [.. answered.Where(one => one.Item.Excludes(one.Answer)).Select(one => one.Item)],
            [.. answered.Where(one => one.Answer == Tristate.Unknown).Select(one => one.Item)],
            Items.Count);
    }
}
