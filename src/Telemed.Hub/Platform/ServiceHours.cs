using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core.Calendars;
using Telemed.Fhir;

namespace Telemed.Hub.Platform;

/// <summary>When a service of the directory is open. Its hours were checked when they were written.</summary>
public static class ServiceHours
{
    /// <summary>The hours of a HealthcareService; always open when it says none, or is not known.</summary>
    public static async Task<BusinessHours> Of(NpgsqlConnection connection, string service, CancellationToken cancel)
    {
        if (Reference.Parse(service) is not { Type: "HealthcareService" } reference) return BusinessHours.Always;
        var body = await connection.ExecuteScalarAsync<string?>(new(
            "select body from fhir.resource where type = 'HealthcareService' and id = @id and not deleted", new { id = reference.Id }, cancellationToken: cancel));
        return body is null ? BusinessHours.Always : OpeningHours.Read(ResourceBody.Read<HealthcareService>(System.Text.Encoding.UTF8.GetBytes(body))).Hours ?? BusinessHours.Always;
    }
}
