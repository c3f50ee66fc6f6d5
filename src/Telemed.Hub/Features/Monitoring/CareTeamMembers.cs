using Hl7.Fhir.Model;
using Telemed.Core.Pathways;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;
using static Hl7.Fhir.Model.OperationOutcome;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>
/// The care team of a patient who is watched at home: whoever is in it reaches the patient and is told by the levels that name their role;
/// whoever leaves it reaches nothing more.
/// </summary>
sealed class CareTeamMembers : IWriteRule
{
    static readonly string[] Principals = ["PractitionerRole", "Practitioner", "Organization"];

    public bool Concerns(string type) => type == "CareTeam";

    public async ValueTask<Refusal?> Guard(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (write.Previous is null || await MonitoringRows.OfTeam(transaction.Connection, write.Reference, cancel) is not { } monitored) return null;
        if (write.Resource is not CareTeam team) return Refusal.Conflict("The care team of a télésurveillance under way is not deleted: end its CarePlan.");
        if (!write.VersionChecked) return Refusal.PreconditionRequired();
        if (team.Subject?.Reference != monitored.Patient) return Refusal.Conflict("A care team stays with its patient.");
        return Faults(team).ToList() is { Count: > 0 } faults ? Refusal.Of(422, faults) : null;
    }

    public async ValueTask<Refusal?> Effects(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (write.Previous is { Deleted: false } previous && write.Resource is CareTeam team && await MonitoringRows.OfTeam(transaction.Connection, write.Reference, cancel) is { } monitored)
            Set(transaction, monitored, previous.As<CareTeam>(), team);
        return null;
    }

    /// <summary>What keeps a team from caring for a patient at home.</summary>
    public static IEnumerable<(IssueType Code, string Why, string? Expression)> Faults(CareTeam team)
    {
        if (!Of(team).Any(member => member.Role == "gp"))
            yield return (IssueType.Required, $"The care team has a médecin traitant: a participant with role gp of {PathwayTerms.CareTeamRole}.", "CareTeam.participant");
        foreach (var (participant, i) in team.Participant.Select((participant, i) => (participant, i)))
            if (Reference.Parse(participant.Member?.Reference) is not { } member || !Principals.Contains(member.Type))
                yield return (IssueType.Value, "A member is a PractitionerRole, a Practitioner or an Organization.", $"CareTeam.participant[{i}].member");
    }

    public static void Set(StoreTransaction transaction, Monitored monitored, CareTeam? before, CareTeam team)
    {
        var members = Of(team).Distinct().ToList();
        foreach (var gone in (before is null ? [] : Of(before)).Select(member => member.Principal).Except(members.Select(member => member.Principal)))
        {
            Access.Give(transaction, monitored.Plan, gone);
            transaction.Effect(LeaveAlarms, monitored.Key, gone);
        }
        foreach (var principal in members.Select(member => member.Principal).Distinct()) Access.Give(transaction, monitored.Plan, principal, MonitoringTerms.Section);
        transaction.Effect("delete from hub.care_team_member where team = $1", monitored.Team);
        transaction.Effect(
            "insert into hub.care_team_member (team, role, principal) select $1, role, principal from unnest($2, $3) as t (role, principal)",
            monitored.Team, members.Select(member => member.Role).ToArray(), members.Select(member => member.Principal).ToArray());
    }

    // Who answered an alarm keeps what they answered.
    const string LeaveAlarms = """
        delete from hub.access_member a using hub.alarm l join hub.escalation e on e.key = l.key
        where l.monitoring = $1 and a.circle = l.request and a.principal = $2 and e.holder is distinct from $2
        """;

    /// <summary>Everybody in the team, once for each role; those without a role of ours reach the patient and are told nothing.</summary>
    public static IEnumerable<(string Role, string Principal)> Of(CareTeam team) =>
        from participant in team.Participant
        let principal = participant.Member?.Reference
        where principal is not null
        from role in participant.Role.SelectMany(role => role.Coding).Where(coding => coding.System == PathwayTerms.CareTeamRole).Select(coding => coding.Code ?? "").DefaultIfEmpty("")
        select (role, principal);
}
