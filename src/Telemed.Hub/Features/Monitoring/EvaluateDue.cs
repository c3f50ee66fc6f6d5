using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core.Monitoring;
using Telemed.Core.Pathways;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Deadlines;
using Telemed.Hub.Platform;
using Measure = Telemed.Core.Monitoring.Measure;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>
/// Looks at a patient whose time has come: something was measured, or silence alone says something. Claim, what the rules find and what
/// follows from it are one transaction: a node that dies in the middle has looked at nobody, and any other does it next.
/// </summary>
sealed class EvaluateDue(FhirStore store, NpgsqlDataSource db, PathwayList pathways, RaiseAlarm raise, KeepJumps jumps, EndMonitoring end, InboxEvents inbox, ILogger<EvaluateDue> log)
{
    /// <summary>What the holder of an alarm is told when more is found.</summary>
    public const string Joined = "finding";

    static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    public async Task<bool> IsAnyDue(CancellationToken cancel)
    {
        await using var glance = db.CreateCommand("select exists (select from hub.deadline where priority < 0 and due_at <= hub.now())");
        return (bool)(await glance.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Looks at up to so many patients at the same time, each in a transaction of its own: as many nodes would.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> Several(int most, Action<IReadOnlyList<ClaimedDeadline>>? claimed, CancellationToken cancel)
    {
        if (most == 1) return await Next(TimeSpan.Zero, claimed, cancel);
        await using var glance = db.CreateCommand("select count(*) from (select from hub.deadline where priority < 0 and due_at <= hub.now() limit $1) due");
        glance.Parameters.Add(new() { Value = most });
        var due = (long)(await glance.ExecuteScalarAsync(cancel))!;
        return (await Task.WhenAll(Enumerable.Range(0, (int)due).Select(_ => Next(TimeSpan.Zero, claimed, cancel)))).Sum();
    }

    /// <summary>Looks at the patient who has waited longest.</summary>
    /// <param name="overdue">Only one that is overdue by more than this.</param>
    /// <param name="claimed">Given the row before anything is done about it.</param>
    /// <returns>How many there were: one or none.</returns>
    public async Task<int> Next(TimeSpan overdue, Action<IReadOnlyList<ClaimedDeadline>>? claimed, CancellationToken cancel)
    {
        await using var transaction = await store.Begin(Caller.Hub, cancel);
        if (await transaction.Connection.QuerySingleOrDefaultAsync<DuePatient>(new(LetGo + ClaimNext, new { overdue }, cancellationToken: cancel)) is not { } due) return 0;
        claimed?.Invoke([due]);
        if (due.EndedAt is null && !await Look(transaction, due.Monitored, JsonSerializer.Deserialize<EpisodeState>(due.Episode, Json)!, cancel)) return 0;
        await transaction.Commit(cancel);
        log.Looked(due.Task);
        return 1;
    }

    /// <returns>False when somebody moves the patient's alarm at this moment: nothing is done, and it is looked at again.</returns>
    async Task<bool> Look(StoreTransaction transaction, Monitored monitored, EpisodeState before, CancellationToken cancel)
    {
        var pathway = pathways.Find(monitored.Pathway) is { Rules: not null } found ? found : throw new InvalidOperationException($"No pathway with rules is called {monitored.Pathway}.");
        var (rules, now) = (pathway.Rules!, transaction.Now);
        var body = await transaction.Find(monitored.Plan, cancel) ?? throw new InvalidOperationException($"{monitored.Plan} is gone.");
        var (series, references) = await MonitoringRows.Series(transaction.Connection, monitored.Patient, measure => now - Back(rules, measure), cancel);
        var read = PlanReader.Read(body.As<CarePlan>(), references, rules).Plan ?? throw new InvalidOperationException($"{monitored.Plan} cannot be read by the rules of {rules.Version}.");
        var plan = read with { Recorded = monitored.RecordedAt };
        var alarm = await OpenAlarm.Of(transaction.Connection, monitored.Key, cancel);
        if (alarm is not null && !await alarm.IsFree(transaction, cancel)) return false;
        if (plan.End <= now && alarm is null) return await IsOver(transaction, monitored, body, cancel);

        var findings = AlarmRules.Evaluate(series, plan, rules, now);
        var change = Episodes.Fold(alarm is null ? before.Answer() : before, findings, rules, now);
        await Act(transaction, monitored, pathway, change, alarm, cancel);
        await jumps.Run(transaction, monitored, pathway, Jumps.Of(series, plan, rules, now), cancel);
        FindingRows.KeepShadow(transaction, monitored.Key, findings.Where(finding => finding.Mode == RuleMode.Shadow));
        transaction.Effect("update hub.monitoring set episode = $2::text::jsonb, evaluated_at = $3, stable_since = $4 where key = $1", monitored.Key, JsonSerializer.Serialize(change.State, Json), now,
            (await StabilityFacts.Read(transaction.Connection, monitored, now, cancel)).Of(rules, series, plan, now)?.Since?.ToUniversalTime());
        var next = new[] { AlarmRules.NextChange(series, plan, rules, now), Episodes.NextChange(change.State, rules, now), plan.End > now ? plan.End : null }.Min();
        if (next is { } at) DeadlineRows.Evaluate(transaction, monitored.Key, at);
        return true;
    }

    static TimeSpan Back(RuleSet rules, Measure measure) =>
        measure == Measure.Weight && rules.Stability?.LookBack is { } further && further > rules.LookBackOn(measure) ? further : rules.LookBackOn(measure);

    async Task Act(StoreTransaction transaction, Monitored monitored, Pathway pathway, EpisodeChange change, OpenAlarm? alarm, CancellationToken cancel)
    {
        switch (change.Act)
        {
            case EpisodeAct.Open:
                await LowerLastFlag(transaction, monitored, cancel);
                alarm = await raise.Run(transaction, monitored, pathway, change.State.Level!.Value, change.Findings, null, cancel);
                break;
            case EpisodeAct.Raise when alarm is not null:
                if (await end.Withdraw(transaction, alarm, "Remplacée par une alarme plus pressante. / Superseded by a more pressing alarm.", cancel) is { } refused)
                    throw new InvalidOperationException($"{alarm.Task} cannot be superseded: {refused.Outcome.Issue[0].Diagnostics}");
                await alarm.LowerFlag(transaction, cancel);
                alarm = await raise.Run(transaction, monitored, pathway, change.State.Level!.Value, change.Findings, alarm.Request, cancel);
                break;
            case EpisodeAct.Join when alarm is not null:
                var holder = await transaction.Connection.ExecuteScalarAsync<string?>(new(
                    "select substr(holder, length('PractitionerRole/') + 1) from hub.escalation where key = @Key and holder like 'PractitionerRole/%'", new { alarm.Key }, cancellationToken: cancel));
                if (holder is not null) inbox.Tell(transaction, [holder], new InboxEvent(Guid.CreateVersion7(transaction.Now), Joined, "urgent", alarm.Request, alarm.Task, null, transaction.Now));
                break;
            case EpisodeAct.End:
                await LowerLastFlag(transaction, monitored, cancel);
                return;
            default:
                return;
        }
        FindingRows.Keep(transaction, monitored.Key, alarm!.Key, change.Findings);
        log.Alarmed(change.Act, alarm.Task, alarm.Level);
    }

    static async Task LowerLastFlag(StoreTransaction transaction, Monitored monitored, CancellationToken cancel)
    {
        var flag = await transaction.Connection.ExecuteScalarAsync<string?>(new(
            "select flag from hub.alarm where monitoring = @Key order by opened_at desc limit 1", new { monitored.Key }, cancellationToken: cancel));
        if (flag is not null) await OpenAlarm.Lower(transaction, flag, cancel);
    }

    /// <summary>The prescribed time is up.</summary>
    async Task<bool> IsOver(StoreTransaction transaction, Monitored monitored, Stored body, CancellationToken cancel)
    {
        if (await transaction.Lock(monitored.Plan, cancel) is not { } stored) return false;
        var plan = body.As<CarePlan>();
        plan.Status = RequestStatus.Completed;
        transaction.Update(stored, plan);
        await end.Run(transaction, monitored, plan, cancel);
        return true;
    }

    // A node that stands still in the middle keeps nobody from this patient for longer than this.
    const string LetGo = "set local idle_in_transaction_session_timeout = '5s';";

    internal const string ClaimNext = """
        with due as (
            select d.key, d.kind, d.step, d.about, d.due_at, d.attempt, m.plan as task, m.request, m.patient, m.team, m.consent, m.pathway, m.ended_at, m.recorded_at, m.episode
            from hub.deadline d join hub.monitoring m on m.key = d.key
            where d.priority < 0 and d.due_at <= hub.now() - @overdue
            order by d.due_at limit 1 for update of d, m skip locked
        ), fired as (
            delete from hub.deadline d using due where d.key = due.key and d.kind = due.kind and d.step = due.step and d.about = due.about
        )
        select * from due
        """;
}

/// <summary>A patient whose time has come, and where their alarms stand.</summary>
sealed record DuePatient(
    long Key, string Kind, short Step, Guid About, DateTimeOffset DueAt, short Attempt, string Task, string Request, string Patient, string Team, string Consent, string Pathway, DateTimeOffset? EndedAt, DateTimeOffset RecordedAt, string Episode)
    : ClaimedDeadline(Key, Kind, Step, About, DueAt, Attempt, Task, Request)
{
    public Monitored Monitored => new(Key, Task, Request, Patient, Team, Consent, Pathway, EndedAt, RecordedAt);
}

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Looked at {Plan}")]
    public static partial void Looked(this ILogger log, string plan);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Act}: alarm {Task} at level {Level}")]
    public static partial void Alarmed(this ILogger log, EpisodeAct act, string task, string level);
}
