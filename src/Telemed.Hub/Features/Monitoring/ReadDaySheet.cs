using System.Text.Json;
using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core;
using Telemed.Core.Monitoring;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Features.Tasks;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>The day sheet, and the hand-over at its end. As many queries as any page of the file, however many are watched.</summary>
sealed class ReadDaySheet(FhirStore store, NpgsqlDataSource db, PathwayList pathways, ReadActiveFile file, MoveTask move, TimeProvider clock)
{
    /// <summary>Lines of each list that are printed; beyond that the file is the better place.</summary>
    const int MostLines = 60;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task<DaySheet> Of(Caller caller, CancellationToken cancel)
    {
        var silent = await file.Of(caller, "silent", null, 1, cancel, MostLines);
        await using var connection = await db.OpenConnectionAsync(cancel);
        var rows = (await connection.QueryAsync<Row>(new(Alarms, new { principals = caller.Principals, most = MostLines }, cancellationToken: cancel))).ToList();
        var now = clock.GetUtcNow();
        var visits = await VisitsToday(connection, caller, now, cancel);
        var endings = (await connection.QueryAsync<EndingRow>(new(
            Endings, new { principals = caller.Principals, ending = now + pathways.Announced(), most = MostLines }, cancellationToken: cancel))).ToList();
        var listed = visits.Take(MostLines).ToList();
        var changes = (await connection.QueryAsync<ChangeRow>(new(
            Changes, new { principals = caller.Principals, since = now.AddDays(-1), most = MostLines }, cancellationToken: cancel))).ToList();
        var named = (await store.ReadMany(
            caller, rows.SelectMany(row => new[] { row.Plan, row.Patient, row.Holder }).Concat(listed.SelectMany(visit => new[] { visit.Row.Plan, visit.Row.Patient })).Concat(endings.SelectMany(row => new[] { row.Plan, row.Patient }))
                .Concat(changes.SelectMany(row => new[] { row.Plan, row.Patient, row.Source })).OfType<string>().Distinct(), cancel))
            .ToDictionary(one => one.Reference);
        var colleagues = new List<Colleague>();
        foreach (var pathway in pathways.All.Where(pathway => pathway.Rules is not null && caller.PoolNames.Contains(pathway.Pool.Value)))
            if (await Pool.Find(connection, [pathway.Pool.Value!], cancel) is var pools && pools.TryGetValue(pathway.Pool.Value!, out var pool))
                colleagues.AddRange(from role in await store.ReadMany(caller, pool.Members.Where(member => member != caller.Account).Select(member => $"PractitionerRole/{member}"), cancel)
                                    select new Colleague(role.Id, role.As<PractitionerRole>().Practitioner?.Display ?? role.Id));
        return new(
            now, [.. rows.Select(row => Line(row, caller, named))], Math.Max(0, silent.Counts.Alarm - rows.Count), silent.Patients, Math.Max(0, silent.Total - silent.Patients.Count),
            [.. colleagues.DistinctBy(one => one.Account).OrderBy(one => one.Name)])
        {
            Visits = [.. listed.Select(visit => new VisitToday(visit.Row.Plan["CarePlan/".Length..], Named(visit.Row.Patient), visit.Window, visit.Today, visit.Row.VisitedAt))],
            MoreVisits = visits.Count - listed.Count,
            Treatments =
            [
                .. from row in changes
                   let change = Treatments.Read(named.GetValueOrDefault(row.Source)?.As<Resource>(), row.RecordedAt)
                   where change is not null
                   select new TreatmentToday(row.Plan["CarePlan/".Length..], Named(row.Patient), change),
            ],
            Endings = [.. endings.Select(row => new Ending(row.Plan["CarePlan/".Length..], Named(row.Patient), row.EndsAt))],
        };

        Identity? Named(string patient) => named.GetValueOrDefault(patient)?.As<Patient>().Identity();
    }

    // When a visit is due is arithmetic over the patient's own days: rows of all who have planned visits, and no body.
    static async Task<List<(VisitRow Row, VisitWindow Window, DateOnly Today)>> VisitsToday(NpgsqlConnection connection, Caller caller, DateTimeOffset now, CancellationToken cancel)
    {
        var rows = await connection.QueryAsync<VisitRow>(new(Planned, new { principals = caller.Principals }, cancellationToken: cancel));
        return
        [
            .. from row in rows
               let plan = MonitoringRows.Plan(row.StartedAt, row.EndsAt, row.Zone, row.Visits, row.Pauses)
               let window = PlannedVisits.Next(plan, row.VisitedAt, now)
               let today = plan.Day(now)
               where plan.Pause(now) is null && window is not null && window.Value.Due <= today
               orderby window.Value.Due, row.Plan
               select (row, window.Value, today),
        ];
    }

    /// <summary>
    /// Every alarm the caller holds goes back to the cell, with a word for the next one: its clocks run again until somebody takes it, so
    /// that nobody waits unseen between two people.
    /// </summary>
    public async Task<Refusal?> HandOver(Caller caller, IFormCollection form, CancellationToken cancel)
    {
        var sheet = await Of(caller, cancel);
        if (sheet.Colleagues.FirstOrDefault(one => one.Account == form["to"]) is not { } next)
            return Refusal.Unprocessable(OperationOutcome.IssueType.Required, "Choisissez à qui vous passez la main. / Choose to whom you hand over.", "to");
        var parameters = new Parameters();
        parameters.Add("reason", new FhirString($"Relève : {next.Name}. {form["note"].ToString().Trim()}".Trim()));
        foreach (var held in sheet.Mine)
            if ((await move.Run(caller, held.TaskId, TaskOperations.All["release"], parameters, ifMatch: null, cancel)).Refusal is { } refusal) return refusal;
        return null;
    }

    static ToCall Line(Row row, Caller caller, Dictionary<string, Stored> named)
    {
        var patient = named.GetValueOrDefault(row.Patient)?.As<Patient>();
        return new(
            row.Plan["CarePlan/".Length..], row.Task["Task/".Length..], patient.Identity(), patient?.Telecom.FirstOrDefault(telecom => telecom.System == ContactPoint.ContactPointSystem.Phone)?.Value,
            row.Level, row.OpenedAt, row.Holder is null ? null : named.GetValueOrDefault(row.Holder)?.As<PractitionerRole>().Practitioner?.Display ?? row.Holder, row.Holder == caller.Agent,
            [.. JsonSerializer.Deserialize<Wording[]>(row.Reasons, Json)!.Distinct()], row.CalledAt is { } at ? (at, row.Reached == true) : null);
    }

    sealed record Row(string Plan, string Patient, string Task, string Level, DateTimeOffset OpenedAt, string? Holder, string Reasons, DateTimeOffset? CalledAt, bool? Reached);

    sealed record VisitRow(string Plan, string Patient, DateTimeOffset? VisitedAt, DateTimeOffset StartedAt, DateTimeOffset? EndsAt, string Zone, string Visits, string Pauses);

    sealed record EndingRow(string Plan, string Patient, DateTimeOffset EndsAt);

    sealed record ChangeRow(string Plan, string Patient, string Source, DateTimeOffset RecordedAt);

    internal const string Changes = """
        select m.plan, m.patient, r.type || '/' || r.id as source, t.recorded_at
        from hub.treatment_change t join hub.monitoring m on m.key = t.monitoring join fhir.resource r on r.key = t.key
        where t.recorded_at > @since and m.ended_at is null
          and exists (select from hub.access_member x where x.circle = m.plan and x.principal = any(@principals) and 'monitoring' = any(x.sections))
        order by t.recorded_at desc limit @most
        """;

    internal const string Planned = $"""
        select m.plan, m.patient, (select max(v.at) from hub.visit v where v.patient = m.patient and v.own_day is null) as visited_at,
               {MonitoringRows.PlanColumns}
        from hub.monitoring m
        where m.ended_at is null and m.visits <> '[]'
          and exists (select from hub.access_member x where x.circle = m.plan and x.principal = any(@principals) and 'monitoring' = any(x.sections))
        """;

    internal const string Endings = """
        select m.plan, m.patient, m.ends_at from hub.monitoring m
        where m.ended_at is null and m.ends_at <= @ending
          and exists (select from hub.access_member x where x.circle = m.plan and x.principal = any(@principals) and 'monitoring' = any(x.sections))
        order by m.ends_at, m.key limit @most
        """;

    internal const string Alarms = """
        select m.plan, m.patient, a.task, a.level, a.opened_at, e.holder, coalesce(f.reasons, '[]') as reasons, c.at as called_at, c.reached
        from hub.alarm a
            join hub.monitoring m on m.key = a.monitoring
            left join hub.escalation e on e.key = a.key
            left join lateral (select jsonb_agg(reason order by at desc)::text as reasons from hub.finding where alarm = a.key) f on true
            left join lateral (select at, reached from hub.patient_call where monitoring = m.key order by at desc limit 1) c on true
        where a.ended_at is null and m.ended_at is null
          and exists (select from hub.access_member x where x.circle = m.plan and x.principal = any(@principals) and 'monitoring' = any(x.sections))
        order by case a.level when 'intervention-rapide' then 0 when 'appel-patient' then 1 else 2 end, a.opened_at, a.key limit @most
        """;
}
