using Dapper;
using Npgsql;
using Telemed.Core.Pathways;

namespace Telemed.Hub.Features.Requests;

/// <summary>Who stands behind a pool, straight from the directory's search rows.</summary>
static class Pool
{
    /// <summary>By each pool's name, the HealthcareService that carries its identifier, with the accounts of its active members; none for a name the directory does not have.</summary>
    public static async Task<IReadOnlyDictionary<string, (string Service, string[] Members)>> Find(NpgsqlConnection connection, IReadOnlyCollection<string> names, CancellationToken cancel) =>
        ByName(await connection.QueryAsync<(string, string, string[])>(new(SelectNamed, new { system = PathwayTerms.Pools, names = names.ToArray() }, cancellationToken: cancel)));

    /// <summary>A statement that selects rows of pools: takes @names, and @system of their identifiers.</summary>
    public static readonly string SelectNamed = $"""
        select distinct on (t.code) t.code, 'HealthcareService/' || p.id, array({MembersOf("p.id")})
        from fhir.search_token t join fhir.resource p on p.key = t.key
        where t.param = (select id from fhir.search_parameter where type = 'HealthcareService' and code = 'identifier')
          and t.code = any(@names) and t.system = @system and not p.deleted
        """;

    public static IReadOnlyDictionary<string, (string Service, string[] Members)> ByName(IEnumerable<(string Name, string Service, string[] Members)> rows) => rows.ToDictionary(row => row.Name, row => (row.Service, row.Members));

    /// <summary>The accounts of the pool's active members.</summary>
    public static async Task<IReadOnlyList<string>> Members(NpgsqlConnection connection, string pool, CancellationToken cancel) =>
        [.. await connection.QueryAsync<string>(new(
            MembersOf("@id"), new { id = pool["HealthcareService/".Length..] }, cancellationToken: cancel))];

    static string MembersOf(string pool) => $"""
        select r.id from fhir.search_reference s join fhir.resource r on r.key = s.key
        where s.param = (select id from fhir.search_parameter where type = 'PractitionerRole' and code = 'service')
          and s.target_type = 'HealthcareService' and s.target_id = {pool} and not r.deleted
          and not exists (
            select from fhir.search_token a
            where a.key = r.key and a.param = (select id from fhir.search_parameter where type = 'PractitionerRole' and code = 'active') and a.code = 'false')
        """;
}
