namespace Telemed.Core.Tests.Pathways;

public sealed class BrokenFormTests : BrokenCopy
{
    [Fact]
    public void A_thirteenth_question_is_refused()
    {
        Edit(Form, q =>
        {
            var thirteenth = q["item"]![11]!.DeepClone();
            thirteenth["linkId"] = "thirteenth";
            q["item"]!.AsArray().Add(thirteenth);
        });
        OneFault(Form, "Questionnaire.item", "asks 13 questions: at most 12");
    }

    [Fact]
    public void Two_questions_may_not_share_a_linkId()
    {
        Edit(Form, q => q["item"]![5]!["linkId"] = "question");
        OneFault(Form, "Questionnaire.item[11].linkId", "'question' stands here a second time");
    }

    [Fact]
    public void A_condition_on_a_question_that_is_not_asked_is_refused()
    {
        Edit(CloseOut, q => q["item"]![3]!["enableWhen"]![0]!["question"] = "satisfaction");
        OneFault(CloseOut, "Questionnaire.item[3].enableWhen[0].question", "the form has no item 'satisfaction'");
    }

    [Fact]
    public void A_choice_without_options_is_refused()
    {
        Edit(Form, q => q["item"]![0]!.AsObject().Remove("answerOption"));
        OneFault(Form, "Questionnaire.item[0].answerOption", "is empty");
    }

    [Fact]
    public void An_option_may_not_stand_twice()
    {
        Edit(Form, q => q["item"]![0]!["answerOption"]![2]!["valueCoding"]!["code"] = "scalp");
        OneFault(Form, "Questionnaire.item[0].answerOption[2].valueCoding.code", "'scalp' stands here a second time");
    }

    [Fact]
    public void Bounds_the_wrong_way_round_are_refused()
    {
        Edit(Form, q => q["item"]![1]!["extension"]![0]!["valueInteger"] = 301);
        OneFault(Form, "Questionnaire.item[1].extension", "minValue 301 is above maxValue 300");
    }

    [Fact]
    public void A_question_no_page_can_show_is_refused()
    {
        Edit(Form, q => q["item"]![8]!["type"] = "attachment");
        OneFault(Form, "Questionnaire.item[8].type", "'attachment' is a type no page shows yet");
    }

    [Fact]
    public void A_pathway_whose_photo_views_are_missing_is_refused()
    {
        File.Delete(At(Views));
        OneFault(Plan, "PlanDefinition.action[0].input[0].codeFilter[0].valueSet", "no CodeSystem in this folder is named 'https://telemed.example/fhir/ValueSet/dermatology-photo-view'");
    }

    [Fact]
    public void An_empty_list_of_photo_views_is_refused()
    {
        Edit(Views, c => c.Remove("concept"));
        OneFault(Views, "CodeSystem.concept", "is empty");
    }

    [Fact]
    public void A_photo_view_says_how_it_is_taken()
    {
        Edit(Views, c => c["concept"]![1]!["property"]!.AsArray().RemoveAt(1));
        OneFault(Views, "CodeSystem.concept[1].property('instruction')", "'20-cm' needs a property 'instruction' of type FhirString");
    }

    [Fact]
    public void A_view_without_a_short_name_leaves_a_button_without_words()
    {
        Edit(Views, c => c["concept"]![0]!["designation"]![0]!["use"]!["code"] = "brief");
        OneFault(Views, "CodeSystem.concept[0].designation('short').value", "is missing");
    }

    [Fact]
    public void A_short_name_fits_on_a_button()
    {
        Edit(Views, c => c["concept"]![2]!["designation"]![0]!["value"] = "Vue d’ensemble");
        OneFault(Views, "CodeSystem.concept[2].designation('short').value", "'Vue d’ensemble' is longer than the 12 characters a button has room for");
    }

    [Fact]
    public void A_duplicate_outcome_is_refused()
    {
        Edit(Outcomes, c => c["concept"]![4]!["code"] = "routine-consult");
        OneFault(Outcomes, "CodeSystem.concept[4].code", "'routine-consult' stands here a second time");
    }

    [Fact]
    public void An_outcome_with_an_unknown_effect_is_refused()
    {
        Edit(Outcomes, c => c["concept"]![0]!["property"]![0]!["valueCode"] = "ends");
        OneFault(Outcomes, "CodeSystem.concept[0].property('effect').valueCode", "'ends' is not one of closes, more-photos, orientation");
    }

    [Fact]
    public void A_pathway_that_can_never_answer_is_refused()
    {
        Edit(Outcomes, c =>
        {
            foreach (var concept in c["concept"]!.AsArray()) concept!["property"]![0]!["valueCode"] = "more-photos";
        });
        OneFault(Outcomes, "CodeSystem.concept", "no outcome answers the question");
    }
}
