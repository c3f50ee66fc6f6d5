using System.Security.Claims;
using System.Text.Json;
using Dapper;
using Npgsql;
using Telemed.Core.Pathways;
using Telemed.Fhir;

namespace Telemed.Hub.Platform;

/// <summary>Who uses the hub: a person in a role (a PractitionerRole), or an integrator's software.</summary>
/// <param name="Account">The id of the PractitionerRole, or <c>system</c>.</param>
/// <param name="Name">As colleagues are shown it.</param>
/// <param name="Professions">Codes of TRE_G15.</param>
/// <param name="Pools">The HealthcareServices the person is a member of.</param>
/// <param name="Duties">Codes of the hub's own duties: coordinator, auditor, admin.</param>
public sealed record Caller(
    string Account, string Name, string? Organization, string? OrganizationName, string? Specialty,
    IReadOnlyList<string> Professions, IReadOnlyList<string> Pools, IReadOnlyList<string> Duties,
    string Agent, IReadOnlyList<string> Principals, bool ReachesAll) : FhirCaller(Agent, Principals, ReachesAll)
{
    public const string AccountClaim = "account";
    public const string ProfessionSystem = Profession.System;
    public const string DutySystem = "https://telemed.example/fhir/CodeSystem/duty";

    /// <summary>The hub itself, when it acts without anybody asking.</summary>
    public static readonly FhirCaller Hub = new("Device/hub", [], ReachesAll: true);

    static readonly Caller Software = new("system", "Logiciel intégrateur", null, null, null, [], [], [], "Device/system", ["Device/system"], ReachesAll: true);

    /// <summary>The values of the pools' identifiers, where the role says them beside the reference.</summary>
    public IReadOnlyList<string> PoolNames { get; init; } = [];

    /// <summary>Of a device, or of the patient behind a link: the one patient of whom they may create measurements. They read nothing, theirs or anybody's. Null for people and software.</summary>
    public string? Patient { get; init; }

    public bool IsSoftware => ReachesAll;

    public bool Has(string duty) => Duties.Contains(duty);

    /// <summary>The caller of the current request; the pipeline let only signed-in callers through.</summary>
    public static Caller Of(HttpContext http) => http.Features.Get<Caller>() ?? throw new InvalidOperationException("No caller: the route lets anybody in.");

    public static ValueTask<Caller?> BindAsync(HttpContext http) => ValueTask.FromResult(http.Features.Get<Caller>());

    /// <summary>Reads the account's PractitionerRole, so that a role that was withdrawn loses its rights at once. Null when there is none, or it is not active.</summary>
    public static async Task<Caller?> Load(NpgsqlDataSource db, string account, CancellationToken cancel)
    {
        if (account == Software.Account) return Software;
        await using var connection = await db.OpenConnectionAsync(cancel);
        var body = await connection.ExecuteScalarAsync<string>(new(
            "select body from fhir.resource where type = 'PractitionerRole' and id = @account and not deleted", new { account }, cancellationToken: cancel));
        if (body is null) return await LoadDevice(connection, account, cancel);
        using var json = JsonDocument.Parse(body);
        return From(account, json.RootElement);
    }

    // A scale or its gateway: a Device that belongs to a patient. Its right is that of SMART's system/Observation.c, for that patient alone.
    static async Task<Caller?> LoadDevice(NpgsqlConnection connection, string account, CancellationToken cancel)
    {
        var patient = await connection.ExecuteScalarAsync<string?>(new(
            "select body::jsonb #>> '{patient,reference}' from fhir.resource where type = 'Device' and id = @account and not deleted and body::jsonb ->> 'status' is distinct from 'entered-in-error'",
            new { account }, cancellationToken: cancel));
        return patient is null ? null : new Caller(account, account, null, null, null, [], [], [], $"Device/{account}", [], ReachesAll: false) { Patient = patient };
    }

    static Caller? From(string account, JsonElement role)
    {
        if (role.TryGetProperty("active", out var active) && active.ValueKind == JsonValueKind.False) return null;
        var codings = Many(role, "code").SelectMany(code => Many(code, "coding")).ToList();
        string[] Codes(string system) => [.. from coding in codings where Text(coding, "system") == system select Text(coding, "code")];
        var person = Reference(role, "practitioner");
        var organization = Reference(role, "organization");
        var pools = Many(role, "healthcareService").Select(service => Text(service, "reference")).OfType<string>().ToList();
        var duties = Codes(DutySystem);
        var agent = $"PractitionerRole/{account}";
        return new Caller(
            account, person.Display ?? account, organization.Target, organization.Display,
            Many(role, "specialty").Select(specialty => Text(specialty, "text")).FirstOrDefault(),
            Codes(ProfessionSystem), pools, duties, agent,
            [agent, .. new[] { person.Target, organization.Target }.OfType<string>(), .. pools, .. duties.Select(duty => $"duty:{duty}")],
            ReachesAll: false)
        {
            PoolNames = [.. Many(role, "healthcareService").Select(PoolName).OfType<string>()],
        };
    }

    static string? PoolName(JsonElement service) =>
        service.TryGetProperty("identifier", out var identifier) && Text(identifier, "system") == PathwayTerms.Pools ? Text(identifier, "value") : null;

    static JsonElement.ArrayEnumerator Many(JsonElement element, string name) => element.TryGetProperty(name, out var items) ? items.EnumerateArray() : default;

    static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    static (string? Target, string? Display) Reference(JsonElement element, string name) =>
        element.TryGetProperty(name, out var reference) ? (Text(reference, "reference"), Text(reference, "display")) : default;

    /// <summary>Loads the caller of every signed-in request; a session whose role is gone is no session.</summary>
    public static async Task Attach(HttpContext http, RequestDelegate next)
    {
        if (http.User.FindFirstValue(AccountClaim) is { } account)
        {
            if (await Load(http.RequestServices.GetRequiredService<NpgsqlDataSource>(), account, http.RequestAborted) is { } caller) http.Features.Set(caller);
            else http.User = new ClaimsPrincipal(new ClaimsIdentity());
        }
        if (http.Features.Get<Caller>() is { Patient: not null } && !MayCall(http.Request)) http.Response.StatusCode = StatusCodes.Status403Forbidden;
        else await next(http);
    }

    static bool MayCall(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path.Value?.TrimEnd('/') is "/fhir" or "/fhir/Observation";
}
