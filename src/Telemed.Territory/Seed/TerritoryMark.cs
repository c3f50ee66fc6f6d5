using System.Text.Json.Nodes;
using Telemed.Territory.Hub;

namespace Telemed.Territory.Seed;

/// <summary>What a hub remembers of the territory written into it, as a Basic resource: a second run goes on where the first one stopped.</summary>
/// <param name="End">The instant the history leads up to.</param>
sealed record TerritoryMark(int Seed, int Patients, int Days, DateTimeOffset End, bool Complete)
{
    const string Id = "demo-territory", Url = $"{Fhir.Base}/StructureDefinition/demo-territory";

    public static async Task<TerritoryMark?> Read(HubClient hub, CancellationToken cancel)
    {
        var answer = await hub.Get(HubClient.Software, $"/fhir/Basic/{Id}", cancel);
        if (answer.Status == System.Net.HttpStatusCode.NotFound) return null;
        var parts = answer.Expected().Body!["extension"]![0]!["extension"]!.AsArray().ToDictionary(part => part!["url"]!.GetValue<string>(), part => part!);
        return new TerritoryMark(
            parts["seed"]["valueInteger"]!.GetValue<int>(), parts["patients"]["valueInteger"]!.GetValue<int>(), parts["days"]["valueInteger"]!.GetValue<int>(),
            parts["end"]["valueInstant"]!.GetValue<DateTimeOffset>(), parts["complete"]["valueBoolean"]!.GetValue<bool>());
    }

    public Task Write(HubClient hub, CancellationToken cancel) => Reconcile.Put(hub, HubClient.Software, [ToResource()], cancel);

    JsonObject ToResource() => new()
    {
        ["resourceType"] = "Basic",
        ["id"] = Id,
        ["extension"] = new JsonArray(new JsonObject
        {
            ["url"] = Url,
            ["extension"] = new JsonArray(
                new JsonObject { ["url"] = "seed", ["valueInteger"] = Seed },
                new JsonObject { ["url"] = "patients", ["valueInteger"] = Patients },
                new JsonObject { ["url"] = "days", ["valueInteger"] = Days },
                new JsonObject { ["url"] = "end", ["valueInstant"] = End.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ") },
                new JsonObject { ["url"] = "complete", ["valueBoolean"] = Complete }),
        }),
        ["code"] = new JsonObject { ["text"] = "Territoire de démonstration" },
    };
}
