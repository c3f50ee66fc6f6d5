using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using Telemed.Hub.Features.Monitoring;
using Telemed.Hub.Platform;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Escalations;

/// <summary>Looking for a patient to be looked at costs the same however many are watched, and whatever else is pending.</summary>
public sealed class EvaluationPlan : PlannedDatabase
{
    const int Watched = 20_000;

    protected override async Task Fill(NpgsqlConnection connection)
    {
        await connection.ExecuteAsync("""
            insert into hub.monitoring (key, plan, request, patient, team, consent, pathway, started_at, recorded_at)
            select i, 'CarePlan/' || i, 'ServiceRequest/' || i, 'Patient/' || i, 'CareTeam/' || i, 'Consent/' || i, 'https://telemed.example/fhir/PlanDefinition/heart-failure|1.0.0', hub.now(), hub.now()
            from generate_series(1, @Watched) i;
            insert into hub.deadline (key, kind, priority, due_at, created_at) select key, 'evaluate', -1, hub.now() + interval '1 hour' + key * interval '1 ms', hub.now() from hub.monitoring;
            insert into hub.deadline (key, kind, step, priority, due_at, created_at) select 100000 + i, 'level', 1, i % 3, hub.now() - interval '1 hour', hub.now() from generate_series(1, @Watched) i;
            insert into hub.measurement (key, patient, measure, at, value, source, received_at)
            select d * 100000 + p, 'Patient/' || p, 'weight', hub.now() - d * interval '1 day', 70, 'Observation/' || d, hub.now() from generate_series(1, 50) p, generate_series(1, 1825) d;
            insert into hub.measurement (key, patient, measure, at, value, source, received_at)
            select d * 100000 + 500, 'Patient/500', 'weight', hub.now() - d * interval '1 day', 70, 'Observation/' || d, hub.now() from generate_series(1, 90) d
            """, new { Watched });
        foreach (var table in new[] { "hub.monitoring", "hub.deadline", "hub.measurement" }) await connection.ExecuteAsync($"vacuum analyze {table}");
    }

    [Fact]
    public async Task A_claim_seeks_in_the_index_of_its_lane()
    {
        foreach (var due in new[] { 0, 500 })
        {
            var nodes = Nodes((await Explain(due, "format json"))["Plan"]!).ToList();
            Assert.DoesNotContain(nodes, node => (string?)node["Node Type"] == "Seq Scan");
            Assert.Contains(nodes, node => (string?)node["Index Name"] == "evaluation_due");
        }
    }

    [Fact]
    public async Task A_look_that_finds_nothing_reads_ten_pages_at_most()
    {
        await Explain(due: 0, "analyze, buffers, format json");
        var plan = (await Explain(due: 0, "analyze, buffers, format json"))["Plan"]!;
        Assert.InRange((int)plan["Shared Hit Blocks"]! + (int)plan["Shared Read Blocks"]!, 0, 10);
    }

    [Fact]
    public async Task What_a_look_reads_of_a_series_does_not_grow_with_it()
    {
        await using var connection = await Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var rules = PathwayList.Read(HubUnderTest.PathwaysFolder).WatchedBy(AtHomeBundle.Rules)!.Rules!;
        var sql = $"explain (analyze, buffers, format json) {MonitoringRows.SinceAndBefore}";
        async Task<int> Pages(string patient)
        {
            var plan = JsonNode.Parse((await connection.QuerySingleAsync<string>(sql, MonitoringRows.LookBack(patient, measure => DateTimeOffset.UtcNow - rules.LookBackOn(measure))))!)![0]!["Plan"]!;
            Assert.DoesNotContain(Nodes(plan), node => (string?)node["Node Type"] == "Seq Scan");
            return (int)plan["Shared Hit Blocks"]! + (int)plan["Shared Read Blocks"]!;
        }
        await Pages("Patient/7");
        Assert.InRange(await Pages("Patient/7"), 1, await Pages("Patient/500") + 20);
    }

    async Task<JsonNode> Explain(int due, string options)
    {
        await using var connection = await Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        if (due > 0) await connection.ExecuteAsync("update hub.deadline set due_at = hub.now() - interval '1 s' where priority < 0 and key <= @due", new { due });
        return JsonNode.Parse((await connection.QuerySingleAsync<string>($"explain ({options}) {EvaluateDue.ClaimNext}", new { overdue = TimeSpan.Zero }))!)![0]!;
    }
}
