using Telemed.Core;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Demo;

/// <summary>A demo account as the sign-in page offers it.</summary>
/// <param name="Account">Posted back as <c>account</c>.</param>
/// <param name="Does">What one can do as this person.</param>
public sealed record DemoAccount(string Account, string Name, string Place, DemoPart Does)
{
    internal static DemoAccount Of(Caller caller, Viewer viewer) =>
        new(caller.Account, viewer.Name, viewer.Place, viewer.Answers ? DemoPart.Answers : viewer.Alerts || caller.Account is "gp" or "nurse" ? DemoPart.Asks : DemoPart.Other);
}

/// <summary>The side of a request a person is on.</summary>
public enum DemoPart
{
    Asks,
    Answers,

    /// <summary>Coordination, audit, administration, and those whose own pathways come later.</summary>
    Other,
}

static class DemoParts
{
    public static Wording Words(this DemoPart part) => part switch
    {
        DemoPart.Asks => new("Demander un avis, suivre la réponse", "Ask for an opinion, follow the answer"),
        DemoPart.Answers => new("Trier, prendre, répondre", "Triage, accept, answer"),
        _ => new("Autres rôles du territoire", "Other roles of the territory"),
    };
}
