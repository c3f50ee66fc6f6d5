using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Telemed.Core.Requests;
using static Hl7.Fhir.Model.Task;

namespace Telemed.Core.Tests.Requests;

public class RequestLifecycleTests
{
    const RecordItems Everything = (RecordItems)1023 & ~RecordItems.Acknowledgement;
    static readonly RequestEvent[] Events = Enum.GetValues<RequestEvent>();

    [Fact]
    public void The_table_is_the_one_written_in_the_specification()
    {
        var table = RequestLifecycle.Table
            .Select(t => new ExpectedLife.Row(t.From, t.Event, t.By, t.To, t.Business?.Code ?? "", t.Clocks, t.Needs));

        Assert.Equal(ExpectedLife.Rows.Order(ByStatusAndEvent), table.Order(ByStatusAndEvent));
    }

    [Fact]
    public void At_most_one_row_stands_for_a_status_and_an_event() =>
        Assert.All(RequestLifecycle.Table.GroupBy(t => (t.From, t.Event)), rows => Assert.Single(rows));

    [Fact]
    public void Every_status_event_and_set_of_parts_is_decided_as_the_specification_says()
    {
        var decided = 0;
        foreach (var status in ExpectedLife.Statuses)
        foreach (var e in Events)
        for (var parts = 0; parts < 32; parts++)
        {
            var by = (Part)parts;
            var facts = new RequestFacts(status) { Present = e == RequestEvent.CloseOut ? Everything | RecordItems.Acknowledgement : Everything };

            Assert.Equal((status, e, by, Expected(status, e, by)), (status, e, by, Summary(RequestLifecycle.Decide(facts, e, by))));
            decided++;
        }

        Assert.Equal(13 * 15 * 32, decided);
    }

    [Fact]
    public void Each_item_of_the_record_is_waited_for_and_named()
    {
        foreach (var row in ExpectedLife.Rows)
        foreach (var item in Enum.GetValues<RecordItems>().Where(i => i != RecordItems.None && row.Needs.HasFlag(i)))
        {
            var facts = new RequestFacts(row.From) { Present = (RecordItems)1023 & ~item };
            var refused = Assert.IsType<Decision.Refused>(RequestLifecycle.Decide(facts, row.Event, row.By));

            Assert.Equal((OperationOutcome.IssueType.BusinessRule, "record-incomplete", item), (refused.Code, refused.Key, refused.Missing));
        }
    }

    [Fact]
    public void A_request_cannot_leave_without_saying_that_the_patient_was_informed()
    {
        var refused = Refused(new RequestFacts(null), RequestEvent.Submit, Part.Requester);

        Assert.Equal("Impossible d’envoyer cette demande. Il manque : l’information et la non-opposition du patient.", refused.Text.French);
        Assert.Equal("Cannot send this request. Missing: that the patient was informed and is not opposed.", refused.Text.English);
    }

    [Fact]
    public void An_emergency_leaves_and_completes_without_the_patients_information()
    {
        var sent = RequestLifecycle.Decide(new RequestFacts(null) { ConsentRequired = false }, RequestEvent.Submit, Part.Requester);
        var answered = RequestLifecycle.Decide(
            new RequestFacts(TaskStatus.InProgress)
            {
                ConsentRequired = false,
                Present = RecordItems.Report | RecordItems.Outcome | RecordItems.Participants | RecordItems.DateAndTime,
            },
            RequestEvent.Answer,
            Part.Holder);

        Assert.IsType<Decision.Move>(sent);
        Assert.IsType<Decision.Move>(answered);
    }

    [Fact]
    public void Whoever_comes_second_is_told_who_holds_the_request()
    {
        var facts = new RequestFacts(TaskStatus.Accepted) { Holder = "Dr Anaïs Roux" };
        var refused = Refused(facts, RequestEvent.Accept, Part.PoolMember);

        Assert.Equal((OperationOutcome.IssueType.Conflict, "already-held"), (refused.Code, refused.Key));
        Assert.Equal("Cette demande est déjà prise par Dr Anaïs Roux.", refused.Text.French);
    }

    [Fact]
    public void Where_pausing_is_forbidden_the_expert_may_ask_but_the_clock_goes_on()
    {
        var asked = RequestLifecycle.Decide(
            new RequestFacts(TaskStatus.InProgress) { PauseAllowed = false, Present = RecordItems.Question }, RequestEvent.RequestInformation, Part.Holder);

        var move = Assert.IsType<Decision.Move>(asked);
        Assert.Equal((TaskStatus.OnHold, ClockEffects.None), (move.Transition.To, move.Transition.Clocks));
    }

    [Fact]
    public void Reading_the_opinion_again_changes_nothing() => Assert.IsType<Decision.Recorded>(RequestLifecycle.Decide(
        new RequestFacts(TaskStatus.Completed) { Present = RecordItems.Acknowledgement }, RequestEvent.Acknowledge, Part.Requester));

    [Fact]
    public void A_closed_request_is_not_closed_again()
    {
        var facts = new RequestFacts(TaskStatus.Completed) { ClosedOut = true, Present = RecordItems.Acknowledgement | RecordItems.Survey };

        Assert.Equal(OperationOutcome.IssueType.Conflict, Refused(facts, RequestEvent.CloseOut, Part.Requester).Code);
    }

    [Fact]
    public void Every_refusal_is_a_whole_sentence_in_both_languages()
    {
        var refusals =
            from status in ExpectedLife.Statuses
            from e in Events
            from parts in Enumerable.Range(0, 32)
            let facts = new RequestFacts(status) { Holder = "Dr Anaïs Roux" }
            let refused = RequestLifecycle.Decide(facts, e, (Part)parts) as Decision.Refused
            where refused is not null
            select refused.Text;

        Assert.All(refusals.Distinct(), text => Assert.True(
            text.French.EndsWith('.') && text.English.EndsWith('.') && text.French != text.English
            && !Regex.IsMatch(text.French, " de [aeiouéèê]"),
            text.ToString()));
    }

    [Fact]
    public void A_plain_update_of_the_status_means_the_event_that_leads_there()
    {
        Assert.Equal(RequestEvent.Accept, RequestLifecycle.Infer(TaskStatus.Received, TaskStatus.Accepted));
        Assert.Equal(RequestEvent.Release, RequestLifecycle.Infer(TaskStatus.InProgress, TaskStatus.Requested));
        Assert.Equal(RequestEvent.Answer, RequestLifecycle.Infer(TaskStatus.Accepted, TaskStatus.Completed));
        Assert.Equal(RequestEvent.ProvideInformation, RequestLifecycle.Infer(TaskStatus.OnHold, TaskStatus.InProgress));
        Assert.Null(RequestLifecycle.Infer(TaskStatus.Completed, TaskStatus.Requested));
        Assert.Null(RequestLifecycle.Infer(TaskStatus.Requested, TaskStatus.Requested));
    }

    [Fact]
    public void Every_pair_of_statuses_is_inferred_as_an_event_that_really_leads_there()
    {
        foreach (var from in Enum.GetValues<TaskStatus>())
        foreach (var to in Enum.GetValues<TaskStatus>().Where(to => to != from))
        {
            var reachable = ExpectedLife.Rows.Where(r => r.From == from && r.To == to).Select(r => (RequestEvent?)r.Event).ToList();
            Assert.Contains(RequestLifecycle.Infer(from, to), reachable.Count == 0 ? [null] : reachable);
        }
    }

    [Fact]
    public void Operations_and_events_name_each_other()
    {
        foreach (var name in RequestOperations.Names) Assert.Equal(name, RequestOperations.Name(RequestOperations.Event($"${name}")!.Value));

        Assert.Equal(RequestEvent.RequestInformation, RequestOperations.Event("request-information"));
        Assert.Null(RequestOperations.Event("$everything"));
        Assert.Equal([RequestEvent.Submit, RequestEvent.Deliver], Events.Where(e => RequestOperations.Name(e) is null));
    }

    [Fact]
    public void A_business_status_survives_its_way_through_fhir()
    {
        Assert.All(BusinessStatus.All, s => Assert.Same(s, BusinessStatus.Of(s.ToConcept())));
        Assert.All(BusinessStatus.All, s => Assert.Equal(s.Display, s.ToConcept().Coding[0].DisplayElement.ToWording()));
        Assert.Null(BusinessStatus.Of(new CodeableConcept("urn:other", "clos")));
    }

    static string Expected(TaskStatus? status, RequestEvent e, Part by)
    {
        var may = ExpectedLife.Rows.Where(r => r.Event == e && (r.By & by) != 0).ToList();
        if (may.Count == 0) return "Forbidden not-yours";
        return may.Find(r => r.From == status) switch
        {
            null => "Conflict wrong-state",
            { Event: RequestEvent.Decline, Business: "" } row => $"recorded {row.To}",
            var row => $"{row.To} {row.Business} {row.Clocks}",
        };
    }

    static string Summary(Decision decision) => decision switch
    {
        Decision.Move(var t) => $"{t.To} {t.Business?.Code} {t.Clocks}",
        Decision.Recorded(var t) => $"recorded {t.To}",
        Decision.Refused r => $"{r.Code} {r.Key}",
        _ => throw new InvalidOperationException(decision.ToString()),
    };

    static Decision.Refused Refused(RequestFacts facts, RequestEvent e, Part by) =>
        Assert.IsType<Decision.Refused>(RequestLifecycle.Decide(facts, e, by));

    static readonly Comparer<ExpectedLife.Row> ByStatusAndEvent =
        Comparer<ExpectedLife.Row>.Create((a, b) => (a.From, a.Event).CompareTo((b.From, b.Event)));
}
