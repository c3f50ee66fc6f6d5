using Npgsql;
using Telemed.Fhir.Schema;
using Telemed.Fhir.Search;

namespace Telemed.Fhir.Tests.Schema;

/// <summary>Nodes that start at once on the same database. The parameters: https://hl7.org/fhir/R4/searchparameter-registry.html</summary>
public class MigratorTests
{
    [Fact]
    public async Task Nodes_that_start_together_migrate_once_and_number_the_search_parameters_alike()
    {
        var database = await TestDatabase.CreateEmpty();
        try
        {
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Migrator.Migrate(database, TestContext.Current.CancellationToken)));
            await Migrator.Migrate(database, TestContext.Current.CancellationToken);

            await using var db = NpgsqlDataSource.Create(database);
            var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SearchParameters.Load(db, TestContext.Current.CancellationToken)));

            Assert.Single(nodes.Select(node => string.Join(' ', node.Of("Patient").Select(parameter => $"{parameter.Code} {parameter.Id}"))).Distinct());
            await using var scripts = db.CreateCommand("select count(*) - count(distinct scriptname) from schema_version");
            Assert.Equal(0L, await scripts.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }
        finally
        {
            await TestDatabase.Drop(database);
        }
    }
}
