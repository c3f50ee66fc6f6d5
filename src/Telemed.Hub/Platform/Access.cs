using Dapper;
using Npgsql;
using Telemed.Fhir;
using Telemed.Fhir.Store;

namespace Telemed.Hub.Platform;

/// <summary>
/// The one place that says who reads what, for console, FHIR read and FHIR search alike: the directory is open to whoever signed in,
/// everything else is reached through a circle (architecture 3). Beyond reach does not exist: 404.
/// </summary>
sealed class Access : IReadRule
{
    /// <summary>Who does what in the territory, and the definitions: nothing in them is about a patient.</summary>
    public static readonly string[] Directory =
    [
        "Practitioner", "PractitionerRole", "Organization", "HealthcareService", "Location", "Endpoint",
        "PlanDefinition", "Questionnaire", "StructureDefinition", "ValueSet", "CodeSystem", "SearchParameter", "NamingSystem", "ConceptMap",
    ];

    static readonly string DirectoryList = string.Join(", ", Directory.Select(type => $"'{type}'"));

    static readonly string ThroughACircle = $"""
        (r.type in ({DirectoryList}) or exists (
            select from hub.access_content c join hub.access_member m on m.circle = c.circle
            where c.key = r.key and m.principal = any(@principals) and c.section = any(m.sections)))
        """;

    public string Reaches(FhirCaller caller) => caller.ReachesAll ? "true" : ThroughACircle;

    public async Task Trace(NpgsqlConnection connection, FhirCaller caller, string interaction, IReadOnlyCollection<Stored> read, CancellationToken cancel)
    {
        var personal = read.Where(stored => !Directory.Contains(stored.Type)).ToList();
        if (personal.Count == 0) return;
        await connection.ExecuteAsync(new(
            """
            insert into hub.trace (recorded, agent, interaction, resource, version)
            select hub.now(), @agent, @interaction, * from unnest(@resources, @versions)
            """,
            new { agent = caller.Agent, interaction, resources = personal.Select(stored => stored.Reference).ToArray(), versions = personal.Select(stored => stored.Version).ToArray() },
            cancellationToken: cancel));
    }

    /// <summary>Puts a resource into a section of a circle.</summary>
    public static void Put(StoreTransaction transaction, string circle, long key, string section) => transaction.Effect(
        "insert into hub.access_content (circle, key, section) values ($1, $2, $3) on conflict (key, circle) do nothing", circle, key, section);

    /// <summary>Gives a principal exactly these sections of a circle; none takes the membership away.</summary>
    public static void Give(StoreTransaction transaction, string circle, string principal, params string[] sections)
    {
        if (sections.Length == 0)
            transaction.Effect("delete from hub.access_member where circle = $1 and principal = $2", circle, principal);
        else
            transaction.Effect(
                "insert into hub.access_member (circle, principal, sections) values ($1, $2, $3) on conflict (circle, principal) do update set sections = excluded.sections",
                circle, principal, sections);
    }
}
