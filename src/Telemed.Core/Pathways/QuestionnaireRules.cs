using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.Questionnaire;

namespace Telemed.Core.Pathways;

/// <summary>What a form must be like to be shown and checked here.</summary>
static class QuestionnaireRules
{
    static readonly HashSet<QuestionnaireItemType> Shown =
    [
        QuestionnaireItemType.Group, QuestionnaireItemType.Display, QuestionnaireItemType.Boolean, QuestionnaireItemType.Integer,
        QuestionnaireItemType.Decimal, QuestionnaireItemType.Date, QuestionnaireItemType.String, QuestionnaireItemType.Text,
        QuestionnaireItemType.Choice, QuestionnaireItemType.DateTime,
    ];

    public static void Check(Questionnaire form, Place at, FaultLog faults)
    {
        if (!Uri.TryCreate(form.Url, UriKind.Absolute, out _)) faults.Add(at["url"], "is missing or not an absolute url");
        if (string.IsNullOrWhiteSpace(form.Version)) faults.Add(at["version"], "is missing: an answer says which version it answers");
        Reading.Words(form.TitleElement, at["title"], faults);
        if (form.Item.Count == 0) faults.Add(at["item"], "is empty: a form needs at least one item");

        var items = Places(form.Item, at).ToList();
        var linkIds = items.Select(i => i.Item.LinkId!).ToHashSet();
        foreach (var twice in items.GroupBy(i => i.Item.LinkId).SelectMany(same => same.Skip(1)))
        {
            faults.Add(twice.At["linkId"], $"'{twice.Item.LinkId}' stands here a second time");
        }

        foreach (var (item, place) in items) CheckItem(item, place, linkIds, faults);
    }

    public static void FitsInThreeMinutes(Questionnaire form, Place at, FaultLog faults)
    {
        var questions = QuestionnaireForm.Flatten(form.Item)
            .Count(i => i.Type is not (QuestionnaireItemType.Group or QuestionnaireItemType.Display));
        if (questions > Pathway.MostFormItems)
        {
            faults.Add(at["item"], $"asks {questions} questions: at most {Pathway.MostFormItems}, or nobody fills it in three minutes");
        }
    }

    static void CheckItem(ItemComponent item, Place at, HashSet<string> linkIds, FaultLog faults)
    {
        Reading.Words(item.TextElement, at["text"], faults);
        if (!Shown.Contains(item.Type!.Value)) faults.Add(at["type"], $"'{item.TypeElement!.JsonValue}' is a type no page shows yet");

        foreach (var (condition, i) in item.EnableWhen.Select((c, i) => (c, i)).Where(c => !linkIds.Contains(c.c.Question!)))
        {
            faults.Add(at["enableWhen", i]["question"], $"the form has no item '{condition.Question}'");
        }

        if (item.Type == QuestionnaireItemType.Choice) CheckOptions(item, at, faults);
        if (QuestionnaireForm.Least(item) > QuestionnaireForm.Most(item))
        {
            faults.Add(at["extension"], $"minValue {QuestionnaireForm.Least(item)} is above maxValue {QuestionnaireForm.Most(item)}");
        }
    }

    static void CheckOptions(ItemComponent item, Place at, FaultLog faults)
    {
        if (item.AnswerOption.Count == 0) faults.Add(at["answerOption"], "is empty: a choice needs its options here");
        var seen = new HashSet<(string?, string?)>();
        foreach (var (option, i) in item.AnswerOption.Select((o, i) => (o, i)))
        {
            var place = at["answerOption", i]["valueCoding"];
            if (option.Value is not Coding { Code.Length: > 0 } coding)
            {
                faults.Add(place, "is missing: an option is a coding with system, code and display");
                continue;
            }

            if (string.IsNullOrEmpty(coding.System)) faults.Add(place["system"], "is missing");
            Reading.Words(coding.DisplayElement, place["display"], faults);
            if (!seen.Add((coding.System, coding.Code))) faults.Add(place["code"], $"'{coding.Code}' stands here a second time");
        }
    }

    static IEnumerable<(ItemComponent Item, Place At)> Places(List<ItemComponent> items, Place parent) =>
        items.SelectMany((item, i) => Places(item.Item, parent["item", i]).Prepend((item, parent["item", i])));
}
