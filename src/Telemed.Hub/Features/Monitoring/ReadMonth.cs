using System.Globalization;
using System.Text;
using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>The record of a month, as a page and as a file. The coordination counts everybody and reads nobody: without a link no name is read.</summary>
sealed class ReadMonth(FhirStore store, NpgsqlDataSource db, TimeProvider clock)
{
    const int AtOnce = 500;

    public Task<MonthRecord> Of(Caller caller, DateOnly month, int page, CancellationToken cancel) => Read(caller, month, Math.Max(page, 1), MonthRecord.PageSize, cancel);

    /// <summary>Every line, as a spreadsheet in French opens it: semicolons, and a mark that it is UTF-8.</summary>
    public async Task<string> Csv(Caller caller, DateOnly month, Language l, CancellationToken cancel)
    {
        var csv = new StringBuilder("\uFEFF").AppendJoin(';', Columns.Select(column => l[column.French, column.English])).Append("\r\n");
        MonthRecord read;
        for (var page = 1; ; page++)
        {
            read = await Read(caller, month, page, AtOnce, cancel);
            foreach (var line in read.Lines) csv.AppendJoin(';', Cells(line, month).Select(Quoted)).Append("\r\n");
            if (read.Lines.Count < AtOnce) return csv.ToString();
        }
    }

    /// <summary>What each column holds.</summary>
    public static readonly IReadOnlyList<(string French, string English)> Columns =
    [
        ("Mois", "Month"), ("Prescription", "Prescription"), ("Patient", "Patient"), ("Début", "Start"), ("Fin", "End"), ("Mois n°", "Month no."), ("Jours suivis", "Days watched"), ("Jours avec poids", "Days with a weight"),
        ("Jours sans poids", "Days without"), ("Messages au médecin", "Messages to the GP"), ("Alarmes : appel", "Alarms: call"), ("Alarmes : intervention", "Alarms: intervention"), ("Alarmes répondues", "Alarms answered"),
        ("Appels joints", "Calls reached"), ("Appels non joints", "Calls not reached"), ("Visites", "Visits"),
    ];

    static IEnumerable<string> Cells(MonthLine line, DateOnly month)
    {
        foreach (var text in new[] { month.ToString("yyyy-MM", CultureInfo.InvariantCulture), line.Request, line.Patient?.Name ?? "", Day(line.StartedAt), line.EndedAt is { } ended ? Day(ended) : "" }) yield return text;
        foreach (var count in new[] { line.Nth, line.Watched, line.Measured, line.Unmeasured, line.Messages, line.Calls, line.Interventions, line.Answered, line.Reached, line.Unreached, line.Visits })
            yield return count.ToString(CultureInfo.InvariantCulture);
    }

    // A spreadsheet runs what begins like a formula.
    static string Quoted(string cell)
    {
        var safe = cell.Length > 0 && "=+-@\t\r".Contains(cell[0]) ? $"'{cell}" : cell;
        return safe.AsSpan().IndexOfAny(";\"\r\n") >= 0 ? $"\"{safe.Replace("\"", "\"\"")}\"" : safe;
    }

    static string Day(DateTimeOffset at) => Language.Today(at).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    async Task<MonthRecord> Read(Caller caller, DateOnly month, int page, int size, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        var (from, until) = (Language.StartOf(month), Language.StartOf(month.AddMonths(1)));
        var rows = (await connection.QueryAsync<Row>(new(
            OnePage, new { principals = caller.Principals, everybody = caller.Has("coordinator"), from, until, now = clock.GetUtcNow(), size, skip = (page - 1) * size, zone = Language.LegalZone }, cancellationToken: cancel))).ToList();
        var named = (await store.ReadMany(caller, rows.Where(row => row.Linked).SelectMany(row => new[] { row.Plan, row.Patient }), cancel)).ToDictionary(one => one.Reference);
        return new(month, [.. rows.Select(row => new MonthLine(
            row.Plan["CarePlan/".Length..], row.Request["ServiceRequest/".Length..], named.GetValueOrDefault(row.Patient)?.As<Patient>().Identity(), row.StartedAt, row.EndedAt, row.Nth, row.Watched, row.Measured,
            row.Messages, row.Calls, row.Interventions, row.Answered, row.Reached, row.Unreached, row.Visits))], rows.Count > 0 ? rows[0].Total : 0, page);
    }

    sealed record Row(
        string Plan, string Request, string Patient, bool Linked, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, int Nth, int Watched, int Measured,
        long Messages, long Calls, long Interventions, long Answered, long Reached, long Unreached, long Visits, long Total);

    // Days are those of the territory's clocks.
    internal const string OnePage = """
        with watched as (
            select m.key, m.plan, m.request, m.patient, m.started_at, m.ended_at, l.linked, count(*) over () as total,
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
               a.messages, a.calls, a.interventions, a.answered, c.reached, c.unreached, v.visits, w.total
        from watched w
            cross join lateral (select (w.since at time zone @zone)::date as first, ((w.before - interval '1 microsecond') at time zone @zone)::date as last) s
            cross join lateral (select (w.started_at at time zone @zone)::date as begun) b
            cross join lateral (select count(distinct (x.at at time zone @zone)::date) as measured from hub.measurement x
                where x.patient = w.patient and x.measure = 'weight' and x.at >= w.since and x.at < w.before) d
            cross join lateral (select count(distinct x.key) as visits from hub.measurement x
                where x.patient = w.patient and x.at >= w.since and x.at < w.before and x.source like 'QuestionnaireResponse/%') v
            cross join lateral (select count(*) filter (where x.level = 'message-mt') as messages, count(*) filter (where x.level = 'appel-patient') as calls,
                    count(*) filter (where x.level = 'intervention-rapide') as interventions, count(x.outcome) as answered
                from hub.alarm x where x.monitoring = w.key and x.opened_at >= w.since and x.opened_at < @until) a
            cross join lateral (select count(*) filter (where x.reached) as reached, count(*) filter (where not x.reached) as unreached
                from hub.patient_call x where x.monitoring = w.key and x.at >= w.since and x.at < @until) c
        order by w.key
        """;
}
