using System.Text.Json;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core.Pathways;
using Telemed.Core;
using Telemed.Core.Monitoring;
using Telemed.Fhir.Store;
using Telemed.Fhir;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;
using Measure = Telemed.Core.Monitoring.Measure;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>
/// Everything a patient's page shows. The rows are indexes over resources of the care team's circle: whoever does not reach the CarePlan
/// gets none of them, and whoever does leaves the trace of it and of the Patient.
/// </summary>
sealed class ReadMonitoring(FhirStore store, NpgsqlDataSource db, PathwayList pathways, TimeProvider clock)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>How long a finding in shadow is looked back on.</summary>
    static readonly TimeSpan ShadowShown = TimeSpan.FromDays(90);

    /// <summary>Null beyond reach, and for a CarePlan that watches nobody.</summary>
    public async Task<MonitoringView?> Of(Caller caller, string planId, int days, CancellationToken cancel)
    {
        var (stored, _) = await store.Read(caller, new Reference("CarePlan", planId), cancel);
        if (stored is null) return null;
        await using var connection = await db.OpenConnectionAsync(cancel);
        if (await MonitoringRows.OfPlan(connection, stored.Key, cancel) is not { } monitored || pathways.Find(monitored.Pathway) is not { Rules: { } rules }) return null;

        var now = clock.GetUtcNow();
        var back = TimeSpan.FromDays(days);
        var (series, references) = await MonitoringRows.Series(connection, monitored.Patient, measure => now - (measure == Measure.Weight && rules.Stability?.LookBack > back ? rules.Stability.LookBack : back), cancel);
        if (PlanReader.Read(stored.As<CarePlan>(), references, rules).Plan is not { } read) return null;
        var plan = read with { Recorded = monitored.RecordedAt };
        var facts = await StabilityFacts.Read(connection, monitored, now, cancel);
        var rows = await MonitoringPageRows.Read(connection, monitored, now - ShadowShown, cancel);
        var parts = (await store.ReadMany(
            caller, rows.Contents.Concat(rows.Asides.Select(aside => aside.Source)).Append(monitored.Patient).Concat(rows.Asides.Select(aside => aside.SeenBy).OfType<string>()), cancel)).ToDictionary(one => one.Reference);
        var patient = parts.GetValueOrDefault(monitored.Patient)?.As<Patient>();
        var findings = rows.Findings.Select(row => (row, View: Finding(row, rules))).ToList();
        var open = rows.Alarms.FirstOrDefault(alarm => alarm.EndedAt is null);
        return new MonitoringView
        {
            Stored = stored,
            Plan = plan,
            Rules = rules,
            Now = now,
            Days = days,
            EndedAt = monitored.EndedAt,
            Patient = patient.Identity(),
            PatientReference = monitored.Patient,
            Phone = patient?.Telecom.FirstOrDefault(telecom => telecom.System == ContactPoint.ContactPointSystem.Phone)?.Value,
            Series = series,
            Alarms = rows.Alarms,
            Open = open is null ? null : await Open(caller, open, [.. findings.Where(one => one.row.Alarm == open.Key).Select(one => one.View)], now, cancel),
            Shadow = [.. findings.Where(one => one.row.Mode == "shadow").Select(one => one.View)],
            Asides = [.. rows.Asides.Select(aside => Aside(aside, parts))],
            Calls = [.. parts.Values.Where(part => part.Type == "Communication").Select(part => Call(part.As<Communication>())).OrderByDescending(call => call.At)],
            Treatments = [.. parts.Values.Where(part => part.Type is "MedicationRequest" or "MedicationStatement").Select(part => Treatments.Read(part.As<Resource>(), part.Updated)).OfType<TreatmentChange>().OrderByDescending(change => change.At)],
            Stability = facts.Of(rules, series, plan, now),
            Review = PlanReader.Review(stored.As<CarePlan>()),
            Decides = Profession.IsClinicians(caller.Professions),
            ByHand = rows.ByHand,
            Visits = rows.Visits,
            Record = rows.Records.ToDictionary(row => row.Rule, row => new AlarmRecord(row.True, row.False, row.Unknown)),
        };
    }

    async Task<OpenAlarmView> Open(Caller caller, AlarmLine alarm, IReadOnlyList<FindingView> findings, DateTimeOffset now, CancellationToken cancel)
    {
        var view = new OpenAlarmView { Alarm = alarm, Findings = findings, TaskId = null };
        if (await CaseFile.Find(store, db, pathways, caller, alarm.Task["Task/".Length..], cancel) is not { } file) return view;
        var (status, held) = (file.Task.Resource.Status, file.Task.Holder == caller.Agent);
        return view with
        {
            TaskId = file.Stored.Id,
            Holder = file.HolderName(),
            Note = file.Task.Resource.StatusReason?.Text,
            Due = file.Task.ReplyClock.Due,
            Within = file.Task.ReplyClock.Within,
            Next = file.Expected(now),
            Past = [.. file.Steps().Concat(file.Tellings(now)).OrderBy(entry => entry.At)],
            MayAccept = status is FhirTask.TaskStatus.Requested or FhirTask.TaskStatus.Received,
            MayAnswer = held && status is FhirTask.TaskStatus.Accepted or FhirTask.TaskStatus.InProgress,
            Outcomes = file.Pathway.Outcomes,
        };
    }

    static FindingView Finding(MonitoringPageRows.FindingRow row, RuleSet rules) => new(
        row.Rule, row.Version, rules.Find(row.Rule), row.At, row.ClearedAt, JsonSerializer.Deserialize<Wording>(row.Reason, Json)!,
        [.. JsonSerializer.Deserialize<Input[]>(row.Inputs, Json)!.Select(input => new InputView(Measure.Find(input.Measure), input.Value, input.At, input.Source))],
        row.Personal is null ? null : JsonSerializer.Deserialize<PersonalView>(row.Personal, Json));

    static AsideView Aside(MonitoringPageRows.AsideRow row, Dictionary<string, Stored> parts) => new(
        row.Key, Measure.Find(row.Measure), row.Source, Enum.Parse<SetAsideReason>(row.Reason), row.ReceivedAt, Said(parts.GetValueOrDefault(row.Source), Measure.Find(row.Measure)),
        row.SeenAt, row.SeenBy is null ? null : parts.GetValueOrDefault(row.SeenBy)?.As<PractitionerRole>().Practitioner?.Display ?? row.SeenBy);

    static string Said(Stored? stored, Measure? measure)
    {
        if (stored is not { Type: "Observation" } || stored.As<Observation>() is not { } observation) return "";
        var value = observation.Component.Find(component => Measure.Find(component.Code) == measure)?.Value ?? observation.Value;
        return value is Quantity quantity ? $"{quantity.Value:0.###} {quantity.Unit ?? quantity.Code}".Trim() : value?.ToString() ?? "";
    }

    static CallView Call(Communication call) => new(
        call.SentElement?.ToDateTimeOffset(TimeSpan.Zero) ?? default, call.Status == EventStatus.Completed, call.Sender?.Display ?? call.Sender?.Reference ?? "",
        string.Join(' ', call.Payload.Select(payload => (payload.Content as FhirString)?.Value).OfType<string>()));

    sealed record Input(string Measure, double Value, DateTimeOffset At, string Source);
}
