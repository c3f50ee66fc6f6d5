namespace Telemed.Hub.Platform.Pages;

/// <summary>Who looks at a page, as its frame shows them.</summary>
/// <param name="Account">The account, which is the id of a PractitionerRole.</param>
/// <param name="Place">Specialty and organisation.</param>
/// <param name="Asks">Of a profession that may ask on some pathway, and not one of those who answer: their pages stay about answering.</param>
/// <param name="Answers">Member of a pool.</param>
public sealed record Viewer(string Account, string Name, string Place, bool Asks, bool Answers)
{
    /// <summary>The page this person starts the day with.</summary>
    public string Home => Answers ? "/triage" : "/requests";

    internal static Viewer Of(Caller caller, PathwayList pathways) => new(
        caller.Account, caller.Name, string.Join(" · ", new[] { caller.Specialty, caller.OrganizationName }.OfType<string>()),
        caller.Pools.Count == 0 && pathways.All.Any(pathway => caller.Professions.Any(pathway.MayBeAskedBy)), caller.Pools.Count > 0);
}
