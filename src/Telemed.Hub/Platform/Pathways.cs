using Telemed.Core.Pathways;

namespace Telemed.Hub.Platform;

/// <summary>The pathways that were read and found valid at start.</summary>
sealed class PathwayList(IReadOnlyList<Pathway> pathways)
{
    public IReadOnlyList<Pathway> All => pathways;

    /// <summary>Null when no pathway has this canonical.</summary>
    public Pathway? Find(string? canonical) =>
        canonical is null ? null : pathways.FirstOrDefault(pathway => pathway.IsNamedBy(canonical)) ?? pathways.FirstOrDefault(pathway => pathway.Url == canonical.Split('|')[0]);

    /// <summary>The pathway whose rules this canonical names, with or without version: patients are watched by them. Null when it names none.</summary>
    public Pathway? WatchedBy(string? canonical) => canonical is null ? null : pathways.FirstOrDefault(pathway => pathway.Rules?.Url == canonical.Split('|')[0]);

    /// <summary>Reads the folder; a fault stops the start and names file, element and reason.</summary>
    public static PathwayList Read(string folder)
    {
        var reading = PathwayFolder.ReadAll(folder);
        return reading.Faults.Count == 0
            ? new PathwayList(reading.Pathways)
            : throw new InvalidOperationException($"Pathways:Folder: {string.Join(Environment.NewLine, reading.Faults)}");
    }
}
