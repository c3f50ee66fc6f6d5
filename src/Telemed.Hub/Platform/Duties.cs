using Dapper;
using Npgsql;

namespace Telemed.Hub.Platform;

/// <summary>Who has one of the hub's own duties, such as coordinator, straight from the directory's search rows.</summary>
static class Duties
{
    /// <summary>The accounts of those who have it and are active.</summary>
    public static async Task<IReadOnlyList<string>> Holders(NpgsqlConnection connection, string duty, CancellationToken cancel) =>
        [.. await connection.QueryAsync<string>(new(
            """
            select r.id from fhir.search_token t join fhir.resource r on r.key = t.key
            where t.param = (select id from fhir.search_parameter where type = 'PractitionerRole' and code = 'role')
              and t.code = @duty and t.system = @system and not r.deleted
              and not exists (
                select from fhir.search_token a
                where a.key = r.key and a.param = (select id from fhir.search_parameter where type = 'PractitionerRole' and code = 'active') and a.code = 'false')
            order by r.id
            """, new { duty, system = Caller.DutySystem }, cancellationToken: cancel))];
}
