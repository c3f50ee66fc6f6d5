namespace Telemed.Core.Pathways;

/// <summary>Something wrong with a pathway folder, said so that its author finds the place.</summary>
/// <param name="File">Folder and file, such as <c>dermatology/PlanDefinition.json</c>.</param>
/// <param name="Element">Where in the file, such as <c>PlanDefinition.action[1].action[0].timingDuration</c>.</param>
/// <param name="Reason">What is wrong and what would be right.</param>
public sealed record PathwayFault(string File, string Element, string Reason)
{
    /// <summary>The fault on one line.</summary>
    public override string ToString() => $"{File}: {Element}: {Reason}";
}

/// <summary>What reading pathway folders gave.</summary>
/// <param name="Pathways">The pathways that can be used, by name.</param>
/// <param name="Faults">Everything wrong with the others, all at once; empty when all is well.</param>
public sealed record PathwayReading(IReadOnlyList<Pathway> Pathways, IReadOnlyList<PathwayFault> Faults);

/// <summary>A place in a file, walked down as FHIRPath writes it.</summary>
readonly record struct Place(string File, string Element)
{
    public Place this[string child] => this with { Element = $"{Element}.{child}" };

    public Place this[string child, int index] => this with { Element = $"{Element}.{child}[{index}]" };
}

/// <summary>Collects faults while the rest is still being read.</summary>
sealed class FaultLog
{
    readonly List<PathwayFault> _faults = [];

    public IReadOnlyList<PathwayFault> Faults => _faults;

    public void Add(Place at, string reason) => _faults.Add(new(at.File, at.Element, reason));
}
