using FsCheck.Xunit;
using Telemed.Core.Requests;
using static Hl7.Fhir.Model.Task;

namespace Telemed.Core.Tests.Requests;

[Properties(Arbitrary = [typeof(Walks)], MaxTest = 500)]
public class AnyWalkTests
{
    const RecordItems LegalRecord =
        RecordItems.PatientInformed | RecordItems.Report | RecordItems.Outcome | RecordItems.Participants | RecordItems.DateAndTime;

    static readonly TaskStatus?[] Ends = [TaskStatus.Completed, TaskStatus.Rejected, TaskStatus.Cancelled, TaskStatus.Failed];

    [Property]
    public void No_walk_leaves_an_end(Walk walk) =>
        Assert.All(walk.Moments().Where(m => Ends.Contains(m.Before)), m => Assert.Equal(m.Before, m.After));

    [Property]
    public void No_walk_completes_a_request_without_its_record(Walk walk) =>
        Assert.All(
            walk.Moments().Where(m => m.Before != TaskStatus.Completed && m.After == TaskStatus.Completed),
            m => Assert.Equal(LegalRecord, m.Step.Present & LegalRecord));

    [Property]
    public void No_walk_submits_a_request_without_the_patients_information(Walk walk) =>
        Assert.All(
            walk.Moments().Where(m => m.Before is null && m.After is not null),
            m => Assert.True(m.Step.Present.HasFlag(RecordItems.PatientInformed)));

    [Property]
    public void Nobody_holds_a_request_without_having_accepted_it(Walk walk) =>
        Assert.All(
            walk.Moments().Where(m => !RequestLifecycle.IsHeld(m.Before) && RequestLifecycle.IsHeld(m.After)),
            m => Assert.Equal(RequestEvent.Accept, m.Step.Event));

    [Property]
    public void Only_the_holder_answers_and_only_the_requester_reads(Walk walk) =>
        Assert.All(
            walk.Moments().Where(m => m.Decision is Decision.Move),
            m => Assert.True(m.Step.Event switch
            {
                RequestEvent.Answer => m.Step.By.HasFlag(Part.Holder),
                RequestEvent.Acknowledge or RequestEvent.CloseOut => m.Step.By.HasFlag(Part.Requester),
                _ => true,
            }));

    [Property]
    public void A_refusal_changes_nothing(Walk walk) =>
        Assert.All(walk.Moments().Where(m => m.Decision is Decision.Refused), m => Assert.Equal(m.Before, m.After));

    [Property]
    public void The_accept_clock_runs_exactly_while_nobody_holds_an_open_request(Walk walk)
    {
        var running = false;
        foreach (var moment in walk.Moments())
        {
            if (moment.Decision is Decision.Move(var transition)) running = Runs(running, transition.Clocks);
            Assert.Equal(moment.After is TaskStatus.Requested or TaskStatus.Received, running);
        }

        static bool Runs(bool running, ClockEffects clocks) =>
            clocks.HasFlag(ClockEffects.StartsAccept) || (running && !clocks.HasFlag(ClockEffects.StopsAccept));
    }

    [Property]
    public void The_reply_clock_runs_exactly_while_an_answer_is_owed_and_not_paused(Walk walk)
    {
        ReplyClock? clock = null;
        foreach (var moment in walk.Moments())
        {
            if (moment.Decision is Decision.Move(var transition))
            {
                clock = clock?.After(transition.Clocks, moment.At) ?? ReplyClock.Of([(transition.Clocks, moment.At)], TimeSpan.FromHours(48));
            }

            var owed = RequestLifecycle.IsOpen(moment.After) && (moment.After != TaskStatus.OnHold || !walk.PauseAllowed);
            Assert.Equal(owed, clock?.Due is not null);
        }
    }

    [Property]
    public void The_promised_instant_never_moves_earlier(Walk walk)
    {
        var due = DateTimeOffset.MinValue;
        for (var steps = 1; steps <= walk.Steps.Count; steps++)
        {
            var soFar = walk with { Steps = [.. walk.Steps.Take(steps)] };
            if (ReplyClock.Of(soFar.ClockHistory(), TimeSpan.FromHours(48))?.Due is not { } promised) continue;

            Assert.True(promised >= due, $"{promised} is before {due}");
            due = promised;
        }
    }
}
