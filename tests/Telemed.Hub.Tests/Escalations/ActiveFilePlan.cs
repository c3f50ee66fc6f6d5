using Dapper;
using Npgsql;
using Telemed.Hub.Features.Monitoring;

namespace Telemed.Hub.Tests.Escalations;

/// <summary>A page of patients at home is read by their own rows: five thousand watched cost no whole table.</summary>
public sealed class ActiveFilePlan : PlannedDatabase
{
    const int Watched = 5_000;

    protected override async Task Fill(NpgsqlConnection connection)
    {
        await connection.ExecuteAsync("""
            insert into hub.monitoring (key, plan, request, patient, team, consent, pathway, started_at, recorded_at, visits)
            select i, 'CarePlan/' || i, 'ServiceRequest/' || i, 'Patient/' || i, 'CareTeam/' || i, 'Consent/' || i, 'https://telemed.example/fhir/PlanDefinition/heart-failure|1.0.0', hub.now() - interval '90 days', hub.now() - interval '90 days',
                   '[{"Times":2,"Period":1,"Unit":"Week","Weekdays":[],"From":"2026-01-01T00:00:00Z","Until":null}]'
            from generate_series(1, @Watched) i;
            insert into hub.access_member (circle, principal, sections)
            select plan, principal, '{monitoring}' from hub.monitoring, unnest(array['HealthcareService/cell', 'PractitionerRole/gp' || key % 500]) principal;
            insert into hub.measurement (key, patient, measure, at, value, source, received_at)
            select d * 100000 + p, 'Patient/' || p, 'weight', hub.now() - d * interval '1 day', 70, 'Observation/' || d, hub.now() from generate_series(1, @Watched) p, generate_series(1, 60) d;
            insert into hub.visit (key, patient, author, at) select d * 100000 + p, 'Patient/' || p, 'PractitionerRole/nurse', hub.now() - d * interval '4 days' from generate_series(1, @Watched) p, generate_series(1, 20) d;
            insert into hub.alarm (key, monitoring, request, task, flag, level, opened_at)
            select 1000000 + i, i, 'ServiceRequest/a' || i, 'Task/' || i, 'Flag/' || i, 'appel-patient', hub.now() - i * interval '1 minute' from generate_series(1, 60) i
            """, new { Watched });
        foreach (var table in new[] { "hub.monitoring", "hub.access_member", "hub.measurement", "hub.alarm", "hub.visit" }) await connection.ExecuteAsync($"vacuum analyze {table}");
    }

    [Fact]
    public async Task No_page_reads_the_measurements_of_everybody()
    {
        foreach (var part in new[] { ReadActiveFile.Watched + ReadActiveFile.CountStates, ReadActiveFile.Watched + ReadActiveFile.OnePage })
        {
            var nodes = Nodes((await Explain(part, ["HealthcareService/cell"]))["Plan"]!).ToList();
            Assert.DoesNotContain(nodes, node => (string?)node["Node Type"] == "Seq Scan" && (string?)node["Relation Name"] == "measurement");
        }
    }

    [Fact]
    public async Task A_day_sheet_finds_the_last_visit_of_each_by_its_index()
    {
        var nodes = Nodes((await Explain(ReadDaySheet.Planned, ["HealthcareService/cell"]))["Plan"]!).ToList();
        Assert.DoesNotContain(nodes, node => (string?)node["Node Type"] == "Seq Scan" && (string?)node["Relation Name"] == "visit");
    }

    [Fact]
    public async Task Somebody_with_ten_patients_pays_for_ten()
    {
        var plan = (await Explain(ReadActiveFile.Watched + ReadActiveFile.OnePage, ["PractitionerRole/gp7"]))["Plan"]!;
        Assert.InRange((int)plan["Shared Hit Blocks"]! + (int)plan["Shared Read Blocks"]!, 0, 400);
    }

    [Fact]
    public async Task A_page_has_its_twenty_five_and_the_alarms_come_first()
    {
        await using var connection = await Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var rows = (await connection.QueryAsync<(string Plan, string? Level)>(
            $"select plan, level from ({ReadActiveFile.Watched + ReadActiveFile.OnePage}) as page", Parameters(["HealthcareService/cell"]))).ToList();
        Assert.Equal(25, rows.Count);
        Assert.Equal(("CarePlan/60", "appel-patient"), (rows[0].Plan, rows[0].Level));
        Assert.All(rows, row => Assert.NotNull(row.Level));
    }

    async Task<System.Text.Json.Nodes.JsonNode> Explain(string sql, string[] principals)
    {
        await using var connection = await Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.QueryAsync(sql, Parameters(principals));
        return System.Text.Json.Nodes.JsonNode.Parse(await connection.QuerySingleAsync<string>($"explain (analyze, buffers, format json) {sql}", Parameters(principals)))![0]!;
    }

    static object Parameters(string[] principals) => new
    {
        principals, now = DateTimeOffset.UtcNow, silentSince = DateTimeOffset.UtcNow.AddDays(-2), ending = DateTimeOffset.UtcNow.AddDays(30), stableEnding = DateTimeOffset.UtcNow.AddDays(45), decided = DateTimeOffset.UtcNow.AddDays(-30), shown = "all", word = (string?)null, size = 25, skip = 0,
    };
}
