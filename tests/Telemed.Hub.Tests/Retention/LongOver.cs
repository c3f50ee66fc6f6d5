using System.Net;
using Dapper;
using Microsoft.AspNetCore.SignalR.Client;
using Telemed.Hub.Tests.Channels;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Retention;

/// <summary>What the hub keeps of requests that are long over, and what it does not.</summary>
public sealed class LongOver(HubWithChannels hub) : IClassFixture<HubWithChannels>
{
    [Fact]
    public async Task The_working_rows_of_a_request_long_over_go_and_nothing_of_an_open_one()
    {
        await hub.Has("derm1", ("sms", "+33639980901"));
        var (gp, derm) = (await hub.As("gp"), await hub.As("derm2"));
        await using var console = await derm.OpenConsole(device: "desk");
        var (old, held) = (await gp.Submits(Lesion.Bundle(priority: "urgent")), await gp.Submits(Lesion.Bundle(priority: "urgent")));
        await console.Connection.InvokeAsync("Delivered", (await console.IsTold("submit", held)).Seq, TestContext.Current.CancellationToken);
        await hub.Advance(TimeSpan.FromMinutes(121));
        await hub.Outside.Gets("sms", "+33639980901");
        await hub.Eventually("select count(*) = 2 from hub.delivery where user_id = 'derm1' and state = 'sent'");
        Assert.Equal(HttpStatusCode.OK, (await derm.Do(held, "accept")).Status);
        Assert.Equal(HttpStatusCode.OK, (await gp.Do(old, "cancel")).Status);
        await hub.Advance(TimeSpan.FromDays(10));
        gp = await hub.As("gp");
        var recent = await gp.Submits(Lesion.Bundle(priority: "urgent"));
        Assert.Equal(HttpStatusCode.OK, (await gp.Do(recent, "cancel")).Status);
        var (kept, trail) = (await Rows(held), (await Rows(old)).Notifications);
        Assert.True((await Rows(old)) is { Deliveries: > 0, Deadlines: > 0, Devices: > 0 }, $"{await Rows(old)}");
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("insert into hub.told_once (what, at) values ('test old', hub.now() - interval '11 days'), ('test new', hub.now())");

        await hub.Advance(TimeSpan.FromDays(391));
        await hub.Eventually("select not exists (select from hub.told_once where what = 'test old')");

        Assert.Equal(new Kept(trail, 0, 0, 0), await Rows(old));
        Assert.True((await Rows(recent)).Deadlines > 0);
        var open = await Rows(held);
        Assert.Equal((kept.Notifications, kept.Deliveries, kept.Devices), (open.Notifications, open.Deliveries, open.Devices));
        Assert.True(open.Deadlines >= kept.Deadlines);
        Assert.True(await connection.ExecuteScalarAsync<bool>("select exists (select from hub.told_once where what = 'test new')"));
        gp = await hub.As("gp");
        Assert.Equal("cancelled", (await gp.Get($"/fhir/Task/{old}")).Body!["status"]!.GetValue<string>());
        Assert.Equal(3, (await gp.Get($"/fhir/Task/{old}/_history")).Entries.Count());
    }

    [Fact]
    public async Task A_calendar_trigger_that_stands_still_is_reported_and_the_node_goes_on_serving()
    {
        using var http = new HttpClient { BaseAddress = hub.Url };
        Assert.Equal("Healthy", await Health(http));
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("""
            insert into quartz.triggers (sched_name, trigger_name, trigger_group, job_name, job_group, trigger_state, trigger_type, start_time, next_fire_time)
            select sched_name, 'left behind', 'test', job_name, job_group, 'ERROR', 'SIMPLE', 0, (extract(epoch from hub.now() - interval '40 s') * 10000000)::bigint + 621355968000000000
            from quartz.triggers where trigger_name = 'ForgetOld'
            """);

        Assert.Equal("Degraded", await Health(http));

        await connection.ExecuteAsync("delete from quartz.triggers where trigger_name = 'left behind'");
        Assert.Equal("Healthy", await Health(http));
    }

    static async Task<string> Health(HttpClient http)
    {
        using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    sealed record Kept(int Notifications, int Deliveries, int Devices, int Deadlines);

    async Task<Kept> Rows(string task)
    {
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await connection.QuerySingleAsync<Kept>("""
            select (select count(*) from hub.notification n where n.request = e.request)::int as notifications,
                   (select count(*) from hub.delivery d where d.request = e.request)::int as deliveries,
                   (select count(*) from hub.notification_device v join hub.notification n on n.id = v.notification where n.request = e.request)::int as devices,
                   (select count(*) from hub.deadline_history h where h.request = e.request)::int as deadlines
            from hub.escalation e where e.task = @task
            """, new { task = $"Task/{task}" });
    }
}
