using Telemed.Fhir;
using Telemed.Fhir.Store;

namespace Telemed.Hub.Platform;

/// <summary>
/// The one place that says who reads what, for console, FHIR read and FHIR search alike: the directory is open to whoever signed in,
/// everything else is reached through a circle (architecture 3). Beyond reach does not exist: 404.
/// </summary>
sealed class Access : IReadRule
{
    /// <summary>Who does what in the territory and when, and the definitions: nothing in them is about a patient.</summary>
    public static readonly string[] Directory =
    [
        "Practitioner", "PractitionerRole", "Organization", "HealthcareService", "Location", "Endpoint", "Schedule", "Slot",
        "PlanDefinition", "Questionnaire", "StructureDefinition", "ValueSet", "CodeSystem", "SearchParameter", "NamingSystem", "ConceptMap",
    ];

    static readonly string DirectoryList = string.Join(", ", Directory.Select(type => $"'{type}'"));

    static readonly string ThroughACircle = $"""
        (r.type in ({DirectoryList}) or exists (
            select from hub.access_content c join hub.access_member m on m.circle = c.circle
            where c.key = r.key and m.principal = any(@principals) and c.section = any(m.sections)))
        """;

    public string Reaches(FhirCaller caller) => caller.ReachesAll ? "true" : ThroughACircle;

    public string? Trace { get; } = $"""
        insert into hub.trace (recorded, agent, interaction, resource, version)
        select hub.now(), @agent, @interaction, type || '/' || id, version from read where type not in ({DirectoryList})
        """;

    /// <summary>Leaves the trace of a change, or of another act that the transaction does.</summary>
    public static void LeaveTrace(StoreTransaction transaction, string interaction, string resource, int version) =>
        transaction.Row(InsertTraces, transaction.Now, transaction.Caller.Agent, interaction, resource, version);

    /// <summary>Puts a resource into a section of a circle.</summary>
    public static void Put(StoreTransaction transaction, string circle, long key, string section) => transaction.Row(InsertContent, circle, key, section);

    /// <summary>Gives a principal exactly these sections of a circle; none takes the membership away. What is said last holds.</summary>
    public static void Give(StoreTransaction transaction, string circle, string principal, params string[] sections) =>
        transaction.Row(SettleMembers, circle, principal, string.Join(' ', sections));

    const string InsertTraces = "insert into hub.trace (recorded, agent, interaction, resource, version) select * from unnest($1, $2, $3, $4, $5)";

    const string InsertContent = "insert into hub.access_content (circle, key, section) select * from unnest($1, $2, $3) on conflict (key, circle) do nothing";

    // In the order of their identity, so that two transactions never wait for each other.
    const string SettleMembers = """
        with given as (
            select distinct on (circle, principal) circle, principal, string_to_array(sections, ' ') as sections
            from unnest($1, $2, $3) with ordinality as said (circle, principal, sections, nth)
            order by circle, principal, nth desc
        ), gone as (
            delete from hub.access_member m using given g where m.circle = g.circle and m.principal = g.principal and g.sections = '{}'
        )
        insert into hub.access_member (circle, principal, sections)
        select circle, principal, sections from given where sections <> '{}' order by circle, principal
        on conflict (circle, principal) do update set sections = excluded.sections
        """;
}
