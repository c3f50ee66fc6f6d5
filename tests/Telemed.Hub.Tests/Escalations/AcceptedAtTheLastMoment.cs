using System.Net;
using Dapper;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Escalations;

/// <summary>An acceptance and the expiry of its level in the same milliseconds: whoever commits first wins, and both tell the same story.</summary>
public sealed class AcceptedAtTheLastMoment(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    const int Trials = 150;

    [Fact]
    public async Task Either_the_level_was_told_before_or_it_is_never_told()
    {
        var (gp, derm) = (await hub.As("gp"), await hub.As("derm3"));
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var chance = new Random(20261122);
        var (escalatedFirst, acceptedFirst) = (0, 0);
        for (var trial = 0; trial < Trials; trial++)
        {
            var task = await gp.Submits(Lesion.Bundle(priority: "urgent"));
            await connection.ExecuteAsync(
                "update hub.deadline d set due_at = hub.now() + @after * interval '1 ms' from hub.escalation e where e.key = d.key and e.task = @task and d.kind = 'level'",
                new { after = 60 + chance.Next(-60, 60), task = $"Task/{task}" });
            await Task.Delay(chance.Next(0, 60), TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.OK, (await derm.Do(task, "accept")).Status);

            var told = await hub.Told(task);
            Assert.DoesNotContain(told, row => row.Response is null);
            Assert.All(told.Where(row => row.User == "derm3"), row => Assert.Contains(row.Response, new[] { "accepted", "undefined" }));
            var escalated = told.Any(row => row.Level == 1);
            if (escalated) escalatedFirst++;
            else acceptedFirst++;
            Assert.Equal(0, await connection.ExecuteScalarAsync<int>(
                "select count(*) from hub.deadline d join hub.escalation e using (key) where e.task = @task and d.kind in ('level', 'repeat', 'resend', 'second-channel', 'alarm')", new { task = $"Task/{task}" }));
            Assert.Equal(escalated ? 1 : 0, await connection.ExecuteScalarAsync<int>(
                "select count(*) from hub.deadline_history h join hub.escalation e using (key) where e.task = @task and h.kind = 'level' and h.ended_by = 'fired'", new { task = $"Task/{task}" }));
        }
        await Task.Delay(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
        Assert.Equal(
            0, await connection.ExecuteScalarAsync<int>("select count(*) from hub.notification where response is null"));
        // Both orders happened, or this proves nothing.
        Assert.True(escalatedFirst > 0 && acceptedFirst > 0, $"escalated first {escalatedFirst}, accepted first {acceptedFirst}");
    }
}
