using System.Text.RegularExpressions;
using Dapper;
using Telemed.Fhir.Search;

namespace Telemed.Fhir.Tests.Searches;

/// <summary>With 20,000 resources a search reads its index rows and the resources it shows, and never a whole table.</summary>
public partial class PlanTests(PlanTests.Seeded server, ITestOutputHelper output) : IClassFixture<PlanTests.Seeded>
{
    public sealed class Seeded(TestDatabase databases) : FhirServer(databases)
    {
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            await Run(Seed);
        }
    }

    [Theory]
    [InlineData("Patient", "identifier=urn:ins|4321", "search_token_by_value")]
    [InlineData("Patient", "identifier=4321,4322,4323", "search_token_by_value")]
    [InlineData("Patient", "family=name43", "search_string_by_value")]
    [InlineData("Patient", "family:exact=Name4321", "search_string_by_value")]
    [InlineData("Patient", "_id=p4321", "resource_identity")]
    [InlineData("Patient", "birthdate=1950-06-01", "search_date_by_value")]
    [InlineData("Patient", "", "resource_by_time")]
    [InlineData("Observation", "subject=Patient/p4321", "search_reference_by_value")]
    [InlineData("Observation", "subject=Patient/p4321&code=http://loinc.org|7", "search_reference_by_value")]
    [InlineData("Observation", "code=http://loinc.org|7&subject=Patient/p4321&status=final", "search_reference_by_value")]
    [InlineData("Observation", "subject=Patient/p4321&_sort=-date", "search_reference_by_value")]
    [InlineData("Observation", "patient=Patient/p4321,Patient/p4322&date=ge2021", "search_reference_by_value")]
    [InlineData("Observation", "patient.identifier=urn:ins|4321", "search_token_by_value")]
    [InlineData("Observation", "status=final", "resource_by_time")]
    [InlineData("Observation", "status=preliminary", "search_token_by_value")]
    [InlineData("Observation", "status:not=preliminary", "resource_by_time")]
    [InlineData("Observation", "subject=Patient/p4321&status:not=final", "search_reference_by_value")]
    [InlineData("Observation", "subject=Patient/p4321&status:not=preliminary", "search_reference_by_value")]
    [InlineData("Observation", "date=ge2021-06-01", "search_date")]
    [InlineData("Observation", "_lastUpdated=ge2026-01-01T05:00:00Z&_count=5", "resource_by_time")]
    public async Task A_search_is_served_by_its_index(string type, string search, string index)
    {
        var plan = await Plan(type, search);

        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        Assert.Contains(index, plan, StringComparison.Ordinal);
        // Pages of 8 kB that were touched: what a scan of any of the tables would exceed many times.
        Assert.InRange(int.Parse(Buffers().Match(plan).Groups[1].ValueSpan), 1, 1_500);
    }

    [Fact]
    public async Task A_page_far_down_starts_where_the_one_before_ended()
    {
        var url = "Observation?_count=500";
        for (var page = 0; page < 20; page++) url = (await server.Client.Get(url)).Link("next")!;

        var plan = await Plan("Observation", new Uri(url).Query);

        Assert.Contains("resource_by_time", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Rows Removed by Filter", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_clock_is_read_in_place()
    {
        await using var connection = await server.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);

        Assert.Contains("statement_timestamp()", await Explain(connection, "explain verbose select hub.now()", null), StringComparison.Ordinal);
    }

    async Task<string> Plan(string type, string search)
    {
        var (query, refusal) = SearchQuery.Parse(server.Store.Parameters, type, search, strict: true);
        Assert.Null(refusal);
        var (sql, order) = (new SearchSql("true"), new SearchOrder(query!));
        var where = sql.Where(query!) + (query!.Page is { } page ? $" and {order.After(page, sql.Add)}" : "");
        await using var connection = await server.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await Explain(connection, $"explain (analyze, buffers, timing off, costs off) {Search.Search.PageSql(where, order, query.Count)}", sql.Parameters);
    }

    async Task<string> Explain(Npgsql.NpgsqlConnection connection, string sql, object? parameters)
    {
        var plan = string.Join('\n', await connection.QueryAsync<string>(sql, parameters));
        output.WriteLine(plan);
        return plan;
    }

    [GeneratedRegex(@"Buffers: shared hit=(\d+)")]
    private static partial Regex Buffers();

    const string Seed = """
        create temp table p as select type, code, id from fhir.search_parameter;
        insert into fhir.resource (key, type, id, version, updated, body)
        select i, case when i <= 5000 then 'Patient' else 'Observation' end, case when i <= 5000 then 'p' || i else 'o' || i end, 1,
            '2026-01-01'::timestamptz + i * interval '1 second',
            case when i <= 5000 then format('{"resourceType":"Patient","id":"p%s","name":[{"text":"%s"}]}', i, repeat('x', 600))
                else format('{"resourceType":"Observation","id":"o%s","status":"final","code":{"text":"%s"}}', i, repeat('x', 600)) end
        from generate_series(1, 20000) i;
        insert into fhir.search_token (param, system, code, key)
        select (select id from p where type = 'Patient' and code = 'identifier'), 'urn:ins', i::text, i from generate_series(1, 5000) i
        union all select (select id from p where type = 'Patient' and code = 'gender'), null, case when i % 2 = 0 then 'female' else 'male' end, i from generate_series(1, 5000) i
        union all select (select id from p where type = 'Observation' and code = 'code'), 'http://loinc.org', (i % 20)::text, i from generate_series(5001, 20000) i
        union all select (select id from p where type = 'Observation' and code = 'status'), null, case when i % 50 = 0 then 'preliminary' else 'final' end, i from generate_series(5001, 20000) i;
        insert into fhir.search_string (param, value, exact, key)
        select (select id from p where type = 'Patient' and code = 'family'), 'name' || i, 'Name' || i, i from generate_series(1, 5000) i;
        insert into fhir.search_date (param, low, high, key)
        select (select id from p where type = 'Patient' and code = 'birthdate'), d, d + interval '1 day', i
        from generate_series(1, 5000) i, lateral (select '1940-01-01'::timestamptz + (i * 7 % 20000) * interval '1 day' as d) born
        union all
        select (select id from p where type = 'Observation' and code = 'date'), d, d + interval '1 second', i
        from generate_series(5001, 20000) i, lateral (select '2020-01-01'::timestamptz + i * interval '1 hour' as d) measured;
        insert into fhir.search_reference (param, target_type, target_id, key)
        select id, 'Patient', 'p' || (i % 5000 + 1), i from generate_series(5001, 20000) i, p where type = 'Observation' and code in ('subject', 'patient');
        analyze;
        """;
}
