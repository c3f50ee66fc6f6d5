using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core.Monitoring;
using Telemed.Fhir.Search;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>
/// The patients whom the reader watches: those whose care team's circle they are in. One page is a fixed number of queries, and leaves the
/// trace of each patient it names.
/// </summary>
sealed class ReadActiveFile(FhirStore store, NpgsqlDataSource db, PathwayList pathways, TimeProvider clock)
{
    /// <summary>How far back the small curve of a line goes.</summary>
    static readonly TimeSpan Curve = TimeSpan.FromDays(30);

    public async Task<ActiveFile> Of(Caller caller, string? shown, string? word, int page, CancellationToken cancel, int size = ActiveFile.PageSize)
    {
        var (now, filter, begins) = (clock.GetUtcNow(), ActiveFile.Filters.Contains(shown ?? "") ? shown! : "all", word?.Trim() ?? "");
        await using var connection = await db.OpenConnectionAsync(cancel);
        var who = new
        {
            principals = caller.Principals, now, silentSince = now - Silence, shown = filter, word = begins.Length == 0 ? null : SearchText.Like(SearchText.Normalise(begins)) + "%",
            size, skip = (Math.Max(page, 1) - 1) * size, curve = now - Curve, ending = now + pathways.Announced(),
            stableEnding = now + (Stable?.Ending ?? TimeSpan.Zero), decided = now - (Stable?.Again ?? TimeSpan.Zero),
        };
        var counts = await connection.QuerySingleAsync<Counts>(new(Watched + CountStates, who, cancellationToken: cancel));
        var rows = (await connection.QueryAsync<Row>(new(Watched + OnePage, who, cancellationToken: cancel))).ToList();
        var curves = (await connection.QueryAsync<(string Patient, DateTimeOffset At, double Value)>(new(
            Weights, new { patients = rows.Select(row => row.Patient).ToArray(), who.curve, now }, cancellationToken: cancel))).ToLookup(row => row.Patient, row => (row.At, row.Value));
        var named = (await store.ReadMany(caller, rows.SelectMany(row => new[] { row.Plan, row.Patient, row.Holder }).OfType<string>(), cancel)).ToDictionary(one => one.Reference);
        return new(
            [.. rows.Select(row => new WatchedPatient(
                row.Plan["CarePlan/".Length..], named.GetValueOrDefault(row.Patient)?.As<Patient>().Identity(), row.Weight, row.WeighedAt, row.Reference, row.Silent, row.Level, row.OpenedAt,
                row.Holder is null ? null : named.GetValueOrDefault(row.Holder)?.As<PractitionerRole>().Practitioner?.Display ?? row.Holder, row.Asides, [.. curves[row.Patient]]) { Paused = row.Paused, EndsAt = row.Ending ? row.EndsAt : null })],
            counts, filter, begins, Math.Max(page, 1), now)
        {
            Total = rows.Count > 0 ? rows[0].Total : 0,
        };
    }

    StabilityRule? Stable => pathways.All.Select(pathway => pathway.Rules?.Stability).FirstOrDefault(rule => rule is not null);

    TimeSpan Silence => pathways.All.Select(pathway => pathway.Rules).OfType<RuleSet>().Select(rules => rules.Silence()).DefaultIfEmpty(TimeSpan.FromDays(2)).Min();

    sealed record Row(
        string Plan, string Patient, string? Level, DateTimeOffset? OpenedAt, string? Holder, long Asides, bool Silent, bool Paused, bool Ending, DateTimeOffset? EndsAt, long Total, double? Weight, DateTimeOffset? WeighedAt, double? Reference);

    internal const string Watched = """
        with watched as materialized (
            select m.key, m.plan, m.patient, a.level, a.opened_at, e.holder, m.ends_at, m.pauses @> @now as paused, coalesce(m.ends_at <= @ending, false) as ending,
                   a.level is null and m.stable_since is not null and coalesce(m.ends_at <= @stableEnding, false) and (m.reviewed_at is null or m.reviewed_at <= @decided) as stable,
                   not m.pauses @> @now and greatest(
                       coalesce(
                           (select w.at from hub.measurement w where w.patient = m.patient and w.measure = 'weight' and w.at <= @now order by w.at desc limit 1),
                           m.recorded_at),
                       m.started_at, (select max(upper(p)) from unnest(m.pauses) p where upper(p) <= @now)) < @silentSince as silent,
                   (select count(*) from hub.measurement_aside s where s.patient = m.patient and s.seen_at is null) as asides
            from hub.monitoring m
                left join hub.alarm a on a.monitoring = m.key and a.ended_at is null
                left join hub.escalation e on e.key = a.key
            where m.ended_at is null
              and m.plan in (select c.circle from hub.access_member c where c.principal = any(@principals) and 'monitoring' = any(c.sections))
        )

        """;

    internal const string CountStates = """
        select count(*) as all, count(level) as alarm, count(*) filter (where silent) as silent, count(*) filter (where asides > 0) as aside, count(*) filter (where ending) as ending,
               count(*) filter (where stable) as stable,
               count(*) filter (where level is not null and holder is null) as free, min(opened_at) filter (where holder is null) as oldest
        from watched
        """;

    // What is urgent first: the level of the alarm, alarms nobody holds, the longest wait; then silence, then values to look at.
    internal const string OnePage = """
        , page as (
            select w.*, count(*) over () as total,
                   row_number() over (order by case level when 'intervention-rapide' then 0 when 'appel-patient' then 1 when 'message-mt' then 2 else 3 end,
                       (holder is not null), opened_at, not silent, asides = 0, case when @shown = 'ending' then ends_at end, key) as place
            from watched w
            where (@shown = 'all' or (@shown = 'alarm' and level is not null) or (@shown = 'silent' and silent) or (@shown = 'aside' and asides > 0) or (@shown = 'ending' and ending) or (@shown = 'stable' and stable))
              and (@word::text is null or exists (
                select from fhir.resource p join fhir.search_string s on s.key = p.key
                where p.type = 'Patient' and p.id = substr(w.patient, 9) and s.value like @word
                  and s.param in (select id from fhir.search_parameter where type = 'Patient' and code in ('family', 'given'))))
            order by place limit @size offset @skip
        )
        select p.plan, p.patient, p.level, p.opened_at, p.holder, p.asides, p.silent, p.paused, p.ending, p.ends_at, p.total, l.value as weight, l.at as weighed_at, r.value as reference
        from page p
            left join lateral (select value, at from hub.measurement where patient = p.patient and measure = 'weight' and at <= @now order by at desc limit 1) l on true
            left join lateral (select value from hub.measurement where patient = p.patient and measure = 'reference-weight' and at <= @now order by at desc limit 1) r on true
        order by p.place
        """;

    internal const string Weights = """
        select m.patient, m.at, m.value from unnest(@patients) as wanted (patient)
            join lateral (select patient, at, value from hub.measurement where patient = wanted.patient and measure = 'weight' and at > @curve and at <= @now order by at limit 120) m on true
        order by m.patient, m.at
        """;
}
