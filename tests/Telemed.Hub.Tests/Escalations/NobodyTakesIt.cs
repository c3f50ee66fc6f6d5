using System.Net;
using Dapper;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Escalations;

/// <summary>A dermatology request that nobody takes: told level by level, until somebody does.</summary>
public sealed class NobodyTakesIt(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task A_hub_that_stood_still_for_a_month_fires_what_is_due()
    {
        await using var desk = await (await hub.As("coordinator")).OpenConsole();
        var task = await Sent(await hub.As("gp"), "urgent");
        await hub.Advance(TimeSpan.FromDays(31));
        await desk.IsTold("escalation", task);
    }

    [Fact]
    public async Task Each_level_is_told_at_its_time_and_nobody_after_an_acceptance()
    {
        var (gp, derm) = (await hub.As("gp"), await hub.As("derm7"));
        await using var console = await derm.OpenConsole();
        await using var phone = await gp.OpenConsole();
        await using var desk = await (await hub.As("coordinator")).OpenConsole();
        var task = await Sent(gp, "urgent");
        var submitted = (await console.IsTold("submit", task)).Event;
        Assert.Equal(submitted.At.AddHours(1), submitted.DueAt);
        Assert.Equal(submitted.DueAt, await hub.NextLevel(task));

        await hub.Advance(TimeSpan.FromMinutes(59));
        Assert.Single((await hub.Told(task)).Select(row => row.Level).Distinct());
        await hub.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(submitted.At.AddHours(2), (await console.IsTold("escalation", task)).Event.DueAt);
        await phone.IsTold("escalation", task);
        Assert.Equal(People.Dermatologists, (await hub.ToldAt(task, 1)).Count(row => row.Level == 0 && row.Response == "undefined"));

        await hub.Advance(TimeSpan.FromHours(3));
        await desk.IsTold("escalation", task);
        var told = await hub.ToldAt(task, 3);
        Assert.Equal(("coordinator", "duty:coordinator"), Assert.Single(told, row => row.Level == 3) is var last ? (last.User, last.Target) : default);
        Assert.Null(await hub.NextLevel(task));

        Assert.Equal(HttpStatusCode.OK, (await derm.Do(task, "accept")).Status);
        told = await hub.Told(task);
        Assert.DoesNotContain(told, row => row.Response is null);
        Assert.All(told, row => Assert.Equal(row.User == "derm7", row.Response == "accepted"));
        await hub.Advance(TimeSpan.FromDays(1));
        await desk.IsTold("reminder-reply", task);
        Assert.Equal(told.Count, (await hub.Told(task)).Count);
    }

    [Fact]
    public async Task After_an_outage_only_the_level_that_is_due_by_now_is_told()
    {
        var task = await Sent(await hub.As("gp"), "urgent");

        await hub.Advance(TimeSpan.FromHours(9));

        var told = await hub.ToldAt(task, 3);
        Assert.Equal([(short)0, (short)3], told.Select(row => row.Level).Distinct());
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("select count(*) from hub.deadline_history h join hub.escalation e using (key) where e.task = @task and h.kind = 'level' and h.ended_by = 'fired'", new { task = $"Task/{task}" }));
    }

    [Fact]
    public async Task After_an_outage_of_a_month_somebody_is_still_told()
    {
        var task = await Sent(await hub.As("gp"), "urgent");

        await hub.Advance(TimeSpan.FromDays(31));

        Assert.Contains(await hub.ToldAt(task, 3), row => row.User == "coordinator");
    }

    [Fact]
    public async Task After_an_outage_that_outlasts_the_answer_too_the_coordinator_is_told_of_both()
    {
        await using var desk = await (await hub.As("coordinator")).OpenConsole();
        var task = await Sent(await hub.As("gp"), "urgent");

        await hub.Advance(TimeSpan.FromHours(30));

        await hub.ToldAt(task, 3);
        await desk.IsTold("reminder-reply", task);
    }

    [Fact]
    public async Task A_request_that_was_given_back_waits_on_at_the_level_it_had_come_to()
    {
        var derm = await hub.As("derm9");
        var task = await Sent(await hub.As("gp"), "urgent");
        await hub.Advance(TimeSpan.FromMinutes(61));
        await hub.ToldAt(task, 1);
        Assert.Equal(HttpStatusCode.OK, (await derm.Do(task, "accept")).Status);
        Assert.Null(await hub.NextLevel(task));

        Assert.Equal(HttpStatusCode.OK, (await derm.Do(task, "release")).Status);

        var told = await hub.Told(task);
        Assert.Equal(People.Dermatologists, told.Count(row => row is { Level: 1, Turn: 1, Response: null }));
        Assert.Equal(told.Max(row => row.CreatedAt).AddHours(1), await hub.NextLevel(task));
    }

    [Fact]
    public async Task A_level_of_whom_all_have_declined_is_not_waited_for()
    {
        var task = await Sent(await hub.As("gp"), "urgent");
        await Task.WhenAll(Enumerable.Range(1, People.Dermatologists).Select(async i =>
            Assert.Equal(HttpStatusCode.OK, (await (await hub.As($"derm{i}")).Do(task, "decline", ("reason", "Absent"))).Status)));

        var told = await hub.ToldAt(task, 1);

        Assert.All(told.Where(row => row.Level == 0), row => Assert.Equal("declined", row.Response));
    }

    [Fact]
    public async Task A_deadline_that_cannot_be_fired_is_set_aside_told_to_the_coordinators_and_holds_up_no_other()
    {
        await using var desk = await (await hub.As("coordinator")).OpenConsole();
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("""
            insert into hub.escalation (key, task, request, pathway, priority, requester, started_at, waiting)
            values (-1, 'Task/poison', 'ServiceRequest/poison', 'https://telemed.example/fhir/PlanDefinition/gone|1', 2, 'PractitionerRole/gp', hub.now(), true);
            insert into hub.deadline (key, kind, step, priority, due_at, created_at) values (-1, 'level', 1, 2, hub.now(), hub.now());
            """);
        var task = await Sent(await hub.As("gp"), "urgent");

        await hub.Advance(TimeSpan.FromMinutes(61));
        await hub.ToldAt(task, 1);
        for (var i = 0; i < 6; i++) await hub.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal("Task/poison", (await desk.IsTold("deadline-aside")).Event.Task);
        Assert.Contains("gone", await connection.ExecuteScalarAsync<string>("select reason from hub.deadline_aside where key = -1"), StringComparison.Ordinal);
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("select count(*) from hub.deadline where key = -1"));
    }

    static Task<string> Sent(Software gp, string priority) => gp.Submits(Lesion.Bundle(priority: priority));
}
