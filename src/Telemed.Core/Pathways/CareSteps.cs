using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.PlanDefinition;

namespace Telemed.Core.Pathways;

/// <summary>Reads what only a pathway of live care has: milestones with their limits, a checklist, a scored scale. None of them must be there.</summary>
static class CareSteps
{
    /// <summary>The milestones of a step, in the order of care; each limit is counted from another one of them.</summary>
    public static IReadOnlyList<Milestone> Milestones(ActionComponent step, Place at, FaultLog faults)
    {
        if (step.Action.Count == 0) faults.Add(at["action"], "is empty: at least one milestone is needed");
        var ids = new Dictionary<string, string>();
        var milestones = new List<Milestone>();
        foreach (var (action, i) in step.Action.Select((action, i) => (action, i)))
        {
            var place = at["action", i];
            var code = action.Code.SelectMany(c => c.Coding).FirstOrDefault(c => c.System == PathwayTerms.Milestone)?.Code;
            if (code is null) faults.Add(place["code"], $"is missing: a code of {PathwayTerms.Milestone} names the milestone");
            else if (milestones.Exists(known => known.Code == code)) faults.Add(place["code"], $"milestone '{code}' stands here a second time");
            var limits = action.RelatedAction.Select((related, j) => Limit(related, ids, place["relatedAction", j], faults)).OfType<MilestoneLimit>().ToList();
            milestones.Add(new(
                code ?? "", Reading.Words(action.TitleElement, place["title"], faults), Reading.Words(action.DescriptionElement, place["description"], faults),
                Procedure(action, place, faults), limits));
            if (action.ElementId is { } id) ids[id] = code ?? "";
        }

        return milestones;
    }

    /// <summary>The items of a checklist: choices of exactly yes, no and unknown, each with its class and its source.</summary>
    public static Checklist Checklist(Questionnaire form, Place at, FaultLog faults) => new(
        form,
        [
            .. from one in QuestionnaireForm.Flatten(form.Item).Select((item, i) => (item, i))
               where one.item.Type != Questionnaire.QuestionnaireItemType.Group
               select Item(one.item, at[$"item.where(linkId='{one.item.LinkId}')"], faults),
        ]);

    static Coding? Procedure(ActionComponent action, Place at, FaultLog faults)
    {
        var output = action.Output.FindIndex(requirement => requirement.Type == FHIRAllTypes.Procedure);
        if (output < 0) return null;
        var coding = action.Output[output].CodeFilter.Find(filter => filter.Path == "code")?.Code.FirstOrDefault();
        if (string.IsNullOrEmpty(coding?.Code)) faults.Add(at["output", output]["codeFilter"], "is missing: path 'code' with the code of the procedure");
        return coding;
    }

    static MilestoneLimit? Limit(RelatedActionComponent related, Dictionary<string, string> ids, Place at, FaultLog faults)
    {
        if (related.ActionId is null || !ids.TryGetValue(related.ActionId, out var after))
        {
            faults.Add(at["actionId"], $"'{related.ActionId}' is the id of no milestone before this one");
            return null;
        }

        var breach = Reading.Time(related.Offset, at["offsetDuration"], faults);
        var warn = Reading.Time(related.GetExtension(PathwayTerms.MilestoneWarn)?.Value, at[$"extension('{PathwayTerms.MilestoneWarn}').valueDuration"], faults);
        var source = (related.GetExtension(PathwayTerms.Source)?.Value as FhirString)?.Value;
        if (warn > breach && breach > TimeSpan.Zero) faults.Add(at, $"warns after {warn} of a limit of {breach}");
        if (string.IsNullOrWhiteSpace(source)) faults.Add(at[$"extension('{PathwayTerms.Source}').valueString"], "is missing: a limit says where it comes from");
        return new(after, warn, breach, source ?? "");
    }

    static ChecklistItem Item(Questionnaire.ItemComponent item, Place at, FaultLog faults)
    {
        var answers = item.AnswerOption.Select(option => (option.Value as Coding)?.Code).ToList();
        if (!answers.SequenceEqual([Pathways.Checklist.Yes, Pathways.Checklist.No, Pathways.Checklist.Unknown]))
            faults.Add(at["answerOption"], $"an item of a checklist is answered yes, no or unknown, in this order; found '{string.Join(", ", answers)}'");
        var weighs = (item.GetExtension(PathwayTerms.ChecklistClass)?.Value as Code)?.Value;
        if (weighs is not ("criterion" or "absolute" or "relative"))
            faults.Add(at[$"extension('{PathwayTerms.ChecklistClass}').valueCode"], $"'{weighs}' is not one of criterion, absolute, relative");
        var source = (item.GetExtension(PathwayTerms.Source)?.Value as FhirString)?.Value;
        if (string.IsNullOrWhiteSpace(source)) faults.Add(at[$"extension('{PathwayTerms.Source}').valueString"], "is missing: an item says where it comes from");
        return new(item.LinkId ?? "", QuestionnaireForm.Question(item), weighs switch
        {
            "criterion" => ChecklistClass.Criterion,
            "relative" => ChecklistClass.Relative,
            _ => ChecklistClass.Absolute,
        }, source ?? "");
    }
}
