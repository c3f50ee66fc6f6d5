namespace Telemed.Hub.Features.Visits;

/// <summary>The links by which patients say how they are, without an account.</summary>
sealed class OwnLinkOptions
{
    /// <summary>Days for which a link is good; 1 to 180. Longer, and whoever finds an old message still answers in the patient's name.</summary>
    public int Days { get; init; } = 30;

    /// <summary>Requests a minute with one link, and of one address with links that are none; 5 to 600. Fewer, and a patient who reloads is turned away.</summary>
    public int PerMinute { get; init; } = 20;

    public static void Add(IServiceCollection services) => services.AddOptions<OwnLinkOptions>().BindConfiguration("OwnLinks")
        .Validate(links => links.Days is >= 1 and <= 180, "OwnLinks:Days must be 1 to 180 days.")
        .Validate(links => links.PerMinute is >= 5 and <= 600, "OwnLinks:PerMinute must be 5 to 600 requests.").ValidateOnStart();
}
