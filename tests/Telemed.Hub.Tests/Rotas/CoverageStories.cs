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
        await network.Runs("FindGaps", DateTimeOffset.Parse("2038-03-17T21:40:00Z"));
        Assert.Equal(0, await network.Told("coordinator", "rota-gap"));

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

        await network.Runs("FindGaps", DateTimeOffset.Parse("2038-03-22T07:12:00Z"));
        await network.Runs("AnnounceShifts", DateTimeOffset.Parse("2038-03-22T07:25:00Z"));
        Assert.Equal((1, 1), (await network.Told("coordinator", "rota-gap"), await network.Told("neuro-valenciennes", "shift-begins")));
    }
}
