using Dapper;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Monitoring;

/// <summary>A weight that no body puts on in a night: somebody of the cell looks at it, and no rule is kept from it.</summary>
public sealed class AnImplausibleWeight(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task It_waits_for_the_cell_and_is_alarmed_all_the_same()
    {
        await using var console = await (await hub.As("cell")).OpenConsole();
        var patient = (await WeighedFor(4))[0];
        var jumped = await patient.Weighs(76.3);
        Assert.Contains("weight-alarm", (await patient.Alarm()).Rules);
        await console.IsTold("measurement-aside");
        Assert.Equal([$"Observation/{jumped.Id}"], await Waiting(patient));
        var page = await Browsing.Read(await hub.As("cell"), $"/monitoring/{patient.Plan["CarePlan/".Length..]}");
        Assert.Contains("76.3 kg", page, StringComparison.Ordinal);
        Assert.Contains("écart invraisemblable avec les derniers poids, les règles la voient", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_agrees_takes_the_doubt_away_and_one_that_contradicts_leaves_it()
    {
        var patients = await WeighedFor(4);
        var (gains, faulty) = (patients[0], patients[1]);
        foreach (var patient in patients) await patient.Weighs(76.3);
        foreach (var patient in patients) Assert.Single(await Waiting(patient));

        await AtHome.NextMorning(hub);
        await gains.Weighs(76);
        await faulty.Weighs(70.1);
        Assert.Empty(await Waiting(gains));
        Assert.Single(await Waiting(faulty));
    }

    [Fact]
    public async Task Sent_twice_and_looked_at_again_it_waits_once_and_once_seen_it_stays_seen()
    {
        var patient = (await WeighedFor(4))[0];
        var at = await hub.Now();
        var jumped = await patient.Weighs(76.3, at, "jump");
        await patient.Weighs(76.3, at, "jump");
        Assert.Single(await Waiting(patient));
        await using (var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken))
            await connection.ExecuteAsync("update hub.measurement_aside set seen_at = hub.now(), seen_by = 'PractitionerRole/cell' where patient = @Patient", new { patient.Patient });
        await patient.Weighs(76.1, at.AddHours(-12));
        Assert.Empty(await Waiting(patient));
        await using var again = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal($"Observation/{jumped.Id}", await again.ExecuteScalarAsync<string>("select source from hub.measurement_aside where patient = @Patient and seen_at is not null", new { patient.Patient }));
    }

    [Fact]
    public async Task A_history_that_arrives_at_once_is_no_heap_of_work()
    {
        var now = await hub.Now();
        var patient = await AtHome.Enrolled(hub, reference: 70, change: bundle => bundle.Resource("plan")["period"]!["start"] = now.AddDays(-30).ToString("O"));
        foreach (var day in Enumerable.Range(12, 12)) await patient.Weighs(day == 20 ? 78 : 70, now.AddDays(-day));
        Assert.Empty(await Waiting(patient));
    }

    /// <summary>Two patients who weighed about the same on each of some mornings before this one.</summary>
    async Task<IReadOnlyList<AtHome>> WeighedFor(int days)
    {
        AtHome[] patients = [await AtHome.Enrolled(hub, reference: 70), await AtHome.Enrolled(hub, reference: 70)];
        for (var day = 0; day < days; day++)
        {
            foreach (var patient in patients) await patient.Weighs(70 + day * 0.1);
            await AtHome.NextMorning(hub);
        }
        foreach (var patient in patients) Assert.Empty(await Waiting(patient));
        return patients;
    }

    async Task<IReadOnlyList<string>> Waiting(AtHome patient)
    {
        await patient.Looked();
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return [.. await connection.QueryAsync<string>("select source from hub.measurement_aside where patient = @Patient and reason = 'Jump' and seen_at is null order by 1", new { patient.Patient })];
    }
}
