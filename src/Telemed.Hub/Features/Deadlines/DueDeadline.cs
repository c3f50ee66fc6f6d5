using Telemed.Core.Pathways;
using Telemed.Core.Requests;
using Telemed.Hub.Features.Escalations;

namespace Telemed.Hub.Features.Deadlines;

/// <summary>A deadline that was claimed: what it is, and what it is about.</summary>
record ClaimedDeadline(long Key, string Kind, short Step, Guid About, DateTimeOffset DueAt, short Attempt, string Task, string Request);

/// <summary>A deadline whose time has come, with what its Task's followers know without reading a body.</summary>
sealed record DueDeadline(
    long Key, string Kind, short Step, Guid About, DateTimeOffset DueAt, short Attempt,
    string Task, string Request, string Pathway, string Role, short Priority, string Requester, string? Holder, DateTimeOffset StartedAt, short Level, short Turn, bool Waiting, DateTimeOffset? ReplyFrom, string? Patient)
    : ClaimedDeadline(Key, Kind, Step, About, DueAt, Attempt, Task, Request)
{
    /// <summary>Who is reminded until the answer is there.</summary>
    public Escalation Reply(Pathway pathway) =>
        pathway.Urgency(MedicalPriority.MostPressingFirst[Priority])?.Reply ?? throw new InvalidOperationException($"{pathway.Canonical} has no class of priority {Priority}.");

    public WaitingTask Under(Pathway pathway)
    {
        var priority = MedicalPriority.MostPressingFirst[Priority];
        var role = Role.Length == 0 ? null : pathway.RoleOf(Role);
        return new(
            Key, Task, Request, priority, WaitingTask.Account(Requester), StartedAt, Patient, role?.Pool ?? pathway.Pool,
            role?.Escalation ?? pathway.Urgency(priority)?.Escalation ?? throw new InvalidOperationException($"{pathway.Canonical} has no class {priority}."));
    }
}
