using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using Telemed.Hub.Features.Deadlines;

namespace Telemed.Hub.Tests.Escalations;

/// <summary>Looking for due deadlines costs the same however many are pending: every node does it fifty times a second.</summary>
public sealed class ClaimPlan : PlannedDatabase
{
    const int Pending = 120_000;

    protected override async Task Fill(NpgsqlConnection connection)
    {
        await connection.ExecuteAsync("""
            insert into hub.escalation (key, task, request, pathway, priority, requester, started_at, waiting)
            select i, 'Task/' || i, 'ServiceRequest/' || i, 'https://telemed.example/fhir/PlanDefinition/stroke|1.0.0', case when i % 3 = 0 then 0 else 2 end, 'PractitionerRole/gp', hub.now(), true
            from generate_series(1, @Pending) i;
            insert into hub.deadline (key, kind, step, priority, due_at, created_at)
            select key, 'level', 1, priority, hub.now() + interval '1 hour' + key * interval '1 ms', hub.now() from hub.escalation
            """, new { Pending });
        await connection.ExecuteAsync("vacuum analyze hub.escalation");
        await connection.ExecuteAsync("vacuum analyze hub.deadline");
    }

    [Theory]
    [InlineData("= 0", "stat_deadline_due")]
    [InlineData("> 0", "deadline_due")]
    public async Task A_claim_seeks_in_the_index_of_its_lane(string lane, string index)
    {
        // Planned while some are due, as after an outage, and while none is.
        foreach (var due in new[] { 0, 500 })
        {
            var nodes = Nodes((await Explain(lane, due, "format json"))["Plan"]!).ToList();
            Assert.DoesNotContain(nodes, node => Text(node, "Node Type") == "Seq Scan");
            Assert.Contains(nodes, node => Text(node, "Index Name") == index && Text(node, "Index Cond").Contains("due_at", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("= 0")]
    [InlineData("> 0")]
    public async Task A_look_that_finds_nothing_reads_ten_pages_at_most(string lane)
    {
        await Explain(lane, due: 0, "analyze, buffers, format json");
        var plan = (await Explain(lane, due: 0, "analyze, buffers, format json"))["Plan"]!;
        Assert.InRange((int)plan["Shared Hit Blocks"]! + (int)plan["Shared Read Blocks"]!, 0, 10);
    }

    async Task<JsonNode> Explain(string lane, int due, string options)
    {
        await using var connection = await Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        if (due > 0) await connection.ExecuteAsync("update hub.deadline set due_at = hub.now() - interval '1 s' where key <= @due", new { due });
        return JsonNode.Parse((await connection.QuerySingleAsync<string>($"explain ({options}) {FireDeadlines.Claim(lane)}", new { limit = 50, overdue = TimeSpan.Zero }))!)![0]!;
    }

    static string Text(JsonNode node, string name) => (string?)node[name] ?? "";
}
