using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Telemed.Core.Stroke;

namespace Telemed.Hub.Tests.Support;

static partial class StrokeAlert
{
    /// <summary>Sends an alert for a patient who arrived some minutes ago; returns the ids of its request and its living Task.</summary>
    public static async Task<(string Request, string Task)> Alerts(this Software requester, DateTimeOffset now, int arrivedMinutesAgo = 5, int? wellMinutesAgo = 80)
    {
        var sent = await requester.Post("/fhir", Bundle(requester.Account, now.AddMinutes(-arrivedMinutesAgo), wellMinutesAgo is { } ago ? now.AddMinutes(-ago) : null, nihss: 11));
        Assert.True(sent.Status == HttpStatusCode.OK, sent.Body?.ToJsonString());
        var request = sent.Reference("ServiceRequest");
        var tasks = (await requester.Get($"/fhir/Task?focus={request}")).Entries.Where(task => task["partOf"] is null);
        return (request["ServiceRequest/".Length..], tasks.Single()["id"]!.GetValue<string>());
    }

    /// <summary>What has been stamped, by milestone: when it happened.</summary>
    public static async Task<Dictionary<string, DateTimeOffset>> Stamps(this Software somebody, string task) =>
        (await somebody.Get($"/fhir/Task?part-of=Task/{task}&status=completed&_count=50")).Entries
            .Where(stamp => Code(stamp, "milestone") is not null)
            .ToDictionary(stamp => Code(stamp, "milestone")!, stamp => DateTimeOffset.Parse(stamp["executionPeriod"]!["start"]!.GetValue<string>(), CultureInfo.InvariantCulture));

    public static string? Code(JsonNode task, string system) => task["code"]?["coding"]?.AsArray()
        .FirstOrDefault(coding => coding!["system"]!.GetValue<string>() == $"https://telemed.example/fhir/CodeSystem/{system}")?["code"]!.GetValue<string>();

    /// <summary>An examination with these points; everything else is 0.</summary>
    public static JsonObject Nihss(string request, params (string Item, int? Points)[] scored)
    {
        var scores = Core.Stroke.Nihss.Items.ToDictionary(item => item.Code, _ => (int?)0);
        foreach (var (item, points) in scored) scores[item] = points;
        var observation = NihssAssessment.Of(scores).Assessment!.ToObservation(DateTimeOffset.UnixEpoch);
        var json = JsonNode.Parse(Telemed.Fhir.ResourceBody.Write(observation))!.AsObject();
        json["basedOn"] = JsonNode.Parse($$"""[{"reference":"ServiceRequest/{{request}}"}]""");
        return json;
    }
}
