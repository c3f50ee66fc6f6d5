namespace Telemed.Core.Calendars;

/// <summary>
/// What the clock on the wall of one time zone shows, and when. Twice a year it jumps: a time of day then exists twice, or not at all.
/// Offsets are those of the machine's IANA data; a zone changes its offset at most once in any thirty hours.
/// </summary>
public static class WallClock
{
    // A wall clock shows a time within fourteen hours of that time in UTC.
    static readonly TimeSpan Reach = TimeSpan.FromHours(15);

    /// <summary>The date and time of day the wall shows at an instant; of no kind.</summary>
    public static DateTime Shown(TimeZoneInfo zone, DateTimeOffset at) => at.UtcDateTime.Add(zone.GetUtcOffset(at)).Unspecified();

    /// <summary>
    /// The first instant at which the wall has reached a date and time: the earlier one when it shows them twice, the end of the jump
    /// when it skips them.
    /// </summary>
    /// <returns>An instant in UTC.</returns>
    public static DateTimeOffset Reaches(TimeZoneInfo zone, DateTime shown)
    {
        var asUtc = new DateTimeOffset(shown.Unspecified(), TimeSpan.Zero);
        var (before, after) = (zone.GetUtcOffset(asUtc - Reach), zone.GetUtcOffset(asUtc + Reach));
        var (early, late) = before >= after ? (asUtc - before, asUtc - after) : (asUtc - after, asUtc - before);
        if (Shown(zone, early) == shown) return early;
        return before >= after || Shown(zone, late) == shown ? late : OffsetEnds(zone, early, late) ?? late;
    }

    /// <summary>The first instant after <paramref name="from"/> with another offset; null when the offset is the same at both ends.</summary>
    internal static DateTimeOffset? OffsetEnds(TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset to)
    {
        var offset = zone.GetUtcOffset(from);
        if (zone.GetUtcOffset(to) == offset) return null;
        var (same, other) = (from.UtcTicks, to.UtcTicks);
        while (other - same > 1)
        {
            var middle = same + (other - same) / 2;
            if (zone.GetUtcOffset(new DateTimeOffset(middle, TimeSpan.Zero)) == offset) same = middle;
            else other = middle;
        }
        return new DateTimeOffset(other, TimeSpan.Zero);
    }

    static DateTime Unspecified(this DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Unspecified);
}
