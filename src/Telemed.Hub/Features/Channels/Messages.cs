namespace Telemed.Hub.Features.Channels;

/// <summary>What leaves the hub outside the console: no identity, no medical word. Straight apostrophes keep a text message in one part.</summary>
static class Messages
{
    public const string Subject = "Telemed";

    public static string Text(ClaimedDelivery delivery, string link) =>
        delivery.IsTest ? $"Telemed : essai de ce canal. Rien à faire. {link}" : $"Nouvelle alerte : ouvrir l'application {link}";

    /// <summary>An address is no use to somebody who listens.</summary>
    public static string Spoken(ClaimedDelivery delivery) =>
        delivery.IsTest ? "Telemed. Ceci est un essai. Rien à faire." : "Telemed. Nouvelle alerte. Ouvrez l'application.";
}
