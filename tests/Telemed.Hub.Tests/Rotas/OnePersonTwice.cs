using System.Net;
using static Telemed.Hub.Tests.Rotas.StrokeNetwork;

namespace Telemed.Hub.Tests.Rotas;

/// <summary>Two roles of a stroke fall on the same person.</summary>
public sealed class OnePersonTwice(StrokeNetwork network) : IClassFixture<StrokeNetwork>
{
    [Fact]
    public async Task One_person_first_on_two_rotas_that_one_alert_calls_is_told_seven_days_ahead_and_is_no_refusal()
    {
        var hub = network.Hub;
        var software = await hub.As("system");
        var rota = Rota("rota-stroke-radiology", "stroke-radiology", "Europe/Paris", "08:30:00", "2038-03-01", "wk", neverEmpty: false, ("hospital", "radio-fdf"));
        Assert.Equal(HttpStatusCode.Created, (await software.Put("/fhir/Schedule/rota-stroke-radiology", rota)).Status);
        await hub.SetClock(DateTimeOffset.Parse("2038-05-03T05:00:00Z"));
        var twice = await (await hub.As("coordinator")).Post("/fhir/Slot", Change("replace", "2038-05-12T09:00:00Z", "2038-05-12T12:00:00Z", "radio-fdf", by: await First("2038-05-12T10:00:00Z"), schedule: "rota-stroke-radiology"));
        Assert.True(twice.Status == HttpStatusCode.Created, twice.Issue);

        await network.Runs("FindGaps", DateTimeOffset.Parse("2038-05-05T08:30:00Z"));
        Assert.Equal(0, await network.Told("coordinator", "rota-double"));
        await network.Runs("FindGaps", DateTimeOffset.Parse("2038-05-05T09:10:00Z"));
        Assert.Equal(1, await network.Told("coordinator", "rota-double"));

        foreach (var (account, address) in new[] { ("coordinator", "/territory"), ("neuro-lens", "/on-call") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Accept.ParseAdd("text/html");
            using var answer = await (await hub.As(account)).Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Matches("(premier de deux astreintes|est premier aussi sur « Astreinte stroke-)", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        }
    }

    async Task<string> First(string at) => (await network.Who("stroke-neurology", DateTimeOffset.Parse(at))).Split(", ")[0];
}
