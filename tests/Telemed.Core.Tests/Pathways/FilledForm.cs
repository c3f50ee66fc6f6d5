using Hl7.Fhir.Model;
using Telemed.Core.Pathways;

namespace Telemed.Core.Tests.Pathways;

/// <summary>The dermatology form, well filled, to be spoiled by a test.</summary>
static class FilledForm
{
    const string Codes = "https://telemed.example/fhir/CodeSystem/dermatology-form";

    public static readonly Pathway Dermatology =
        Assert.Single(PathwayFolder.Read(Repository.Path("fhir-profiles", "pathways", "dermatology")).Pathways);

    public static QuestionnaireResponse Valid() => new()
    {
        Questionnaire = "https://telemed.example/fhir/Questionnaire/dermatology-request|1.0.0",
        Status = QuestionnaireResponse.QuestionnaireResponseStatus.Completed,
        Item =
        [
            Item("body-site", Code("back")),
            Item("size-mm", new Integer(8)),
            Item("evolution", Code("evolution-months")),
            Item("abcde", Code("asymmetry"), Code("colour")),
            Item("suspicion", Code("suspicion-likely")),
            Item("question", new FhirString("Faut-il l’enlever ?")),
        ],
    };

    public static QuestionnaireResponse.ItemComponent Item(string linkId, params DataType[] answers) => new()
    {
        LinkId = linkId,
        Answer = [.. answers.Select(a => new QuestionnaireResponse.AnswerComponent { Value = a })],
    };

    public static Coding Code(string code) => new(Codes, code);

    public static QuestionnaireResponse With(QuestionnaireResponse.ItemComponent item)
    {
        var response = Valid();
        var place = response.Item.FindIndex(i => i.LinkId == item.LinkId);
        if (place >= 0) response.Item[place] = item;
        else response.Item.Add(item);
        return response;
    }

    public static QuestionnaireResponse Without(string linkId)
    {
        var response = Valid();
        response.Item.RemoveAll(i => i.LinkId == linkId);
        return response;
    }
}
