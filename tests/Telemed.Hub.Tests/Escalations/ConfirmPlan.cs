using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using Telemed.Hub.Features.Inbox;

namespace Telemed.Hub.Tests.Escalations;

/// <summary>A confirmation costs the same however long the log has become: every console sends one for every event.</summary>
public sealed class ConfirmPlan : PlannedDatabase
{
    const int Told = 60_000;

    protected override async Task Fill(NpgsqlConnection connection)
    {
        await connection.ExecuteAsync("""
            insert into hub.escalation (key, task, request, pathway, priority, requester, started_at, waiting)
            select i, 'Task/' || i, 'ServiceRequest/' || i, 'https://telemed.example/fhir/PlanDefinition/dermatology|1.0.0', 3, 'PractitionerRole/gp', hub.now(), false
            from generate_series(1, @Told) i;
            insert into hub.notification (id, key, task, request, level, turn, user_id, target, priority, created_at, response, responded_at)
            select gen_random_uuid(), key, task, request, 0, 0, 'derm1', 'pool', 3, hub.now() - (@Told - key) * interval '1 hour', 'withdrawn', hub.now() from hub.escalation;
            insert into hub.inbox_head (user_id, seq) values ('derm1', @Told);
            insert into hub.inbox_event (user_id, seq, event_id, kind, priority, request, task, created_at, delivered_at)
            select user_id, key, id, 'submit', 'routine', request, task, created_at, case when key < @Told then created_at end from hub.notification
            """, new { Told });
        foreach (var table in new[] { "escalation", "notification", "inbox_event", "notification_device" }) await connection.ExecuteAsync($"vacuum analyze hub.{table}");
    }

    [Fact]
    public async Task A_console_s_confirmation_reads_its_few_pages_and_not_the_log()
    {
        await using var connection = await Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var asked = new { user = "derm1", seq = (long)Told, device = "desk", task = (string?)null };
        var plan = JsonNode.Parse((await connection.QuerySingleAsync<string>($"explain (analyze, buffers, format json) {InboxLog.UnlessFirst("seq <= @seq")}", asked))!)![0]!["Plan"]!;
        // What a statement changes on the way is not counted at its top.
        Assert.All(Nodes(plan), node => Assert.InRange((int)node["Shared Hit Blocks"]! + (int)node["Shared Read Blocks"]!, 0, 500));
    }
}
