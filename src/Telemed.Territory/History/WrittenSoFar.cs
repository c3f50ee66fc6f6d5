using Telemed.Territory.Hub;

namespace Telemed.Territory.History;

/// <summary>How far the hub has a story: its Task, and how many of its moments it has seen.</summary>
sealed record Progress(string Task, int Moments);

/// <summary>Reads from the hub's own record how far a history was written: every transition left one Provenance.</summary>
static class WrittenSoFar
{
    const int Page = 40;

    public static async Task<Dictionary<Guid, Progress>> Read(HubClient hub, IReadOnlyList<Story> stories, CancellationToken cancel)
    {
        var progress = new Dictionary<Guid, Progress>();
        foreach (var part in stories.Chunk(Page))
        {
            var identifiers = string.Join(',', part.Select(story => Uri.EscapeDataString($"urn:ietf:rfc:3986|urn:uuid:{story.Case.Identifier}")));
            var (requests, tasks) = (new Dictionary<string, Guid>(), new Dictionary<string, Guid>());
            var withTasks = $"/fhir/ServiceRequest?identifier={identifiers}&_revinclude=Task:focus&_count=500";
            await foreach (var resource in hub.Search(HubClient.Software, withTasks, cancel))
            {
                if (resource.Type() == "Task") tasks[resource.Id()] = requests[resource.Text("focus.reference")!];
                else requests[$"ServiceRequest/{resource.Id()}"] = Guid.Parse(resource.Text("identifier.0.value")!["urn:uuid:".Length..]);
            }
            if (tasks.Count == 0) continue;
            var moves = new Dictionary<string, int>();
            var ofTasks = $"/fhir/Provenance?target={string.Join(',', tasks.Keys.Select(id => $"Task/{id}"))}&_count=500";
            await foreach (var provenance in hub.Search(HubClient.Software, ofTasks, cancel))
            {
                var task = provenance.Text("target.0.reference")!["Task/".Length..];
                moves[task] = moves.GetValueOrDefault(task) + 1;
            }
            foreach (var (task, identifier) in tasks) progress[identifier] = new Progress(task, moves.GetValueOrDefault(task));
        }
        return progress;
    }
}
