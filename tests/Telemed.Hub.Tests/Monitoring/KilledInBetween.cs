using Dapper;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Monitoring;

/// <summary>A node dies between a measurement and what the rules make of it: the measurement stands, the look is due, and another takes it up.</summary>
public sealed class KilledInBetween(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task Nothing_is_lost_and_nobody_is_told_twice()
    {
        var patient = await AtHome.Enrolled(hub, reference: 70);
        await patient.Looked();
        await using (var holding = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await using var transaction = await holding.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await holding.ExecuteAsync("lock table hub.alarm in exclusive mode");
            await patient.Weighs(72.6);
            // The look is under way: it has claimed the patient, found what it found, and cannot write its alarm yet.
            await Kill();
            await Kill();
            await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        }
        var alarm = await patient.Alarm();
        Assert.Contains("weight-alert", alarm.Rules);
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("select count(*)::int from hub.inbox_event where user_id = 'cell' and kind = 'submit' and task = 'Task/' || @Task", new { alarm.Task }));
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("select count(*)::int from hub.deadline_aside a join hub.monitoring m using (key) where m.plan = @Plan", new { patient.Plan }));
    }

    [Fact]
    public async Task A_patient_who_cannot_be_looked_at_holds_up_no_other_and_is_not_forgotten()
    {
        await using var desk = await (await hub.As("coordinator")).OpenConsole();
        var (broken, sound) = (await AtHome.Enrolled(hub, reference: 70), await AtHome.Enrolled(hub, reference: 70));
        await broken.Looked();
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("update hub.monitoring set pathway = 'https://telemed.example/fhir/PlanDefinition/gone|1' where plan = @Plan", new { broken.Plan });
        await connection.ExecuteAsync("insert into hub.deadline (key, kind, priority, due_at, created_at) select key, 'evaluate', -1, hub.now(), hub.now() from hub.monitoring where plan = @Plan on conflict on constraint one_deadline_of_a_step do update set due_at = excluded.due_at", new { broken.Plan });
        await sound.Weighs(72.4);
        Assert.Contains("weight-alert", (await sound.Alarm()).Rules);

        for (var attempt = 1; attempt < 5; attempt++)
        {
            await Tried(connection, broken, attempt);
            await hub.Advance(TimeSpan.FromSeconds(40));
        }
        await desk.IsTold("deadline-aside");
    }

    static async Task Tried(Npgsql.NpgsqlConnection connection, AtHome patient, int attempts)
    {
        for (var patience = 0; patience < 400; patience++, await Task.Delay(25, TestContext.Current.CancellationToken))
            if (await connection.ExecuteScalarAsync<int?>("select d.attempt from hub.deadline d join hub.monitoring m using (key) where m.plan = @Plan", new { patient.Plan }) >= attempts) return;
        throw new Xunit.Sdk.XunitException($"Attempt {attempts} was never made.");
    }

    async Task Kill()
    {
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        for (var patience = 0; patience < 400; patience++, await Task.Delay(25, TestContext.Current.CancellationToken))
            if (await connection.ExecuteScalarAsync<int?>("""
                select count(pg_terminate_backend(a.pid))::int from pg_stat_activity a join pg_locks l on l.pid = a.pid
                where a.datname = current_database() and l.relation = 'hub.alarm'::regclass and not l.granted
                """) > 0) return;
        throw new Xunit.Sdk.XunitException("Nobody was looking.");
    }
}
