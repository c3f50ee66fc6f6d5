using System.Net;
using Dapper;
using Microsoft.AspNetCore.SignalR.Client;

namespace Telemed.Hub.Tests.Escalations;

/// <summary>A stroke alert and the people on call: who is told when, on what, and what follows when nothing comes back.</summary>
public sealed class AStrokeAtNight(StrokeOnCall hub) : IClassFixture<StrokeOnCall>
{
    [Fact]
    public async Task Neurologist_and_radiologist_are_called_at_once_and_each_answers_for_themselves()
    {
        var (neuro, radio) = (await hub.As("neuro-lens"), await hub.As("radio-arras"));
        await using var neurologist = await neuro.OpenConsole();
        await using var radiologist = await radio.OpenConsole();
        await using var second = await (await hub.As("radio-maubeuge")).OpenConsole();
        await using var ed = await (await hub.As("ed-cambrai")).OpenConsole();
        var (task, reading) = await hub.Alerted();
        await Confirm(neurologist, (await neurologist.IsTold("submit", task)).Seq);
        await Confirm(radiologist, (await radiologist.IsTold("submit", reading)).Seq);
        await second.IsTold("listed", reading);

        await hub.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(HttpStatusCode.OK, (await neuro.Do(task, "accept")).Status);
        await ed.IsTold("accept", task);
        Assert.Equal([("neuro-lens", "accepted")], from row in await hub.Told(task) select (row.User, row.Response));

        await hub.Advance(TimeSpan.FromSeconds(140));
        await second.IsTold("escalation", reading);
        Assert.Single(await hub.Told(task));
        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("radio-maubeuge")).Do(reading, "accept")).Status);
        var read = await (await hub.As("radio-maubeuge")).Do(reading, "answer", ("text", "Pas d’hémorragie."));
        Assert.True(read.Status == HttpStatusCode.OK, read.Issue);
        await ed.IsTold("answer", reading);
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task Those_told_before_learn_quietly_that_others_are_told_now_unless_it_concerns_them_no_more()
    {
        var (neuro, radio) = (await hub.As("neuro-lens"), await hub.As("radio-arras"));
        await using var neurologist = await neuro.OpenConsole();
        await using var radiologist = await radio.OpenConsole();
        var (task, reading) = await hub.Alerted();
        Assert.Equal(HttpStatusCode.OK, (await radio.Do(reading, "decline", ("reason", "Au bloc"))).Status);
        await hub.ToldAt(reading, 1);

        await hub.Advance(TimeSpan.FromSeconds(181));
        await hub.ToldAt(task, 1);

        var quiet = await neurologist.IsTold("told-others", task);
        Assert.Equal(await hub.NextLevel(task), quiet.Event.DueAt);
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("select count(*) from hub.notification where id = @Id", new { quiet.Event.Id }));
        Assert.Equal(
            [("neuro-lens", $"Task/{task}")],
            await connection.QueryAsync<(string, string)>("select user_id, task from hub.inbox_event where kind = 'told-others' and task = any(@tasks)", new { tasks = new[] { $"Task/{task}", $"Task/{reading}" } }));
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("select count(*) from hub.delivery d join hub.notification n on n.id = d.notification where n.task = @task and n.level = 1 and n.user_id = 'neuro-lens'", new { task = $"Task/{task}" }));
        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("ed-cambrai")).Do(task, "cancel")).Status);
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task When_nobody_answers_every_level_is_told_at_its_second_and_the_last_is_a_telephone()
    {
        await using var ed = await (await hub.As("ed-cambrai")).OpenConsole();
        var (task, reading) = await hub.Alerted();

        foreach (var (seconds, level, turn) in new[] { (121, 0, 1), (60, 1, 0), (120, 2, 0), (120, 3, 0) })
        {
            await hub.Advance(TimeSpan.FromSeconds(seconds));
            await hub.ToldAt(task, level, turn);
            await hub.ToldAt(reading, level, turn);
        }

        var told = await hub.Told(task);
        Assert.Equal(
            ["rota:stroke-neurology#1", "rota:stroke-neurology#1", "rota:stroke-neurology#2", "pool:stroke-neurology", "duty:coordinator", "tel:+33353010115"],
            told.OrderBy(row => row.Level).ThenBy(row => row.Turn).ThenBy(row => row.Target).Select(row => row.Target).Distinct().Prepend("rota:stroke-neurology#1"));
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            [(1, 180.0), (2, 300.0), (3, 420.0)],
            await connection.QueryAsync<(int, double)>("""
                select h.step, extract(epoch from h.due_at - e.started_at)::float8 from hub.deadline_history h join hub.escalation e using (key)
                where e.task = @task and h.kind = 'level' and h.ended_by = 'fired' order by h.step
                """, new { task = $"Task/{task}" }));
        await ed.IsTold("call-outside", task);
        // Once for the neurologist, once for the radiologist.
        await hub.Outside.Gets("voice", "+33353010115");
        await hub.Outside.Gets("voice", "+33353010115");
        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("neuro-valenciennes")).Do(task, "accept")).Status);
        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("ed-cambrai")).Do(task, "cancel")).Status);
        Assert.DoesNotContain(await hub.Told(reading), row => row.Response is null);
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task A_silent_device_is_tried_again_then_another_channel_then_it_is_a_technical_alarm()
    {
        await hub.Has("neuro-lens", ("sms", "+33639980101"), ("voice", "+33639980102"));
        await using var desk = await (await hub.As("coordinator")).OpenConsole();
        await using var ed = await (await hub.As("ed-cambrai")).OpenConsole();
        var (task, reading) = await hub.Alerted();
        await hub.Outside.Gets("sms", "+33639980101");

        await hub.Advance(TimeSpan.FromSeconds(6));
        await hub.Outside.Gets("voice", "+33639980102");
        await hub.Advance(TimeSpan.FromSeconds(5));
        await desk.IsTold("technical-alarm", task);
        await ed.IsTold("technical-alarm", task);

        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("ed-cambrai")).Do(task, "cancel")).Status);
        Assert.DoesNotContain(await hub.Told(reading), row => row.Response is null);
        await hub.Has("neuro-lens");
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task A_device_that_confirms_ends_the_doubt_and_says_which_it_was()
    {
        await using var console = await (await hub.As("neuro-lens")).OpenConsole(device: "telephone");
        var (task, _) = await hub.Alerted();
        var told = await console.IsTold("submit", task);
        await Confirm(console, told.Seq);
        await console.Connection.InvokeAsync("Displayed", told.Seq, TestContext.Current.CancellationToken);

        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("select count(*) from hub.deadline where about = @Id", new { told.Event.Id }));
        Assert.Equal(("telephone", true, true), await connection.QuerySingleAsync<(string, bool, bool)>(
            "select device, delivered_at is not null, displayed_at is not null from hub.notification_device where notification = @Id", new { told.Event.Id }));
        Assert.True(await connection.ExecuteScalarAsync<bool>("select delivered_at is not null and displayed_at is not null from hub.notification where id = @Id", new { told.Event.Id }));
        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("ed-cambrai")).Do(task, "cancel")).Status);
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task A_declined_alert_goes_to_the_next_one_without_waiting()
    {
        await using var second = await (await hub.As("neuro-valenciennes")).OpenConsole();
        var (task, _) = await hub.Alerted();

        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("neuro-lens")).Do(task, "decline", ("reason", "En salle"))).Status);

        await second.IsTold("escalation", task);
        Assert.Equal([("neuro-lens", "declined"), ("neuro-valenciennes", null)], from row in await hub.Told(task) select (row.User, row.Response));
        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("ed-cambrai")).Do(task, "cancel")).Status);
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task A_rota_that_turns_over_during_an_alert_calls_who_is_on_call_by_then()
    {
        var (task, _) = await hub.Alerted(at: "2038-03-15T07:29:30Z");
        Assert.Equal("neuro-lens", Assert.Single(await hub.Told(task)).User);

        await hub.Advance(TimeSpan.FromSeconds(121));

        await hub.ToldAt(task, 0, turn: 1);
        Assert.Equal(["neuro-lens", "neuro-valenciennes"], from row in await hub.Told(task) orderby row.Turn select row.User);
        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("ed-cambrai")).Do(task, "cancel")).Status);
        await hub.NothingElseLeaves();
    }

    static Task Confirm(Support.Console console, long seq) => console.Connection.InvokeAsync("Delivered", seq, TestContext.Current.CancellationToken);
}
