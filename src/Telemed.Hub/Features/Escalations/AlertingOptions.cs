namespace Telemed.Hub.Features.Escalations;

/// <summary>How patient the hub is with a device that does not answer, and where it says that it is alive.</summary>
sealed class AlertingOptions
{
    /// <summary>Seconds until an unconfirmed alert of priority stat is pushed again.</summary>
    public double ResendAfter { get; init; } = 2;

    /// <summary>Seconds until it is sent on another channel.</summary>
    public double SecondChannelAfter { get; init; } = 5;

    /// <summary>Seconds until nobody's device having confirmed is a technical alarm.</summary>
    public double AlarmAfter { get; init; } = 10;

    /// <summary>Posted to every few seconds, only while nothing is overdue: whoever watches it raises the alarm when it falls silent. None sends nothing.</summary>
    public Uri? Heartbeat { get; init; }

    /// <summary>Seconds between two heartbeats.</summary>
    public double HeartbeatEvery { get; init; } = 5;

    /// <summary>
    /// Seconds without a sign of any console or subscribed browser of somebody on call, after which the coordinators are told; 90 to 3600.
    /// Less would call silent whoever changes from one page to the next.
    /// </summary>
    public double SilentAfter { get; init; } = 120;

    public static void Add(IServiceCollection services) =>
        services.AddOptions<AlertingOptions>().BindConfiguration("Alerting")
            .Validate(alerting => 0 < alerting.ResendAfter && alerting.ResendAfter < alerting.SecondChannelAfter && alerting.SecondChannelAfter < alerting.AlarmAfter,
                "Alerting: ResendAfter, SecondChannelAfter and AlarmAfter must be positive and in this order.")
            .Validate(alerting => alerting.Heartbeat is null || alerting.Heartbeat is { IsAbsoluteUri: true, Scheme: "http" or "https" }, "Alerting:Heartbeat must be an http or https address.")
            .Validate(alerting => alerting.HeartbeatEvery is >= 0.1 and <= 3600, "Alerting:HeartbeatEvery must be 0.1 to 3600 seconds.")
            .Validate(alerting => alerting.SilentAfter is >= 90 and <= 3600, "Alerting:SilentAfter must be 90 to 3600 seconds.")
            .ValidateOnStart();
}
