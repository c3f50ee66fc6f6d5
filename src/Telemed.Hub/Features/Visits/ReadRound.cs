using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core.Monitoring;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Monitoring;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;
using Age = Telemed.Core.Age;
using Measure = Telemed.Core.Monitoring.Measure;

namespace Telemed.Hub.Features.Visits;

/// <summary>
/// The patients in whose care team somebody is as a nurse: an open alarm first, then a visit that is overdue, one that is due, who was seen longest ago. What is shown is read
/// through the store, so that each patient, weight and alarm leaves its trace; three queries whatever the number of patients.
/// </summary>
sealed class ReadRound(FhirStore store, NpgsqlDataSource db, PathwayList pathways, TimeProvider clock)
{
    const int WeightsShown = 5;

    sealed record Row(
        string Patient, string Pathway, string? Flag, string? Level, DateTimeOffset? Since, DateTimeOffset? VisitedAt,
        DateTimeOffset StartedAt, DateTimeOffset? EndsAt, string Zone, string Visits, string Pauses);

    sealed record Weight(string Patient, string Measure, DateTimeOffset At, double Value, string Source);

    public async Task<Round> Of(Caller caller, Language l, CancellationToken cancel)
    {
        List<Row> rows;
        ILookup<string, Weight> weights;
        await using (var connection = await db.OpenConnectionAsync(cancel))
        {
            rows = [.. await connection.QueryAsync<Row>(new(OnTheRound, new { principals = caller.Principals.ToArray() }, cancellationToken: cancel))];
            weights = (await connection.QueryAsync<Weight>(new(
                LastWeights, new { patients = rows.Select(row => row.Patient).ToArray(), most = WeightsShown, reference = MonitoringTerms.ReferenceWeight }, cancellationToken: cancel))).ToLookup(weight => weight.Patient);
        }
        var reached = (await store.ReadMany(
            caller, rows.SelectMany(row => new[] { row.Patient, row.Flag }.OfType<string>().Concat(weights[row.Patient].Select(weight => weight.Source))), cancel)).ToDictionary(one => one.Reference);
        var now = clock.GetUtcNow();
        return new(now, [.. rows.Select(row => One(row, [.. weights[row.Patient].Where(weight => reached.ContainsKey(weight.Source))], reached, l, now)).OfType<RoundPatient>()
            .OrderByDescending(patient => patient.Alarm is { } alarm ? Urgency(alarm) : 0).ThenBy(patient => Turn(patient.Visit, now)).ThenBy(patient => patient.VisitedAt ?? DateTimeOffset.MinValue).ThenBy(patient => patient.Name, StringComparer.Ordinal)]);
    }

    RoundPatient? One(Row row, List<Weight> weights, Dictionary<string, Stored> reached, Language l, DateTimeOffset now)
    {
        if (!reached.TryGetValue(row.Patient, out var stored) || stored.As<Patient>().Identity() is not { } identity) return null;
        var plan = MonitoringRows.Plan(row.StartedAt, row.EndsAt, row.Zone, row.Visits, row.Pauses);
        return new(
            row.Patient, identity.Name, identity.BirthDate, Age.Of(identity.BirthDate, Language.Today(now)),
            Alarm(row, reached, l), row.VisitedAt,
            weights.Find(weight => weight.Measure == MonitoringTerms.ReferenceWeight)?.Value,
            [.. weights.Where(weight => weight.Measure == Measure.Weight.Code).Select(weight => new RoundWeight(weight.At, Math.Round(weight.Value, 1)))],
            PlannedVisits.Next(plan, row.VisitedAt, now) is { } visit ? new(visit.NotBefore, visit.Due, row.Zone) : null, plan.Pause(now) is not null);
    }

    /// <summary>Overdue before due today; then those who may be seen, and those of whom it is too early or nothing is planned.</summary>
    static int Turn(RoundVisit? visit, DateTimeOffset now)
    {
        if (visit is null) return 3;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(now, visit.Zone).DateTime);
        return new VisitWindow(visit.NotBefore, visit.Due).State(today) switch { VisitState.Overdue => 0, VisitState.Due => visit.Due == today ? 1 : 2, _ => 3 };
    }

    RoundAlarm? Alarm(Row row, Dictionary<string, Stored> reached, Language l) =>
        row is { Flag: { } flag, Level: { } level, Since: { } since } && reached.TryGetValue(flag, out var stored)
        && pathways.Find(row.Pathway)?.UrgencyClasses.FirstOrDefault(urgency => urgency.Code == level) is { } urgency
            ? new(urgency.Priority.ToString().ToLowerInvariant(), l[urgency.Label], stored.As<Flag>().Code.Text ?? "", since)
            : null;

    static int Urgency(RoundAlarm alarm) => alarm.Priority switch { "stat" => 4, "asap" => 3, "urgent" => 2, _ => 1 };

    const string OnTheRound = $"""
        select m.patient, m.pathway, a.flag, a.level, a.opened_at as since,
               (select max(v.at) from hub.visit v where v.patient = m.patient and v.own_day is null) as visited_at,
               {MonitoringRows.PlanColumns}
        from hub.monitoring m left join hub.alarm a on a.monitoring = m.key and a.ended_at is null
        where m.ended_at is null and exists (select from hub.care_team_member c where c.team = m.team and c.role = 'nurse' and c.principal = any(@principals))
        """;

    const string LastWeights = """
        select p.patient, w.measure, w.at, w.value, w.source
        from unnest(@patients) as p (patient) cross join lateral (
            (select measure, at, value, source from hub.measurement where patient = p.patient and measure = 'weight' order by at desc limit @most)
            union all
            (select measure, at, value, source from hub.measurement where patient = p.patient and measure = @reference order by at desc limit 1)) w
        """;
}
