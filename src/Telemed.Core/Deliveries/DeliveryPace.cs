namespace Telemed.Core.Deliveries;

/// <summary>
/// How patiently a notification is sent on one channel. An alert of priority stat is tried again within seconds, for about two and a
/// half minutes: by then somebody else was told. The rest is tried for hours. Decisions of this hub; no source prescribes them.
/// </summary>
/// <param name="Timeout">How long one attempt may take before it counts as failed.</param>
/// <param name="Lease">How long a node keeps a delivery to itself: longer than an attempt, so that only a dead node loses it.</param>
/// <param name="Waits">Time from each failed attempt to the next; when they are used up the delivery has failed.</param>
public sealed record DeliveryPace(TimeSpan Timeout, TimeSpan Lease, IReadOnlyList<TimeSpan> Waits)
{
    static readonly DeliveryPace Stat = new(
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(8), [.. new[] { 1, 2, 4, 8, 15, 30, 30, 60 }.Select(seconds => TimeSpan.FromSeconds(seconds))]);

    static readonly DeliveryPace Other = new(
        TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(25), [.. new[] { 30, 120, 600, 1_800, 3_600, 7_200 }.Select(seconds => TimeSpan.FromSeconds(seconds))]);

    /// <param name="priority">0 stat to 3 routine.</param>
    public static DeliveryPace Of(short priority) => priority == 0 ? Stat : Other;

    /// <summary>The wait after this attempt, 1 being the first. Null when there is no further one.</summary>
    public TimeSpan? After(int attempt) => attempt <= Waits.Count ? Waits[attempt - 1] : null;

    /// <summary>
    /// How long after being sent a delivery of priority stat may go without a receipt before the person is told on another channel.
    /// Null where nobody confirms (mail), or where there is no hurry.
    /// </summary>
    /// <param name="channel">push, sms, voice or email.</param>
    public static TimeSpan? ReceiptWithin(short priority, string channel) => (priority, channel) switch
    {
        (0, "push") => TimeSpan.FromSeconds(5),
        (0, "sms") => TimeSpan.FromSeconds(15),
        (0, "voice") => TimeSpan.FromSeconds(30),
        _ => null,
    };
}
