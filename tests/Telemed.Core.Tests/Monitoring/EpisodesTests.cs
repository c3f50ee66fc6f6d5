using Telemed.Core.Monitoring;
using static Telemed.Core.Tests.Monitoring.HeartFailure;

namespace Telemed.Core.Tests.Monitoring;

public sealed class EpisodesTests
{
    [Fact]
    public void One_alarm_is_opened_and_the_same_finding_at_every_measurement_adds_nothing()
    {
        var opened = Fold(EpisodeState.None, 0, ("weight-alert", 2.1));
        Assert.Equal((EpisodeAct.Open, AlarmLevel.AppelPatient), (opened.Act, opened.State.Level));
        var again = Fold(opened.State, 1, ("weight-alert", 2.4));
        Assert.Equal(EpisodeAct.None, again.Act);
        Assert.Equal(EpisodeAct.None, Fold(again.State, 2).Act);
    }

    [Fact]
    public void A_finding_at_a_higher_level_raises_the_open_alarm_and_one_at_the_same_or_lower_joins_it()
    {
        var opened = Fold(EpisodeState.None, 0, ("weight-alert", 2.1)).State;
        var joined = Fold(opened, 1, ("weight-alert", 2.1), ("potassium-high", 0.3));
        Assert.Equal((EpisodeAct.Join, AlarmLevel.AppelPatient, 2), (joined.Act, joined.State.Level, joined.State.Findings.Count));
        var raised = Fold(joined.State, 2, ("weight-alert", 5.1), ("weight-alarm", 5.1));
        Assert.Equal((EpisodeAct.Raise, AlarmLevel.InterventionRapide), (raised.Act, raised.State.Level));
        Assert.Equal(EpisodeAct.None, Fold(raised.State, 3, ("weight-alert", 2.1)).Act);
    }

    [Fact]
    public void What_creeps_on_by_less_than_a_step_joins_once_the_steps_add_up()
    {
        var opened = Fold(EpisodeState.None, 0, ("weight-alert", 2.0)).State;
        var acts = new List<EpisodeAct>();
        foreach (var (size, day) in new[] { 2.4, 2.8, 3.0, 3.2, 4.0 }.Select((size, day) => (size, day + 1)))
        {
            var change = Fold(opened, day, ("weight-alert", size));
            (opened, _) = (change.State, 0);
            acts.Add(change.Act);
        }
        Assert.Equal([EpisodeAct.None, EpisodeAct.None, EpisodeAct.Join, EpisodeAct.None, EpisodeAct.Join], acts);
    }

    [Fact]
    public void An_answered_finding_alarms_again_only_when_it_got_worse_by_a_step_or_cleared_first()
    {
        var answered = Fold(EpisodeState.None, 0, ("weight-alert", 2.1)).State.Answer();
        Assert.Equal(EpisodeAct.None, Fold(answered, 1, ("weight-alert", 2.9)).Act);
        Assert.Equal(EpisodeAct.Open, Fold(answered, 1, ("weight-alert", 3.1)).Act);

        var away = Fold(answered, 1);
        Assert.Equal((EpisodeAct.None, Day(3, 0)), (away.Act, Episodes.NextChange(away.State, Rules, Day(1, 0))));
        var flapping = Fold(away.State, 2, ("weight-alert", 2.2));
        Assert.Equal(EpisodeAct.None, flapping.Act);
        Assert.Null(Episodes.NextChange(flapping.State, Rules, Day(2, 0)));

        var ended = Fold(away.State, 3);
        Assert.Equal((EpisodeAct.End, EpisodeState.None), (ended.Act, ended.State));
        Assert.Equal(EpisodeAct.Open, Fold(ended.State, 4, ("weight-alert", 2.0)).Act);
    }

    [Fact]
    public void An_answer_covers_what_was_told_and_another_rule_opens_an_alarm_of_its_own()
    {
        var answered = Fold(EpisodeState.None, 0, ("weight-alert", 2.1)).State.Answer();
        var next = Fold(answered, 1, ("weight-alert", 2.1), ("systolic-low", 5));
        Assert.Equal((EpisodeAct.Open, false), (next.Act, next.State.Answered));
        Assert.Equal(["weight-alert", "systolic-low"], next.Findings.Select(finding => finding.Rule.Code));
        Assert.Equal(EpisodeAct.None, Fold(next.State, 2, ("weight-alert", 2.1), ("systolic-low", 5)).Act);
    }

    [Fact]
    public void An_open_alarm_does_not_end_by_itself_and_its_answer_ends_it_once_nothing_stands()
    {
        var opened = Fold(EpisodeState.None, 0, ("weight-alert", 2.1)).State;
        var waiting = Fold(opened, 9);
        Assert.Equal((EpisodeAct.None, AlarmLevel.AppelPatient), (waiting.Act, waiting.State.Level));
        Assert.Equal(EpisodeAct.End, Fold(waiting.State.Answer(), 12).Act);
        Assert.Equal(EpisodeState.None, EpisodeState.None.Answer());
    }

    [Fact]
    public void A_second_opinion_joins_and_never_opens_raises_or_keeps_an_alarm()
    {
        Assert.Equal(EpisodeAct.None, Fold(EpisodeState.None, 0, ("weight-trend", 1.0)).Act);
        var opened = Fold(EpisodeState.None, 0, ("potassium-high", 0.3)).State;
        var joined = Fold(opened, 1, ("potassium-high", 0.3), ("weight-trend", 1.0));
        Assert.Equal((EpisodeAct.Join, AlarmLevel.MessageMt), (joined.Act, joined.State.Level));
        var away = Fold(joined.State.Answer(), 2, ("weight-trend", 1.0)).State;
        Assert.Equal(EpisodeAct.End, Fold(away, 9, ("weight-trend", 1.0)).Act);
    }

    [Fact]
    public void The_shadow_alarms_nobody()
    {
        var shadow = new[] { Of("weight-alert", 9) with { Mode = RuleMode.Shadow } };
        Assert.Equal((EpisodeAct.None, EpisodeState.None), Act(Episodes.Fold(EpisodeState.None, shadow, Rules, Day(0))));
        var opened = Fold(EpisodeState.None, 0, ("weight-alert", 2.1)).State;
        Assert.Equal(EpisodeAct.None, Episodes.Fold(opened, [Of("weight-alert", 2.1), .. shadow], Rules, Day(1)).Act);

        static (EpisodeAct, EpisodeState) Act(EpisodeChange change) => (change.Act, change.State.Findings.Count == 0 ? EpisodeState.None : change.State);
    }

    static EpisodeChange Fold(EpisodeState state, double day, params (string Rule, double Size)[] live) =>
        Episodes.Fold(state, [.. live.Select(one => Of(one.Rule, one.Size))], Rules, Day(day, 0));

    static Finding Of(string rule, double size) => new(Rules.Find(rule)!, "1", RuleMode.Live, size, [], [], new("", ""), null);
}
