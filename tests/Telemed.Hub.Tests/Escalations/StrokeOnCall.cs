using Telemed.Hub.Tests.Channels;
using Telemed.Hub.Tests.Rotas;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Escalations;

/// <summary>A hub with the two rotas of a stroke, whose channels lead into a world that records. This week Lens and Arras are first.</summary>
public sealed class StrokeOnCall : HubWithChannels
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await SetClock(DateTimeOffset.Parse("2038-03-15T05:00:00Z"));
        var sent = await (await As("system")).Post("/fhir", StrokeNetwork.Transaction(
            StrokeNetwork.Rota("neurology", "stroke-neurology", "Europe/Paris", "08:30:00", "2038-03-08", "wk", true, ("lens", "neuro-lens"), ("valenciennes", "neuro-valenciennes")),
            StrokeNetwork.Rota("radiology", "stroke-radiology", "Europe/Paris", "08:30:00", "2038-03-08", "wk", true, ("arras", "radio-arras"), ("maubeuge", "radio-maubeuge"))));
        Assert.True(sent.Status == System.Net.HttpStatusCode.OK, sent.Body?.ToJsonString());
    }

    /// <summary>An alert from Cambrai: the ids of its living Task and of the radiologist's part.</summary>
    public async Task<(string Task, string Reading)> Alerted(string at = "2038-03-15T05:00:00Z")
    {
        await SetClock(DateTimeOffset.Parse(at));
        var ed = await As("ed-cambrai");
        var (request, task) = await ed.Alerts(DateTimeOffset.Parse(at));
        var parts = (await ed.Get($"/fhir/Task?focus=ServiceRequest/{request}")).Entries.Where(part => StrokeAlert.Code(part, "pathway-role") is not null);
        return (task, parts.Single()["id"]!.GetValue<string>());
    }
}
