using System.Text.Json.Nodes;
using Telemed.Territory.Hub;

namespace Telemed.Territory.Seed;

/// <summary>Makes resources be as they should: what is missing or different is put, in one transaction; what is right is not touched.</summary>
static class Reconcile
{
    public static async Task<IReadOnlyList<JsonObject>> Missing(HubClient hub, string account, IReadOnlyList<JsonObject> wanted, CancellationToken cancel)
    {
        var stored = new Dictionary<string, JsonObject>();
        foreach (var type in wanted.Select(resource => resource.Type()).Distinct())
            await foreach (var resource in hub.Search(account, $"/fhir/{type}?_count=500", cancel)) stored[$"{type}/{resource.Id()}"] = resource;
        return [.. wanted.Where(resource => !stored.TryGetValue($"{resource.Type()}/{resource.Id()}", out var there) || !there.SameContent(resource))];
    }

    public static async Task Put(HubClient hub, string account, IReadOnlyList<JsonObject> resources, CancellationToken cancel)
    {
        foreach (var part in resources.Chunk(500))
            (await hub.Post(account, "/fhir", Fhir.Transaction(part.Select(Fhir.Put)), cancel)).Expected();
    }
}
