using Dapper;
using Hl7.Fhir.Model;
using Npgsql;

namespace Telemed.Hub.Features.Requests;

/// <summary>Who stands behind a pool, straight from the directory's search rows.</summary>
static class Pool
{
    /// <summary>The HealthcareService that carries the pathway's pool identifier, with the accounts of its active members; no service when the directory has none.</summary>
    public static async Task<(string? Service, string[] Members)> Find(NpgsqlConnection connection, Identifier pool, CancellationToken cancel) =>
        await connection.QuerySingleOrDefaultAsync<(string?, string[])>(new(
            $"""
            select 'HealthcareService/' || p.id, array({MembersOf("p.id")})
            from fhir.search_token t join fhir.resource p on p.key = t.key
            where t.param = (select id from fhir.search_parameter where type = 'HealthcareService' and code = 'identifier')
              and t.code = @value and t.system = @system and not p.deleted
            limit 1
            """, new { system = pool.System, value = pool.Value }, cancellationToken: cancel));

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
