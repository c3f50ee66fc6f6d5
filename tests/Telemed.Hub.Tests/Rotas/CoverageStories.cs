using System.Net;
using static Telemed.Hub.Tests.Rotas.StrokeNetwork;

namespace Telemed.Hub.Tests.Rotas;

/// <summary>What the calendar tells without anybody asking: gaps a week ahead, shifts half an hour ahead, each once.</summary>
public sealed class CoverageStories(StrokeNetwork network) : IClassFixture<StrokeNetwork>
{
    [Fact]
    public async Task A_gap_is_told_to_the_coordinator_seven_days_ahead_and_only_once()
    {
        var hub = network.Hub;
        var leave = await (await hub.As("radio-fdf")).Post("/fhir/Slot", Change("leave", "2038-03-24T22:00:00Z", "2038-03-26T22:00:00Z", "radio-fdf", schedule: Evening));
        Assert.True(leave.Status == HttpStatusCode.Created, leave.Issue);
        await Runs("FindGaps", DateTimeOffset.Parse("2038-03-17T21:40:00Z"));
        Assert.Equal(0, await Told("coordinator", "rota-gap"));

        await hub.SetClock(DateTimeOffset.Parse("2038-03-17T22:05:00Z"));
        await using var console = await (await hub.As("coordinator")).OpenConsole();
        var told = await console.IsTold("rota-gap");
        Assert.Equal(($"Schedule/{Evening}", DateTimeOffset.Parse("2038-03-24T22:00:00Z")), (told.Event.Request, told.Event.DueAt));

        // Half an hour before the hand-over in Paris, on the next monday.
        await hub.SetClock(DateTimeOffset.Parse("2038-03-22T07:01:00Z"));
        await using var next = await (await hub.As("neuro-valenciennes")).OpenConsole();
        Assert.Equal(DateTimeOffset.Parse("2038-03-22T07:30:00Z"), (await next.IsTold("shift-begins")).Event.DueAt);
        await using var former = await (await hub.As("neuro-lens")).OpenConsole();
        Assert.Equal(DateTimeOffset.Parse("2038-03-22T07:30:00Z"), (await former.IsTold("shift-ends")).Event.DueAt);

        await Runs("FindGaps", DateTimeOffset.Parse("2038-03-22T07:12:00Z"));
        await Runs("AnnounceShifts", DateTimeOffset.Parse("2038-03-22T07:25:00Z"));
        Assert.Equal((1, 1), (await Told("coordinator", "rota-gap"), await Told("neuro-valenciennes", "shift-begins")));
    }

    /// <summary>Goes to an instant and waits until a job has run there, twice: once begun, a run is over when the next one begins.</summary>
    async Task Runs(string job, DateTimeOffset at)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 2; i++)
        {
            var before = await LastRun(job);
            await network.Hub.SetClock(at.AddMinutes(11 * i));
            while (await LastRun(job) == before) await Task.Delay(100, patience.Token);
        }
    }

    async Task<long> LastRun(string job)
    {
        await using var command = network.Hub.Db.CreateCommand("select coalesce(prev_fire_time, 0) from quartz.triggers where trigger_name = $1");
        command.Parameters.Add(new() { Value = job });
        return (long)(await command.ExecuteScalarAsync() ?? 0L);
    }

    async Task<int> Told(string user, string kind)
    {
        await using var command = network.Hub.Db.CreateCommand("select count(*)::int from hub.inbox_event where user_id = $1 and kind = $2");
        command.Parameters.Add(new() { Value = user });
        command.Parameters.Add(new() { Value = kind });
        return (int)(await command.ExecuteScalarAsync())!;
    }
}
