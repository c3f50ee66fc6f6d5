using System.Net;
using System.Text.Json.Nodes;

namespace Telemed.Territory.Hub;

/// <summary>What the hub said to one call.</summary>
sealed record HubAnswer(string Call, HttpStatusCode Status, JsonNode? Body)
{
    public bool IsOk => (int)Status is >= 200 and < 300;

    /// <summary>The issues of the OperationOutcome, or nothing.</summary>
    public string Issues => string.Join(" ", Body?["issue"]?.AsArray().Select(issue => issue.Text("diagnostics") ?? issue.Text("details.text")) ?? []);

    /// <summary>The resources of a Bundle; none when the answer is none.</summary>
    public IEnumerable<JsonObject> Resources => Body?["entry"]?.AsArray().Select(entry => entry!["resource"]).OfType<JsonObject>() ?? [];

    public HubAnswer Expected() => IsOk ? this : throw new HubFault(ExitCode.Refused, $"{Call}: {(int)Status} {Issues}".TrimEnd());
}
