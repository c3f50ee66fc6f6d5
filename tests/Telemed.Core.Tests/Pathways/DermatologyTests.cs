using Hl7.Fhir.Model;
using Telemed.Core.Pathways;

namespace Telemed.Core.Tests.Pathways;

public class DermatologyTests
{
    static readonly PathwayReading Reading = PathwayFolder.ReadAll(Repository.Path("fhir-profiles", "pathways"));
    static readonly Pathway Dermatology = Assert.Single(Reading.Pathways, p => p.Name == "dermatology");

    [Fact]
    public void Every_pathway_of_the_repository_is_read_without_a_fault() => Assert.Empty(Reading.Faults);

    [Fact]
    public void Doctors_nurses_and_physiotherapists_may_ask_and_nobody_else()
    {
        Assert.Equal(["10", "60", "70"], Dermatology.Requesters.Order());
        Assert.True(Dermatology.MayBeAskedBy("60"));
        Assert.False(Dermatology.MayBeAskedBy("50"));
    }

    [Fact]
    public void An_ordinary_lesion_is_accepted_in_4_hours_and_answered_in_48_an_urgent_one_in_1_and_24()
    {
        Assert.Equal(
            [("urgent", RequestPriority.Urgent, 1, 24), ("suspect", RequestPriority.Routine, 4, 48)],
            Dermatology.UrgencyClasses.Select(c => (c.Code, c.Priority, c.AcceptWithin.TotalHours, c.ReplyWithin.TotalHours)));
        Assert.Equal("suspect", Dermatology.Urgency(null)!.Code);
        Assert.Null(Dermatology.Urgency(RequestPriority.Stat));
    }

    [Fact]
    public void Three_views_are_asked_for_in_the_order_they_are_taken() =>
        Assert.Equal([("close-up", true), ("20-cm", true), ("site", true)], Dermatology.PhotoViews.Select(v => (v.Code, v.Required)));

    [Fact]
    public void An_expert_concludes_with_one_of_seven_outcomes() => Assert.Equal(
        [
            ("benign-no-follow-up", OutcomeEffect.Closes),
            ("benign-treat", OutcomeEffect.Closes),
            ("suspicious-rapid-consult", OutcomeEffect.NeedsOrientation),
            ("routine-consult", OutcomeEffect.NeedsOrientation),
            ("biopsy-excise", OutcomeEffect.NeedsOrientation),
            ("more-photos", OutcomeEffect.AsksMorePhotos),
            ("refer-hospital", OutcomeEffect.NeedsOrientation),
        ],
        Dermatology.Outcomes.Select(o => (o.Code, o.Effect)));

    [Fact]
    public void The_form_asks_at_most_twelve_questions_and_not_what_the_patient_file_knows()
    {
        var items = QuestionnaireForm.Flatten(Dermatology.Form.Item).ToList();

        Assert.InRange(items.Count, 1, Pathway.MostFormItems);
        Assert.DoesNotContain(items, i => i.LinkId is "age" or "sex" or "birth-date");
        Assert.Equal(["body-site", "size-mm", "evolution", "suspicion", "question"], items.Where(i => i.Required == true).Select(i => i.LinkId));
    }

    [Fact]
    public void The_survey_takes_a_minute() => Assert.InRange(Dermatology.CloseOut.Item.Count, 4, 5);

    [Fact]
    public void It_is_a_teleexpertise_with_consent_that_may_pause_and_belongs_to_its_author()
    {
        Assert.Equal("teleexpertise", Dermatology.LegalAct.Code);
        Assert.True(Dermatology.ConsentRequired);
        Assert.True(Dermatology.PauseAllowed);
        Assert.Equal(RequesterReach.Person, Dermatology.RequesterReach);
        Assert.Equal(("urn:telemed:pool", "dermatology"), (Dermatology.Pool.System, Dermatology.Pool.Value));
        Assert.Equal(TimeSpan.FromDays(3), Dermatology.ReadWithin);
    }

    [Fact]
    public void A_request_names_it_with_or_without_version()
    {
        Assert.Equal("https://telemed.example/fhir/PlanDefinition/dermatology|1.0.0", Dermatology.Canonical);
        Assert.True(Dermatology.IsNamedBy("https://telemed.example/fhir/PlanDefinition/dermatology"));
        Assert.True(Dermatology.IsNamedBy(Dermatology.Canonical));
        Assert.False(Dermatology.IsNamedBy("https://telemed.example/fhir/PlanDefinition/dermatology|0.9.0"));
    }

    [Fact]
    public void Its_five_resources_are_ready_to_be_published() => Assert.Equal(
        ["PlanDefinition", "Questionnaire", "CodeSystem", "CodeSystem", "Questionnaire"], Dermatology.Resources.Select(r => r.TypeName));

    [Fact]
    public void Every_text_a_person_reads_exists_in_both_languages()
    {
        var words = Dermatology.Outcomes.SelectMany(o => new[] { o.Label, o.Template })
            .Concat(Dermatology.PhotoViews.SelectMany(v => new[] { v.Title, v.Short, v.Instruction }))
            .Concat(Dermatology.UrgencyClasses.Select(u => u.Label))
            .Concat(QuestionnaireForm.Flatten(Dermatology.Form.Item.Concat(Dermatology.CloseOut.Item)).Select(i => i.TextElement.ToWording()!))
            .Append(Dermatology.Title);

        Assert.All(words, w => Assert.True(w.French.Length > 0 && w.English.Length > 0 && w.French != w.English || w.French == "Phototype", w.ToString()));
    }
}
