using Hl7.Fhir.Model;
using Telemed.Core.Pathways;
using static Hl7.Fhir.Model.OperationOutcome;
using static Telemed.Core.Tests.Pathways.FilledForm;

namespace Telemed.Core.Tests.Pathways;

public class QuestionnaireFormTests
{
    [Fact]
    public void A_well_filled_form_may_be_sent() => Assert.Empty(Check(Valid()));

    [Fact]
    public void A_form_without_version_may_be_sent()
    {
        var response = Valid();
        response.Questionnaire = "https://telemed.example/fhir/Questionnaire/dermatology-request";

        Assert.Empty(Check(response));
    }

    [Theory]
    [InlineData("body-site", "Réponse obligatoire : Localisation")]
    [InlineData("question", "Réponse obligatoire : Votre question au dermatologue")]
    public void A_missing_answer_is_asked_for(string linkId, string text)
    {
        var issue = Assert.Single(Check(Without(linkId)));

        Assert.Equal((IssueType.Required, $"QuestionnaireResponse.item.where(linkId='{linkId}')", linkId), (issue.Code, issue.Expression, issue.LinkId));
        Assert.Equal(text, issue.Text.French);
    }

    [Fact]
    public void A_blank_text_is_no_answer() =>
        OneIssue(With(Item("question", new FhirString("  "))), IssueType.Required, "QuestionnaireResponse.item.where(linkId='question')");

    [Fact]
    public void An_item_without_answer_is_no_answer() =>
        OneIssue(With(Item("size-mm")), IssueType.Required, "QuestionnaireResponse.item.where(linkId='size-mm')");

    [Fact]
    public void A_question_the_form_does_not_ask_is_refused() =>
        OneIssue(With(Item("shoe-size", new Integer(42))), IssueType.Structure, "QuestionnaireResponse.item[6].linkId");

    [Fact]
    public void An_answer_of_another_type_is_refused() =>
        OneIssue(With(Item("size-mm", new FhirString("huit"))), IssueType.Value, "QuestionnaireResponse.item[1].answer[0].value");

    [Fact]
    public void An_option_that_does_not_exist_is_refused() =>
        OneIssue(With(Item("abcde", Code("asymmetry"), Code("furry"))), IssueType.CodeInvalid, "QuestionnaireResponse.item[3].answer[1].value");

    [Fact]
    public void An_option_of_another_code_system_is_refused() =>
        OneIssue(With(Item("body-site", new Coding("http://snomed.info/sct", "back"))), IssueType.CodeInvalid, "QuestionnaireResponse.item[0].answer[0].value");

    [Theory]
    [InlineData(0)]
    [InlineData(301)]
    public void A_size_out_of_bounds_is_refused(int size)
    {
        var issue = OneIssue(With(Item("size-mm", new Integer(size))), IssueType.Value, "QuestionnaireResponse.item[1].answer[0].value");

        Assert.Equal("Valeur attendue entre 1 et 300 : Plus grand diamètre", issue.Text.French);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    public void A_size_at_the_bound_may_be_sent(int size) => Assert.Empty(Check(With(Item("size-mm", new Integer(size)))));

    [Fact]
    public void Two_answers_to_a_question_for_one_are_refused() =>
        OneIssue(With(Item("body-site", Code("back"), Code("face"))), IssueType.Structure, "QuestionnaireResponse.item[0].answer");

    [Fact]
    public void The_same_question_answered_in_two_places_is_refused()
    {
        var response = Valid();
        response.Item.Add(Item("size-mm", new Integer(9)));

        OneIssue(response, IssueType.Structure, "QuestionnaireResponse.item.where(linkId='size-mm')");
    }

    [Fact]
    public void A_text_longer_than_the_form_allows_is_refused() =>
        OneIssue(With(Item("question", new FhirString(new string('?', 2001)))), IssueType.TooLong, "QuestionnaireResponse.item[5].answer[0].value");

    [Fact]
    public void Answers_to_another_form_are_refused()
    {
        var response = Valid();
        response.Questionnaire = "https://telemed.example/fhir/Questionnaire/dermatology-request|0.9.0";

        OneIssue(response, IssueType.Invalid, "QuestionnaireResponse.questionnaire");
    }

    [Fact]
    public void A_form_still_being_filled_is_refused()
    {
        var response = Valid();
        response.Status = QuestionnaireResponse.QuestionnaireResponseStatus.InProgress;

        OneIssue(response, IssueType.Value, "QuestionnaireResponse.status");
    }

    [Fact]
    public void All_issues_are_told_at_once()
    {
        var empty = new QuestionnaireResponse { Status = QuestionnaireResponse.QuestionnaireResponseStatus.InProgress };

        Assert.Equal(["", "", "body-site", "size-mm", "evolution", "suspicion", "question"], Check(empty).Select(i => i.LinkId));
    }

    [Fact]
    public void What_is_not_FHIR_is_told_by_its_place()
    {
        var response = Valid();
        response.Item[1].Answer[0].Value = new Integer { JsonValue = "huit" };

        OneIssue(response, IssueType.Structure, "QuestionnaireResponse.item[1].answer[0].value");
    }

    [Theory]
    [InlineData("little-use", 1)]
    [InlineData("no-use", 1)]
    [InlineData("useful", 0)]
    public void A_question_is_required_only_when_what_was_answered_before_switches_it_on(string usefulness, int issues)
    {
        var survey = (Questionnaire)Dermatology.CloseOut.DeepCopy();
        survey.Item.Single(i => i.LinkId == "lacking").Required = true;

        Assert.Equal(issues, QuestionnaireForm.Check(survey, Survey(usefulness)).Count);
    }

    [Fact]
    public void A_survey_may_be_sent_without_saying_what_was_lacking() =>
        Assert.Empty(QuestionnaireForm.Check(Dermatology.CloseOut, Survey("no-use")));

    [Fact]
    public void The_answers_are_read_in_the_forms_order_with_its_words_and_units()
    {
        var response = Valid();
        response.Item.Reverse();

        Assert.Equal(
            [
                ("Localisation", "Dos", "Back"),
                ("Plus grand diamètre", "8 mm", "8 mm"),
                ("Évolution depuis", "1 à 6 mois", "1 to 6 months"),
                ("Critères ABCDE présents", "A : asymétrie, C : couleur inhomogène", "A: asymmetry, C: uneven colour"),
                ("Votre niveau de suspicion de cancer", "Suspect", "Suspicious"),
                ("Votre question au dermatologue", "Faut-il l’enlever ?", "Faut-il l’enlever ?"),
            ],
            QuestionnaireForm.Read(Dermatology.Form, response).Select(a => (a.Question.French, a.Answer.French, a.Answer.English)));
    }

    [Fact]
    public void A_worklist_row_says_where_how_large_and_how_suspicious()
    {
        var answers = QuestionnaireForm.Read(Dermatology.Form, Valid()).ToDictionary(a => a.LinkId, a => a.Answer.French);

        Assert.Equal("Dos · 8 mm · Suspect", string.Join(" · ", Dermatology.Headline.Select(h => answers[h])));
    }

    static QuestionnaireResponse Survey(string usefulness)
    {
        static Coding Code(string code) => new("https://telemed.example/fhir/CodeSystem/close-out", code);
        return new()
        {
            Questionnaire = Dermatology.CloseOut.Url,
            Status = QuestionnaireResponse.QuestionnaireResponseStatus.Completed,
            Item =
            [
                Item("visit-avoided", Code("visit-avoided-yes")),
                Item("referral", Code("referral-avoided")),
                Item("usefulness", Code(usefulness)),
                Item("next-step", Code("follow-up"), Code("treatment")),
            ],
        };
    }

    static IReadOnlyList<FormIssue> Check(QuestionnaireResponse response) => QuestionnaireForm.Check(Dermatology.Form, response);

    static FormIssue OneIssue(QuestionnaireResponse response, IssueType code, string expression)
    {
        var issue = Assert.Single(Check(response));
        Assert.Equal((code, expression), (issue.Code, issue.Expression));
        return issue;
    }
}
