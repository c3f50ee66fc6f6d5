using Dapper;
using Npgsql;

namespace Telemed.Hub.Platform;

/// <summary>Who cares for a patient that is watched at home, by role in the CareTeam.</summary>
static class CareTeams
{
    /// <summary>The accounts of those who are active, by role; nobody for a patient who is not watched any more.</summary>
    public static async Task<ILookup<string, string>> Of(NpgsqlConnection connection, string patient, CancellationToken cancel) =>
        (await connection.QueryAsync<(string Role, string Account)>(new(
            """
            select t.role, r.id from hub.monitoring m
                join hub.care_team_member t on t.team = m.team
                join fhir.resource r on r.type = 'PractitionerRole' and r.id = substr(t.principal, length('PractitionerRole/') + 1)
            where m.patient = @patient and m.ended_at is null and t.principal like 'PractitionerRole/%' and not r.deleted
              and not exists (
                select from fhir.search_token a
                where a.key = r.key and a.param = (select id from fhir.search_parameter where type = 'PractitionerRole' and code = 'active') and a.code = 'false')
            order by t.role, r.id
            """, new { patient }, cancellationToken: cancel))).ToLookup(row => row.Role, row => row.Account);
}
