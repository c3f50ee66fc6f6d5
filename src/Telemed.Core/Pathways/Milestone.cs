namespace Telemed.Core.Pathways;

/// <summary>A moment of care that is stamped with its time: arrival, imaging, needle.</summary>
/// <param name="Code">Code in <see cref="PathwayTerms.Milestone"/>, such as <c>imaging</c>.</param>
/// <param name="Title">As shown beside its time.</param>
/// <param name="Act">The words on the button that stamps it.</param>
/// <param name="Procedure">Code of the procedure this moment is the beginning of; null for most.</param>
/// <param name="Limits">By when it should have come, counted from other milestones; none for the moments the others are counted from.</param>
public sealed record Milestone(string Code, Wording Title, Wording Act, Hl7.Fhir.Model.Coding? Procedure, IReadOnlyList<MilestoneLimit> Limits)
{
    /// <summary>The limit counted from a milestone of this code; null when there is none.</summary>
    public MilestoneLimit? From(string code) => Limits.FirstOrDefault(limit => limit.After == code);
}

/// <summary>By when a milestone should have come.</summary>
/// <param name="After">Code of the milestone it is counted from.</param>
/// <param name="Warn">From then on it is late to come; positive, at most <paramref name="Breach"/>.</param>
/// <param name="Breach">From then on it is too late.</param>
/// <param name="Source">Who says so; shown beside the limit.</param>
public sealed record MilestoneLimit(string After, TimeSpan Warn, TimeSpan Breach, string Source);
