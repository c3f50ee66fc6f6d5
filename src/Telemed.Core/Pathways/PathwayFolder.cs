namespace Telemed.Core.Pathways;

/// <summary>
/// Reads pathways from disk, once, at start: <c>fhir-profiles/pathways/&lt;name&gt;/*.json</c>. The only place in Core that touches
/// a file; everything said of the content is decided in <see cref="PathwayReader"/>.
/// </summary>
public static class PathwayFolder
{
    /// <summary>Reads every folder under the root. A root without any pathway is a fault.</summary>
    public static PathwayReading ReadAll(string root)
    {
        var folders = Directory.Exists(root) ? Directory.GetDirectories(root).Order(StringComparer.Ordinal).ToList() : [];
        if (folders.Count == 0)
        {
            var reason = "there is no pathway folder here: one folder with a PlanDefinition.json is one pathway";
            return new([], [new(root, "PlanDefinition", reason)]);
        }

        var readings = folders.Select(Read).ToList();
        var pathways = readings.SelectMany(r => r.Pathways).ToList();
        return new(pathways, [.. readings.SelectMany(r => r.Faults), .. SameUrl(pathways)]);
    }

    /// <summary>Reads one folder: either its pathway, or every fault found in it.</summary>
    public static PathwayReading Read(string directory)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(directory));
        if (!Directory.Exists(directory))
        {
            return new([], [new(name, "PlanDefinition", "the folder does not exist")]);
        }

        var files = Directory.GetFiles(directory, "*.json").Order(StringComparer.Ordinal)
            .ToDictionary(path => Path.GetFileName(path), File.ReadAllText);
        return PathwayReader.Read(name, files);
    }

    static IEnumerable<PathwayFault> SameUrl(List<Pathway> pathways) =>
        from sharing in pathways.GroupBy(p => p.Url)
        from second in sharing.Skip(1)
        select new PathwayFault(
            $"{second.Name}/PlanDefinition.json",
            "PlanDefinition.url",
            $"'{second.Url}' is already the url of pathway '{sharing.First().Name}'");
}
