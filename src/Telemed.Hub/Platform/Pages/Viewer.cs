using Telemed.Core.Pathways;
namespace Telemed.Hub.Platform.Pages;

/// <summary>Who looks at a page, as its frame shows them.</summary>
/// <param name="Account">The account, which is the id of a PractitionerRole.</param>
/// <param name="Place">Specialty and organisation.</param>
/// <param name="Asks">Of a profession that may ask on some pathway, and not one of those who answer or coordinate: their pages stay about that.</param>
/// <param name="Answers">Member of a pool.</param>
public sealed record Viewer(string Account, string Name, string Place, bool Asks, bool Answers)
{
    /// <summary>May start an alert.</summary>
    public bool Alerts { get; init; }

    /// <summary>Member of a pool that alerts go to.</summary>
    public bool Watches { get; init; }

    /// <summary>Member of a pool that watches patients at home.</summary>
    public bool Monitors { get; init; }

    /// <summary>Has the duty of coordinator.</summary>
    public bool Coordinates { get; init; }

    /// <summary>A nurse who may be in the care team of patients at home.</summary>
    public bool Visits { get; init; }

    /// <summary>The page this person starts the day with.</summary>
    public string Home => this switch
    {
        { Watches: true } => "/board",
        { Monitors: true } => "/cell",
        { Answers: true } => "/triage",
        { Alerts: true } => "/alerts",
        { Coordinates: true } => "/territory",
        _ => "/requests",
    };

    internal static Viewer Of(Caller caller, PathwayList pathways) => new(
        caller.Account, caller.Name, string.Join(" · ", new[] { caller.Specialty, caller.OrganizationName }.OfType<string>()),
        caller.Pools.Count == 0 && !caller.Has("coordinator") && pathways.All.Any(pathway => pathway.MayBeAskedBy(caller.Professions, caller.Duties)), caller.Pools.Count > 0)
    {
        Alerts = pathways.All.Any(pathway => pathway.IsLive && pathway.MayBeAskedBy(caller.Professions, caller.Duties)),
        Watches = pathways.All.Any(pathway => pathway.IsLive && pathway.Roles.Select(role => role.Pool).Append(pathway.Pool).Any(pool => caller.PoolNames.Contains(pool.Value))),
        Monitors = pathways.All.Any(pathway => pathway.Rules is not null && caller.PoolNames.Contains(pathway.Pool.Value)),
        Coordinates = caller.Has("coordinator"),
        Visits = caller.Pools.Count == 0 && !caller.Has("coordinator") && caller.Professions.Contains(Profession.Nurse) && pathways.All.Any(pathway => pathway.Visit is not null),
    };
}
