namespace Telemed.Hub.Features.Channels;

/// <summary>What leaves the hub outside the console: no identity, no medical word. Straight apostrophes keep a text message in one part.</summary>
static class Messages
{
    public const string Subject = "Telemed";

    public static string Text(ClaimedDelivery delivery, string link) => delivery switch
    {
        { IsTest: true } => $"Telemed : essai de ce canal. Rien à faire. {link}",
        { IsReminder: true } => $"Rappel : une réponse est attendue. Ouvrir l'application {link}",
        _ => $"Nouvelle alerte : ouvrir l'application {link}",
    };

    /// <summary>An address is no use to somebody who listens.</summary>
    public static string Spoken(ClaimedDelivery delivery) => delivery switch
    {
        { IsTest: true } => "Telemed. Ceci est un essai. Rien à faire.",
        { IsReminder: true } => "Telemed. Rappel. Une réponse est attendue. Ouvrez l'application.",
        _ => "Telemed. Nouvelle alerte. Ouvrez l'application.",
    };
}
