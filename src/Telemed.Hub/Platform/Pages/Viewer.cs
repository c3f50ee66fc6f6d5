using System.Security.Claims;

namespace Telemed.Hub.Platform.Pages;

/// <summary>Who looks at a page, as its frame shows them: taken from the session, so that the frame asks the database nothing.</summary>
/// <param name="Account">The account, which is the id of a PractitionerRole.</param>
/// <param name="Asks">Member of a profession that may ask on some pathway.</param>
/// <param name="Answers">Member of a pool.</param>
public sealed record Viewer(string Account, string Name, string Place, bool Asks, bool Answers)
{
    public const string PlaceClaim = "place", PartClaim = "part", AsksPart = "asks", AnswersPart = "answers";

    /// <summary>The page this person starts the day with.</summary>
    public string Home => Answers ? "/triage" : Asks ? "/requests" : "/sign-in";

    public static Viewer? Of(ClaimsPrincipal principal) =>
        principal.Identity is { IsAuthenticated: true, Name: { } name } && principal.FindFirstValue(ClaimTypes.NameIdentifier) is { } account
            ? new(account, name, principal.FindFirstValue(PlaceClaim) ?? "",
                principal.HasClaim(PartClaim, AsksPart), principal.HasClaim(PartClaim, AnswersPart))
            : null;
}
