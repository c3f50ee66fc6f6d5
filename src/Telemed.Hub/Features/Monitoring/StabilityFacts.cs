using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core.Monitoring;
using Telemed.Fhir;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>What happened to a patient that keeps them from counting as stable: alarms that were true, and stays in hospital.</summary>
sealed record StabilityFacts(IReadOnlyList<DateTimeOffset> Alarms, IReadOnlyList<DateTimeOffset> Stays)
{
    public static async Task<StabilityFacts> Read(NpgsqlConnection connection, Monitored monitored, DateTimeOffset now, CancellationToken cancel)
    {
        await using var results = await connection.QueryMultipleAsync(new(AlarmsAndStays, new { monitored.Patient, id = monitored.Patient["Patient/".Length..] }, cancellationToken: cancel));
        return new(
            [.. await results.ReadAsync<DateTimeOffset>()],
            [.. (await results.ReadAsync<string>()).Select(body => Ended(ResourceBody.Read<Encounter>(System.Text.Encoding.UTF8.GetBytes(body)), now)).OfType<DateTimeOffset>()]);
    }

    /// <summary>How the patient stands; null where the rules say nothing of it.</summary>
    public Stability? Of(RuleSet rules, Series series, MonitoringPlan plan, DateTimeOffset now) =>
        rules.Stability is { } rule ? Stability.Of(rule, series, plan, Alarms, Stays, now) : null;

    static DateTimeOffset? Ended(Encounter stay, DateTimeOffset now) =>
        stay.Class?.Code is not ("IMP" or "ACUTE" or "NONAC") || stay.Status is Encounter.EncounterStatus.Planned or Encounter.EncounterStatus.Cancelled or Encounter.EncounterStatus.EnteredInError ? null
        : PlanReader.Instant(stay.Period?.EndElement) ?? (stay.Status == Encounter.EncounterStatus.Finished ? PlanReader.Instant(stay.Period?.StartElement) : now);

    // One that somebody found false is none; one that is open, or of which nobody could say, may be one.
    internal const string AlarmsAndStays = """
        select a.opened_at from hub.alarm a join hub.monitoring m on m.key = a.monitoring
        where m.patient = @Patient and (a.ended_at is null or a.alarm_was in ('true', 'unknown'))
        union all
        select ended_at from hub.alarm_by_hand where patient = @Patient and alarm_was in ('true', 'unknown');

        select r.body from fhir.search_reference s join fhir.resource r on r.key = s.key
        where s.param = (select id from fhir.search_parameter where type = 'Encounter' and code = 'subject') and s.target_type = 'Patient' and s.target_id = @id and not r.deleted
        order by r.key desc limit 20
        """;
}
