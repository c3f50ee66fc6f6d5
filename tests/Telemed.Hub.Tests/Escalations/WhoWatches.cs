using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Hub.Features.Deadlines;
using Telemed.Hub.Tests.Support;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace Telemed.Hub.Tests.Escalations;

/// <summary>A hub whose heartbeat is listened to.</summary>
public sealed class HubThatIsWatched : HubUnderTest
{
    public WireMockServer Listener { get; } = WireMockServer.Start();

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Alerting:Heartbeat"] = $"{Listener.Url}/alive", ["Alerting:HeartbeatEvery"] = "0.2",
    };

    public override async ValueTask InitializeAsync()
    {
        Listener.Given(Request.Create().UsingPost()).RespondWith(Response.Create().WithStatusCode(204));
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Listener.Dispose();
    }
}

/// <summary>The loop that fires deadlines stops without a word, and two others notice.</summary>
public sealed class WhoWatches(HubThatIsWatched hub) : IClassFixture<HubThatIsWatched>
{
    [Fact]
    public async Task When_deadlines_are_no_longer_fired_the_heartbeat_falls_silent_and_the_sweep_fires_them()
    {
        await Eventually(() => hub.Listener.LogEntries.Count > 1);
        var claimers = hub.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<ClaimDeadlines>().Single();
        await claimers.StopAsync(TestContext.Current.CancellationToken);
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        // Quartz is kept from sweeping while the silence is listened to.
        await connection.ExecuteAsync("update quartz.triggers set trigger_state = 'PAUSED' where trigger_name = 'OverdueSweep'");
        var task = await (await hub.As("gp")).Submits(Lesion.Bundle(priority: "urgent"));
        await hub.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(3));

        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        var beats = hub.Listener.LogEntries.Count;
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        Assert.Equal(beats, hub.Listener.LogEntries.Count);

        await connection.ExecuteAsync("update quartz.triggers set trigger_state = 'WAITING' where trigger_name = 'OverdueSweep'");
        await hub.ToldAt(task, 1);
        await Eventually(() => hub.Listener.LogEntries.Count > beats);
        var metrics = await (await hub.As("system")).Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("telemed_deadline_swept", metrics, StringComparison.Ordinal);
    }

    static async Task Eventually(Func<bool> so)
    {
        for (var patience = 0; patience < 600 && !so(); patience++) await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.True(so());
    }
}
