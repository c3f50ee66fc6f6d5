using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core.Requests;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Requests;

/// <summary>Alarms of patients at home as their own doctors and nurses see them: those of the patients in whose care team they are, and nobody else's.</summary>
sealed class ReadAlarms(FhirStore store, NpgsqlDataSource db, PathwayList pathways, ReadRequests requests, TimeProvider clock)
{
    sealed record Row(string Patient, string Request, string Flag, string Pathway, string Level, DateTimeOffset Since, string? Holder);

    /// <summary>Those that are open, the most pressing first. One query and one read, whatever their number.</summary>
    public async Task<IReadOnlyList<AlarmItem>> Open(Caller caller, CancellationToken cancel)
    {
        List<Row> rows;
        await using (var connection = await db.OpenConnectionAsync(cancel))
            rows = [.. await connection.QueryAsync<Row>(new(OfMyPatients, new { principals = caller.Principals.ToArray() }, cancellationToken: cancel))];
        var read = (await store.ReadMany(caller, rows.SelectMany(row => new[] { row.Patient, row.Flag, row.Holder }).OfType<string>(), cancel)).ToDictionary(one => one.Reference);
        return
        [
            .. from row in rows
               where read.ContainsKey(row.Patient) && read.ContainsKey(row.Flag)
               let urgency = pathways.Find(row.Pathway)?.UrgencyClasses.FirstOrDefault(urgency => urgency.Code == row.Level)
               where urgency is not null
               orderby urgency.Priority descending, row.Since
               select new AlarmItem(
                   row.Request["ServiceRequest/".Length..], read[row.Patient].As<Patient>().Identity()?.Name ?? "", urgency.Priority, urgency.Label, read[row.Flag].As<Flag>().Code.Text ?? "", row.Since,
                   row.Holder is { } holder && read.TryGetValue(holder, out var role) ? role.As<PractitionerRole>().Practitioner?.Display ?? holder : null),
        ];
    }

    /// <summary>One alarm; null beyond reach, and for what is no alarm.</summary>
    public async Task<AlarmView?> One(Caller caller, string requestId, CancellationToken cancel)
    {
        if (await requests.TaskOf(caller, requestId, cancel) is not { } taskId) return null;
        if (await CaseFile.Find(store, db, pathways, caller, taskId, cancel) is not { Pathway.Rules: not null } file || file.Patient.Identity() is not { } patient) return null;
        var (status, now) = (file.Task.Resource.Status, clock.GetUtcNow());
        var free = status is FhirTask.TaskStatus.Requested or FhirTask.TaskStatus.Received;
        var holds = file.Task.Holder == caller.Agent && status is FhirTask.TaskStatus.Accepted or FhirTask.TaskStatus.InProgress;
        var answers = file.Answers();
        return new()
        {
            RequestId = requestId,
            TaskId = taskId,
            Patient = patient,
            Priority = file.Task.Priority,
            Level = file.Task.Urgency.Label,
            Since = file.Task.ReplyClock.StartedAt,
            Reason = answers.FirstOrDefault(answer => answer.LinkId == "reason")?.Answer,
            Facts = [.. answers.Where(answer => answer.LinkId is not ("reason" or "level"))],
            Holder = file.HolderName(),
            HeldAt = file.Task.TakenAt,
            Ended = !RequestLifecycle.IsOpen(status),
            MayAccept = free,
            Holds = holds,
            Outcomes = holds ? [.. file.Pathway.Outcomes.Where(outcome => outcome.Answers)] : [],
            Opinion = file.Opinion(),
            Next = free ? file.ToldNext(file.Task.Reference, now) : [],
            Calls = file.Calls(),
            Trail = file.Trail(now),
        };
    }

    const string OfMyPatients = """
        select m.patient, a.request, a.flag, m.pathway, a.level, a.opened_at as since, e.holder
        from hub.alarm a join hub.monitoring m on m.key = a.monitoring left join hub.escalation e on e.key = a.key
        where a.ended_at is null and exists (select from hub.care_team_member c where c.team = m.team and c.principal = any(@principals))
        """;
}
