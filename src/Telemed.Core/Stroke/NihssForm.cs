using Hl7.Fhir.Model;
using Telemed.Core.Pathways;

namespace Telemed.Core.Stroke;

/// <summary>The scale as a Questionnaire: linkIds are the items as on paper, options are the points and, where the scale has it, UN.</summary>
public static class NihssForm
{
    const string Untestable = "UN";

    /// <summary>Whether a Questionnaire is this scale: it carries the LOINC code of the total.</summary>
    public static bool Is(Questionnaire form) => form.Code.Exists(coding => coding is { System: "http://loinc.org", Code: Nihss.Loinc });

    /// <summary>The assessment in what was posted or sent; or what is wrong with it.</summary>
    public static (NihssAssessment? Assessment, IReadOnlyList<NihssFault> Faults) Read(QuestionnaireResponse response, NihssPhase phase)
    {
        var scores = new Dictionary<string, int?>();
        foreach (var item in QuestionnaireForm.Flatten(response.Item))
            if (item.Answer.FirstOrDefault()?.Value is Coding { Code: { } code })
                scores[item.LinkId ?? ""] = code == Untestable ? null : int.TryParse(code, out var points) ? points : -1;
        return NihssAssessment.Of(scores, phase);
    }

    /// <summary>What makes a form another scale than the one that is computed.</summary>
    internal static void Check(Questionnaire form, Place at, FaultLog faults)
    {
        var items = QuestionnaireForm.Flatten(form.Item).Where(item => item.Type == Questionnaire.QuestionnaireItemType.Choice).ToDictionary(item => item.LinkId ?? "");
        foreach (var item in Nihss.Items)
        {
            var expected = Enumerable.Range(0, item.Most + 1).Select(points => $"{points}").Concat(item.MayBeUntestable ? [Untestable] : []).ToList();
            var found = items.GetValueOrDefault(item.Code)?.AnswerOption.Select(option => (option.Value as Coding)?.Code).ToList() ?? [];
            if (!found.SequenceEqual(expected)) faults.Add(at[$"item.where(linkId='{item.Code}').answerOption"], $"the scale has {string.Join(", ", expected)} here; found '{string.Join(", ", found)}'");
        }

        foreach (var unknown in items.Keys.Where(linkId => Nihss.Item(linkId) is null)) faults.Add(at[$"item.where(linkId='{unknown}')"], "is no item of the scale");
    }
}
