using Dapper;
using Npgsql;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>What the tables say of one patient who is watched at home, in one round trip.</summary>
/// <param name="Contents">Calls and changes of treatment in the care team's circle, as references.</param>
sealed record MonitoringPageRows(
    IReadOnlyList<AlarmLine> Alarms, IReadOnlyList<MonitoringPageRows.FindingRow> Findings, IReadOnlyList<MonitoringPageRows.AsideRow> Asides, IReadOnlyList<string> Contents, IReadOnlyList<MonitoringPageRows.RecordRow> Records,
    IReadOnlyList<DateTimeOffset> Visits, AlarmRecord ByHand)
{
    public sealed record FindingRow(long? Alarm, DateTimeOffset At, string Rule, string Version, string Mode, string? Personal, string Inputs, string Reason, DateTimeOffset? ClearedAt);

    public sealed record AsideRow(long Key, string Measure, string Source, string Reason, DateTimeOffset ReceivedAt, DateTimeOffset? SeenAt, string? SeenBy);

    public sealed record RecordRow(string Rule, long True, long False, long Unknown);

    public static async Task<MonitoringPageRows> Read(NpgsqlConnection connection, Monitored monitored, DateTimeOffset since, CancellationToken cancel)
    {
        await using var results = await connection.QueryMultipleAsync(new(
            All, new { monitored.Key, monitored.Plan, monitored.Patient, since = since.ToUniversalTime() }, cancellationToken: cancel));
        return new(
            [.. await results.ReadAsync<AlarmLine>()], [.. await results.ReadAsync<FindingRow>()], [.. await results.ReadAsync<AsideRow>()],
            [.. await results.ReadAsync<string>()], [.. await results.ReadAsync<RecordRow>()], [.. await results.ReadAsync<DateTimeOffset>()], await results.ReadSingleAsync<AlarmRecord>());
    }

    const string All = """
        select key, task, level, opened_at, ended_at, outcome, alarm_was from hub.alarm where monitoring = @Key order by opened_at desc limit 100;

        select f.alarm, f.at, f.rule, f.version, f.mode, f.personal::text as personal, f.inputs::text as inputs, f.reason::text as reason, f.cleared_at from hub.finding f
        where f.monitoring = @Key
          and (f.alarm in (select a.key from hub.alarm a where a.monitoring = @Key and a.ended_at is null)
            or (f.mode = 'shadow' and (f.cleared_at is null or f.at > @since)))
        order by f.cleared_at nulls first, f.at desc limit 60;

        select key, measure, source, reason, received_at, seen_at, seen_by from hub.measurement_aside
        where patient = @Patient and (seen_at is null or received_at > @since) order by seen_at nulls first, received_at desc limit 20;

        select r.type || '/' || r.id from hub.access_content c join fhir.resource r on r.key = c.key
        where c.circle = @Plan and r.type in ('Communication', 'MedicationRequest', 'MedicationStatement') and not r.deleted order by r.key desc limit 60;

        select f.rule, count(distinct a.key) filter (where a.alarm_was = 'true') as true, count(distinct a.key) filter (where a.alarm_was = 'false') as false,
               count(distinct a.key) filter (where a.alarm_was = 'unknown') as unknown
        from hub.alarm a join hub.finding f on f.alarm = a.key where a.monitoring = @Key and a.alarm_was is not null group by f.rule;

        select at from hub.visit where patient = @Patient and own_day is null order by at desc limit 500;

        select count(*) filter (where alarm_was = 'true') as true, count(*) filter (where alarm_was = 'false') as false, count(*) filter (where alarm_was = 'unknown') as unknown
        from hub.alarm_by_hand where patient = @Patient;
        """;
}
