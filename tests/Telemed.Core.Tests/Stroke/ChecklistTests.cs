using FsCheck.Xunit;
using Hl7.Fhir.Model;
using Telemed.Core.Pathways;

namespace Telemed.Core.Tests.Stroke;

[Properties(Arbitrary = [typeof(AnyStroke)])]
public sealed class ChecklistTests
{
    static readonly Checklist List = StrokePathwayTests.Stroke.Checklist!;

    [Fact]
    public void Every_answer_to_every_item_alone_says_what_it_says_and_nothing_more()
    {
        foreach (var item in List.Items)
        foreach (var answer in Enum.GetValues<Tristate>())
        {
            var summary = List.Summarise(new Dictionary<string, Tristate> { [item.LinkId] = answer });
            var excludes = answer == (item.Class == ChecklistClass.Criterion ? Tristate.No : Tristate.Yes);
            Assert.Equal(excludes ? [item] : [], summary.Exclusions);
            Assert.Equal(answer == Tristate.Unknown, summary.Unknowns.Contains(item));
            Assert.Equal(List.Items.Count - (answer == Tristate.Unknown ? 0 : 1), summary.Unknowns.Count);
        }
    }

    [Fact]
    public void Every_pair_of_answers_of_three_items_of_each_class_is_counted_once()
    {
        var three = Enum.GetValues<ChecklistClass>().Select(one => List.Items.First(item => item.Class == one)).ToList();
        foreach (var a in Enum.GetValues<Tristate>())
        foreach (var b in Enum.GetValues<Tristate>())
        foreach (var c in Enum.GetValues<Tristate>())
        {
            var summary = List.Summarise(new Dictionary<string, Tristate> { [three[0].LinkId] = a, [three[1].LinkId] = b, [three[2].LinkId] = c });
            Assert.Equal((a == Tristate.No ? 1 : 0) + (b == Tristate.Yes ? 1 : 0) + (c == Tristate.Yes ? 1 : 0), summary.Exclusions.Count);
        }
    }

    [Property]
    public void An_item_nobody_answered_and_an_unknown_one_are_the_same(Answers any)
    {
        var answers = any.ByItem;
        var said = answers.Where(answer => answer.Value != Tristate.Unknown).ToDictionary();
        Assert.Equal(List.Summarise(answers).Line, List.Summarise(said).Line);
        Assert.Equal(List.Summarise(answers).Unknowns, List.Summarise(said).Unknowns);
    }

    [Property]
    public void Learning_an_answer_never_takes_an_exclusion_away_and_never_adds_an_unknown(Answers any, Tristate learnt)
    {
        var before = List.Summarise(any.ByItem);
        foreach (var item in before.Unknowns)
        {
            var after = List.Summarise(new Dictionary<string, Tristate>(any.ByItem) { [item.LinkId] = learnt });
            Assert.Superset(before.Exclusions.ToHashSet(), after.Exclusions.ToHashSet());
            Assert.Subset(before.Unknowns.ToHashSet(), after.Unknowns.ToHashSet());
        }
    }

    [Fact]
    public void The_line_counts_and_permits_nothing()
    {
        Assert.Equal($"Aucune exclusion notée · {List.Items.Count} inconnues", List.Summarise(new Dictionary<string, Tristate>()).Line.French);
        var all = List.Items.ToDictionary(item => item.LinkId, item => item.Class == ChecklistClass.Criterion ? Tristate.Yes : Tristate.No);
        Assert.Equal(new("Aucune exclusion notée · aucune inconnue", "No exclusion recorded · nothing unknown"), List.Summarise(all).Line);
        all["inr"] = Tristate.Yes;
        all["pregnancy"] = Tristate.Yes;
        all["doac"] = Tristate.Unknown;
        Assert.Equal("2 exclusions notées, dont 1 absolue · 1 inconnue", List.Summarise(all).Line.French);
    }

    [Fact]
    public void Answers_are_read_from_a_filled_form_and_a_foreign_code_is_unknown()
    {
        var response = new QuestionnaireResponse { Item = [new() { LinkId = "blood", Item = [Answered("inr", "yes"), Answered("doac", "no"), Answered("platelets", "perhaps")] }] };
        var answers = List.Answers(response);
        Assert.Equal((Tristate.Yes, Tristate.No, Tristate.Unknown, Tristate.Unknown), (answers["inr"], answers["doac"], answers["platelets"], answers["adult"]));
    }

    [Fact]
    public void Every_item_says_where_it_comes_from() => Assert.DoesNotContain(List.Items, item => string.IsNullOrWhiteSpace(item.Source));

    static QuestionnaireResponse.ItemComponent Answered(string linkId, string code) => new() { LinkId = linkId, Answer = [new() { Value = new Coding("https://telemed.example/fhir/CodeSystem/checklist-answer", code) }] };
}
