using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Npgsql;
using Telemed.Core.Monitoring;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>A patient who is watched at home, as the hub finds them without reading a body.</summary>
/// <param name="Key">Of the CarePlan.</param>
/// <param name="Plan">Reference to the CarePlan; also the circle of access of the care team.</param>
/// <param name="Request">Reference to the ServiceRequest that began it.</param>
/// <param name="RecordedAt">When the hub was told of it; it may have started before.</param>
sealed record Monitored(
    long Key, string Plan, string Request, string Patient, string Team, string Consent, string Pathway, DateTimeOffset? EndedAt, DateTimeOffset RecordedAt);

/// <summary>The rows beside a télésurveillance. What they say stands in the resources too.</summary>
static class MonitoringRows
{
    static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    const string Columns = "m.key, m.plan, m.request, m.patient, m.team, m.consent, m.pathway, m.ended_at, m.recorded_at";

    /// <summary>The télésurveillance under way of a patient; null when there is none.</summary>
    public static Task<Monitored?> Of(NpgsqlConnection connection, string patient, CancellationToken cancel) =>
        Find(connection, "m.patient = @what and m.ended_at is null", patient, cancel);

    /// <summary>That of a CarePlan, ended or not.</summary>
    public static Task<Monitored?> OfPlan(NpgsqlConnection connection, long key, CancellationToken cancel) => Find(connection, "m.key = @what", key, cancel);

    /// <summary>That of the CareTeam, while it is under way.</summary>
    public static Task<Monitored?> OfTeam(NpgsqlConnection connection, string team, CancellationToken cancel) => Find(connection, "m.team = @what and m.ended_at is null", team, cancel);

    static Task<Monitored?> Find(NpgsqlConnection connection, string which, object what, CancellationToken cancel) =>
        connection.QuerySingleOrDefaultAsync<Monitored?>(new($"select {Columns} from hub.monitoring m where {which}", new { what }, cancellationToken: cancel));

    public static void Begin(StoreTransaction transaction, Monitored monitored, MonitoringPlan plan)
    {
        transaction.Effect(
            "insert into hub.monitoring (key, plan, request, patient, team, consent, pathway, started_at, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            monitored.Key, monitored.Plan, monitored.Request, monitored.Patient, monitored.Team, monitored.Consent, monitored.Pathway, plan.Start.ToUniversalTime(), monitored.RecordedAt);
        Keep(transaction, monitored.Key, plan);
        DeadlineRows.Evaluate(transaction, monitored.Key, plan.Start > transaction.Now ? plan.Start : transaction.Now);
    }

    /// <summary>What lists and counts need of a CarePlan.</summary>
    public static void Keep(StoreTransaction transaction, long key, MonitoringPlan plan) => transaction.Effect(
        "update hub.monitoring set ends_at = $2, zone = $3, visits = $4::text::jsonb, pauses = coalesce((select range_agg(tstzrange(p.since, p.until)) from unnest($5, $6) as p (since, until)), '{}') where key = $1",
        key, plan.End?.ToUniversalTime(), plan.Zone.Id, JsonSerializer.Serialize(plan.Visits, Json),
        plan.Pauses.Select(pause => pause.From.ToUniversalTime()).ToArray(), plan.Pauses.Select(pause => pause.Until is { } until && until < pause.From ? pause.From.ToUniversalTime() : pause.Until?.ToUniversalTime()).ToArray());

    /// <summary>The columns that <see cref="Plan"/> reads, of the table as <c>m</c>.</summary>
    public const string PlanColumns = """
        m.started_at, m.ends_at, m.zone, m.visits::text as visits, (select coalesce(jsonb_agg(jsonb_build_object('From', lower(p), 'Until', upper(p))), '[]')::text from unnest(m.pauses) p) as pauses
        """;

    /// <summary>As much of a plan as its row holds: dates, zone, visits and pauses.</summary>
    public static MonitoringPlan Plan(DateTimeOffset start, DateTimeOffset? end, string zone, string visits, string pauses) =>
        new(TimeZoneInfo.FindSystemTimeZoneById(zone), start, end, [], [], [], JsonSerializer.Deserialize<MonitoringPause[]>(pauses, Json)!) { Visits = JsonSerializer.Deserialize<VisitPlan[]>(visits, Json)! };

    public static void End(StoreTransaction transaction, long key)
    {
        transaction.Effect("update hub.monitoring set ended_at = $2 where key = $1", key, transaction.Now);
        transaction.Effect("delete from hub.deadline where key = $1 and kind = 'evaluate'", key);
    }

    /// <summary>Forgets what was read of a resource: its new version is read anew.</summary>
    public static void Forget(StoreTransaction transaction, long key) =>
        transaction.Effect("with gone as (delete from hub.measurement where key = $1) delete from hub.measurement_aside where key = $1 and seen_at is null", key);

    public static void Keep(StoreTransaction transaction, string patient, Write write, IEnumerable<(string Measure, DateTimeOffset At, double Value)> measurements)
    {
        var rows = measurements.ToList();
        if (rows.Count == 0) return;
        transaction.Effect(
            InsertMeasurements, write.Key, patient, write.Reference, transaction.Now,
            rows.Select(row => row.Measure).ToArray(), rows.Select(row => row.At.ToUniversalTime()).ToArray(), rows.Select(row => row.Value).ToArray());
    }

    public static void SetAside(StoreTransaction transaction, string patient, Write write, IReadOnlyList<SetAside> aside)
    {
        if (aside.Count == 0) return;
        transaction.Effect(
            InsertAside, write.Key, patient, write.Reference, transaction.Now,
            aside.Select(one => one.Measure.Code).ToArray(), aside.Select(one => one.Reason.ToString()).ToArray());
    }

    /// <summary>A patient's series: each measure since an instant of its own, and its latest value before that. Reads no more than that, however long the series is.</summary>
    public static async Task<(Series Series, IReadOnlyList<ReferenceWeight> References)> Series(NpgsqlConnection connection, string patient, Func<Measure, DateTimeOffset> since, CancellationToken cancel)
    {
        var rows = (await connection.QueryAsync<(string Measure, DateTimeOffset At, double Value, string Source)>(new(SinceAndBefore, LookBack(patient, since), cancellationToken: cancel))).ToList();
        return (
            Core.Monitoring.Series.Of(
                from row in rows
                let measure = Measure.Find(row.Measure)
                where measure is not null
                select new Measurement(measure, row.Value, row.At, row.Source)),
            [.. from row in rows where row.Measure == MonitoringTerms.ReferenceWeight select new ReferenceWeight(row.Value, row.At)]);
    }

    internal static object LookBack(string patient, Func<Measure, DateTimeOffset> since) => new
    {
        patient,
        // A reference weight holds until the next one, however old.
        measures = Measure.All.Select(measure => measure.Code).Append(MonitoringTerms.ReferenceWeight).ToArray(),
        since = Measure.All.Select(measure => since(measure).ToUniversalTime()).Append(DateTimeOffset.MinValue).ToArray(),
    };

    const string InsertMeasurements = """
        insert into hub.measurement (key, patient, measure, at, value, source, received_at)
        select distinct on (measure, at) $1, $2, measure, at, value, $3, $4 from unnest($5, $6, $7) as t (measure, at, value)
        on conflict (key, measure, at) do update set value = excluded.value
        """;

    const string InsertAside = """
        insert into hub.measurement_aside (key, patient, measure, source, reason, received_at)
        select $1, $2, measure, $3, reason, $4 from unnest($5, $6) as t (measure, reason) on conflict do nothing
        """;

    internal const string SinceAndBefore = """
        select look.measure, m.at, m.value, m.source
        from unnest(@measures, @since) as look (measure, since)
        cross join lateral (
            select at, value, source from hub.measurement where patient = @patient and measure = look.measure and at >= look.since
            union all
            (select at, value, source from hub.measurement where patient = @patient and measure = look.measure and at < look.since order by at desc limit 1)
        ) m
        """;
}
