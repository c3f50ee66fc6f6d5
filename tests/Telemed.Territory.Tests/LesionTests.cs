using System.Text.Json.Nodes;
using Telemed.Territory.Dermatology;
using Telemed.Territory.Photos;

namespace Telemed.Territory.Tests;

/// <summary>What the territory says about lesions uses the pathway's own codes, and what it shows is a photo.</summary>
public sealed class LesionTests
{
    static readonly string Pathway = Path.Combine(EmptyHub.PathwaysFolder, "dermatology");

    public static TheoryData<string> Lesions => [.. Lesion.All.Select(lesion => lesion.Name)];

    [Theory, MemberData(nameof(Lesions))]
    public void Every_answer_is_one_the_form_offers(string name)
    {
        var lesion = Lesion.Named(name);
        var offered = Read("Questionnaire.json")["item"]!.AsArray().ToDictionary(item => item!["linkId"]!.GetValue<string>(), item => Codes(item!));
        Assert.Subset(offered["body-site"], lesion.Sites.Concat(lesion.Questions.Select(question => question.Site).OfType<string>()).ToHashSet());
        Assert.Subset(offered["evolution"], lesion.Evolution.Concat(lesion.Questions.Select(question => question.Evolution).OfType<string>()).ToHashSet());
        Assert.Subset(offered["symptoms"], lesion.Symptoms.Concat(lesion.Questions.Select(question => question.Symptom).OfType<string>()).ToHashSet());
        Assert.Subset(offered["abcde"], lesion.Abcde.ToHashSet());
        Assert.Subset(offered["hypothesis"], lesion.Hypotheses.ToHashSet());
        Assert.Subset(offered["suspicion"], lesion.Suspicion.ToHashSet());
    }

    [Theory, MemberData(nameof(Lesions))]
    public void Every_outcome_is_an_opinion_of_the_pathway_and_every_text_has_its_words(string name)
    {
        var lesion = Lesion.Named(name);
        var opinions = Read("Outcomes.json")["concept"]!.AsArray()
            .Where(outcome => outcome!["property"]!.AsArray().All(property => property!["valueCode"]?.GetValue<string>() != "more-photos"))
            .Select(outcome => outcome!["code"]!.GetValue<string>()).ToHashSet();
        Assert.Subset(opinions, lesion.Outcomes.Select(outcome => outcome.Code).ToHashSet());
        Assert.All(lesion.Asks, exchange => Assert.True(exchange.Photo is null || Case.Views.Contains(exchange.Photo)));
        var texts = lesion.Questions.Select(question => question.Text)
            .Concat(lesion.Asks.SelectMany(exchange => new[] { exchange.Ask, exchange.Reply }))
            .Concat(lesion.Outcomes.SelectMany(outcome => outcome.Texts));
        Assert.All(texts, text => Assert.DoesNotContain(Lesion.Say(text, ofAWoman: true), character => character is '{' or '|' or '}'));
    }

    [Fact]
    public void The_views_are_those_of_the_pathway() =>
        Assert.Equal(Read("PhotoViews.json")["concept"]!.AsArray().Select(view => view!["code"]!.GetValue<string>()), Case.Views);

    [Fact]
    public void A_drawing_is_a_JPEG_and_the_same_each_time()
    {
        var lesion = Lesion.Named("melanoma");
        var drawn = Case.Views.Select(view => DrawPhoto.Jpeg(lesion, 1, view)).ToList();
        Assert.All(drawn, jpeg => Assert.Equal([0xFF, 0xD8, 0xFF], jpeg[..3]));
        Assert.Equal(3, drawn.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(drawn[1], DrawPhoto.Jpeg(lesion, 1, "20-cm"));
    }

    static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Pathway, file)))!;

    static HashSet<string> Codes(JsonNode item) =>
        [.. item["answerOption"]?.AsArray().Select(option => option!["valueCoding"]!["code"]!.GetValue<string>()) ?? []];
}
