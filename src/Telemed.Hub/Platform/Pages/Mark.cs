using Telemed.Core;

namespace Telemed.Hub.Platform.Pages;

/// <summary>How far a message or a request has really come. One icon and one word each, the same everywhere.</summary>
public enum Mark
{
    Sent,
    Delivered,
    Displayed,
    Held,
    Silenced,
    NeverDelivered,
    AwaitingInformation,
    Answered,
    Written,
    Photos,
    Incident,
    Ended,
    Expected,
}

public static class Marks
{
    public static string Icon(this Mark mark) => mark switch
    {
        Mark.Sent => "hourglass",
        Mark.Delivered => "tick",
        Mark.Displayed => "eye",
        Mark.Held => "hand",
        Mark.Silenced => "bell-off",
        Mark.NeverDelivered => "never",
        Mark.AwaitingInformation => "question",
        Mark.Answered => "letter",
        Mark.Photos => "camera",
        Mark.Incident => "warning",
        Mark.Ended => "cross",
        Mark.Expected => "clock",
        _ => "pen",
    };

    public static Wording Word(this Mark mark) => mark switch
    {
        Mark.Sent => new("envoyée", "sent"),
        Mark.Delivered => new("reçue", "delivered"),
        Mark.Displayed => new("vue", "seen"),
        Mark.Held => new("prise", "taken"),
        Mark.Silenced => new("en silence", "silenced"),
        Mark.NeverDelivered => new("jamais remise", "never delivered"),
        Mark.AwaitingInformation => new("complément demandé", "information requested"),
        Mark.Answered => new("avis rendu", "answered"),
        Mark.Photos => new("photos", "photos"),
        Mark.Incident => new("incident technique", "technical incident"),
        Mark.Ended => new("terminée", "ended"),
        Mark.Expected => new("prévu", "expected"),
        _ => new("écrit", "written"),
    };
}
