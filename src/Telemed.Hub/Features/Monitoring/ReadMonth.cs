using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core.Monitoring;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>The record of a month, as a page and as a file. The coordination counts everybody and reads nobody: without a link no name is read.</summary>
sealed class ReadMonth(FhirStore store, NpgsqlDataSource db, PathwayList pathways, TimeProvider clock)
{
    const int AtOnce = 500;

    public Task<MonthRecord> Of(Caller caller, DateOnly month, int page, CancellationToken cancel) => Read(caller, month, Math.Max(page, 1), MonthRecord.PageSize, cancel);

    /// <summary>Every line, as a spreadsheet in French opens it: semicolons, and a mark that it is UTF-8.</summary>
    public async Task<string> Csv(Caller caller, DateOnly month, Language l, CancellationToken cancel)
    {
        var csv = new StringBuilder("\uFEFF").AppendJoin(';', Columns.Select(column => l[column.French, column.English])).Append("\r\n");
        await foreach (var line in All(caller, month, cancel)) csv.AppendJoin(';', Cells(line, month).Select(Quoted)).Append("\r\n");
        return csv.ToString();
    }

    /// <summary>Every line, for software.</summary>
    public async Task<Bundle> Report(Caller caller, DateOnly month, CancellationToken cancel) =>
        MonthReport.Of(month, await All(caller, month, cancel).ToListAsync(cancel), clock.GetUtcNow());

    async IAsyncEnumerable<MonthLine> All(Caller caller, DateOnly month, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var (page, more) = (1, true); more; page++)
        {
            var read = await Read(caller, month, page, AtOnce, cancel);
            foreach (var line in read.Lines) yield return line;
            more = read.Lines.Count == AtOnce;
        }
    }

    /// <summary>What each column holds.</summary>
    public static readonly IReadOnlyList<(string French, string English)> Columns =
    [
        ("Mois", "Month"), ("Prescription", "Prescription"), ("Patient", "Patient"), ("Début", "Start"), ("Fin", "End"), ("Mois n°", "Month no."), ("Jours suivis", "Days watched"), ("Jours avec poids", "Days with a weight"),
        ("Jours sans poids", "Days without"), ("Messages au médecin", "Messages to the GP"), ("Alarmes : appel", "Alarms: call"), ("Alarmes : intervention", "Alarms: intervention"), ("Alarmes répondues", "Alarms answered"),
        ("Appels joints", "Calls reached"), ("Appels non joints", "Calls not reached"), ("Visites", "Visits"),
        ("Jours en pause", "Days paused"), ("Visites prévues", "Visits planned"), ("Visites manquées", "Visits missed"), ("Prescription jusqu’au", "Prescription until"),
        ("Forfait majoré jusqu’au", "Majorated forfait until"), ("Forfait majoré renouvelé jusqu’au", "Majorated forfait renewed until"),
    ];

    static IEnumerable<string> Cells(MonthLine line, DateOnly month)
    {
        foreach (var text in new[] { month.ToString("yyyy-MM", CultureInfo.InvariantCulture), line.Request, line.Patient?.Name ?? "", Day(line.StartedAt), line.EndedAt is { } ended ? Day(ended) : "" }) yield return text;
        foreach (var count in new[] { line.Nth, line.Watched, line.Measured, line.Unmeasured, line.Messages, line.Calls, line.Interventions, line.Answered, line.Reached, line.Unreached, line.Visits, line.Paused, line.Planned, line.Missed })
            yield return count.ToString(CultureInfo.InvariantCulture);
        yield return line.EndsAt is { } ends ? Day(ends) : "";
        yield return line.Majorated.Count > 0 ? Day(line.Majorated[0]) : "";
        yield return line.Majorated.Count > 1 ? Day(line.Majorated[^1]) : "";
    }

    // A spreadsheet runs what begins like a formula.
    static string Quoted(string cell)
    {
        var safe = cell.Length > 0 && "=+-@\t\r".Contains(cell[0]) ? $"'{cell}" : cell;
        return safe.AsSpan().IndexOfAny(";\"\r\n") >= 0 ? $"\"{safe.Replace("\"", "\"\"")}\"" : safe;
    }

    static string Day(DateTimeOffset at) => Day(Language.Today(at));

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    async Task<MonthRecord> Read(Caller caller, DateOnly month, int page, int size, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        var (from, until) = (Language.StartOf(month), Language.StartOf(month.AddMonths(1)));
        var rows = (await connection.QueryAsync<Row>(new(
            OnePage, new { principals = caller.Principals, everybody = caller.Has("coordinator"), from, until, now = clock.GetUtcNow(), size, skip = (page - 1) * size, zone = Language.LegalZone }, cancellationToken: cancel))).ToList();
        var named = (await store.ReadMany(caller, rows.Where(row => row.Linked).SelectMany(row => new[] { row.Plan, row.Patient }), cancel)).ToDictionary(one => one.Reference);
        return new(month, [.. rows.Select(row => Line(row, named.GetValueOrDefault(row.Patient)?.As<Patient>().Identity(), from, until))], rows.Count > 0 ? rows[0].Total : 0, page);
    }

    MonthLine Line(Row row, Identity? patient, DateTimeOffset from, DateTimeOffset until)
    {
        var now = clock.GetUtcNow();
        var plan = MonitoringRows.Plan(row.StartedAt, row.EndedAt ?? row.EndsAt, row.Zone, row.Visits, row.Pauses);
        var (first, last) = (plan.Day(row.StartedAt > from ? row.StartedAt : from), plan.Day(new[] { until, row.EndedAt ?? until, now }.Min().AddTicks(-1)));
        var due = PlannedVisits.Expected(plan, JsonSerializer.Deserialize<DateTimeOffset[]>(row.Made)!, plan.Day(now)).Where(visit => visit.Due >= first && visit.Due <= last).ToList();
        var paused = PlannedVisits.PausedDays(plan, first, last);
        return new(
            row.Plan["CarePlan/".Length..], row.Request["ServiceRequest/".Length..], patient, row.StartedAt, row.EndedAt, row.Nth, row.Watched - paused, row.Measured,
            row.Messages, row.Calls, row.Interventions, row.Answered, row.Reached, row.Unreached, row.Seen)
        {
            PatientReference = row.Patient, Paused = paused, Planned = due.Count, Missed = due.Count(visit => visit.Visited is null), EndsAt = row.EndsAt,
            Majorated = pathways.Find(row.Pathway)?.Rules?.Prescription?.MajoratedEnds(plan.Day(row.StartedAt)) ?? [],
        };
    }

    sealed record Row(
        string Plan, string Request, string Patient, bool Linked, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, int Nth, int Watched, int Measured,
        long Messages, long Calls, long Interventions, long Answered, long Reached, long Unreached, long Seen, long Total,
        string Pathway, DateTimeOffset? EndsAt, string Zone, string Visits, string Pauses, string Made);

    // Days are those of the territory's clocks.
    internal const string OnePage = $"""
        with watched as (
            select m.key, m.plan, m.request, m.patient, m.ended_at, m.pathway, m.pauses as multirange, l.linked, {MonitoringRows.PlanColumns}, count(*) over () as total,
                   greatest(m.started_at, @from) as since, least(coalesce(m.ended_at, @until), @until, @now) as before
            from hub.monitoring m
                cross join lateral (select exists (
                    select from hub.access_member x where x.circle = m.plan and x.principal = any(@principals) and 'monitoring' = any(x.sections)) as linked) l
            where m.started_at < least(@until, @now) and (m.ended_at is null or m.ended_at > @from) and (@everybody or l.linked)
            order by m.key limit @size offset @skip
        )
        select w.plan, w.request, w.patient, w.linked, w.started_at, w.ended_at,
               1 + (extract(year from s.first) * 12 + extract(month from s.first) - extract(year from b.begun) * 12 - extract(month from b.begun))::int as nth,
               (s.last - s.first + 1)::int as watched, d.measured::int as measured,
               a.messages, a.calls, a.interventions, a.answered, c.reached, c.unreached, v.seen, w.total,
               w.pathway, w.ends_at, w.zone, w.visits, w.pauses, v.made
        from watched w
            cross join lateral (select (w.since at time zone @zone)::date as first, ((w.before - interval '1 microsecond') at time zone @zone)::date as last) s
            cross join lateral (select (w.started_at at time zone @zone)::date as begun) b
            cross join lateral (select count(distinct (x.at at time zone @zone)::date) as measured from hub.measurement x
                where x.patient = w.patient and x.measure = 'weight' and x.at >= w.since and x.at < w.before and not w.multirange @> x.at) d
            cross join lateral (select count(*) filter (where x.at >= w.since) as seen, coalesce(jsonb_agg(x.at), '[]')::text as made from hub.visit x
                where x.patient = w.patient and x.own_day is null and x.at < w.before) v
            cross join lateral (select count(*) filter (where x.level = 'message-mt') as messages, count(*) filter (where x.level = 'appel-patient') as calls,
                    count(*) filter (where x.level = 'intervention-rapide') as interventions, count(x.outcome) as answered
                from hub.alarm x where x.monitoring = w.key and x.opened_at >= w.since and x.opened_at < @until) a
            cross join lateral (select count(*) filter (where x.reached) as reached, count(*) filter (where not x.reached) as unreached
                from hub.patient_call x where x.monitoring = w.key and x.at >= w.since and x.at < @until) c
        order by w.key
        """;
}
