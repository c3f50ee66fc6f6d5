namespace Telemed.Core.Calendars;

/// <summary>A stretch of the day, by the clock on the wall.</summary>
/// <param name="From">Included.</param>
/// <param name="To">Excluded; midnight is the end of the day.</param>
public readonly record struct OpenRange(TimeOnly From, TimeOnly To)
{
    internal TimeSpan End => To == TimeOnly.MinValue ? TimeSpan.FromDays(1) : To.ToTimeSpan();
}

/// <summary>Two instants; the first is included, the second is not.</summary>
public readonly record struct Span(DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>True when the two have an instant in common.</summary>
    public bool Overlaps(Span other) => Start < other.End && other.Start < End;

    /// <summary>True when the instant is in it.</summary>
    public bool Contains(DateTimeOffset at) => Start <= at && at < End;
}

/// <summary>
/// When a service is open: it is open at an instant when the clock on its wall shows a time within that weekday's ranges, on a day that
/// is no public holiday, and outside its closures.
/// </summary>
/// <param name="Zone">The time zone of the wall clock.</param>
/// <param name="Week">The ranges of each weekday; they may touch or overlap. A weekday that is missing is closed.</param>
/// <param name="Holidays">The public holidays on which it is closed; null when it keeps none.</param>
/// <param name="Closures">Days of closing, both included.</param>
public sealed record BusinessHours(
    TimeZoneInfo Zone, IReadOnlyDictionary<DayOfWeek, IReadOnlyList<OpenRange>> Week, HolidayZone? Holidays, IReadOnlyList<(DateOnly First, DateOnly Last)> Closures)
{
    // Longer than any closure that CalendarReader lets in.
    static readonly TimeSpan Patience = TimeSpan.FromDays(2 * 366);

    /// <summary>
    /// Open at every instant: what a service keeps that says no hours. A clock that runs too early disturbs somebody; one that runs too
    /// late leaves somebody waiting.
    /// </summary>
    public static BusinessHours Always { get; } = new(
        TimeZoneInfo.Utc, Enum.GetValues<DayOfWeek>().ToDictionary(day => day, _ => (IReadOnlyList<OpenRange>)[new(TimeOnly.MinValue, TimeOnly.MinValue)]), null, []);

    /// <summary>True when open at that instant.</summary>
    public bool IsOpen(DateTimeOffset at)
    {
        var shown = WallClock.Shown(Zone, at);
        return RangesOf(DateOnly.FromDateTime(shown)).Any(range => range.From.ToTimeSpan() <= shown.TimeOfDay && shown.TimeOfDay < range.End);
    }

    /// <summary>
    /// The first instant by which so much open time has passed since the start. Time that is asked for while closed begins to run at the
    /// next opening; what ends at the closing ends then, not at the next opening.
    /// </summary>
    /// <param name="open">Zero or more; zero gives the start itself.</param>
    /// <returns>An instant in UTC.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="InvalidOperationException">It is closed for two years on end.</exception>
    public DateTimeOffset After(DateTimeOffset start, TimeSpan open)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(open, TimeSpan.Zero);
        if (open == TimeSpan.Zero) return start.ToUniversalTime();
        var left = open;
        var worked = start;
        foreach (var span in OpenSpans(start))
        {
            if (span.Start - worked > Patience) break;
            if (left <= span.End - span.Start) return span.Start + left;
            left -= span.End - span.Start;
            worked = span.End;
        }
        throw new InvalidOperationException("Closed for two years: no open time comes.");
    }

    /// <summary>How much open time lies between two instants; nothing when the second is not later.</summary>
    public TimeSpan Between(DateTimeOffset start, DateTimeOffset end)
    {
        var sum = TimeSpan.Zero;
        foreach (var span in OpenSpans(start))
        {
            if (span.Start >= end) break;
            sum += (span.End < end ? span.End : end) - span.Start;
        }
        return sum;
    }

    // Ends where nothing opens any more within the patience, or where the calendar itself ends.
    IEnumerable<Span> OpenSpans(DateTimeOffset start)
    {
        var (at, last) = (start.ToUniversalTime(), start.ToUniversalTime());
        while (at - last <= Patience + TimeSpan.FromDays(1))
        {
            var next = at + TimeSpan.FromDays(1);
            next = WallClock.OffsetEnds(Zone, at, next) ?? next;
            foreach (var span in OpenSpans(at, next))
            {
                last = span.End;
                yield return span;
            }
            at = next;
        }
    }

    // Between two instants at one offset, days follow each other as on paper.
    IEnumerable<Span> OpenSpans(DateTimeOffset from, DateTimeOffset to)
    {
        var offset = Zone.GetUtcOffset(from);
        for (var day = DateOnly.FromDateTime(WallClock.Shown(Zone, from)); At(day, TimeSpan.Zero, offset) < to; day = day.AddDays(1))
        {
            var reached = from;
            foreach (var range in RangesOf(day).OrderBy(range => range.From))
            {
                var (start, end) = (Max(At(day, range.From.ToTimeSpan(), offset), reached), Min(At(day, range.End, offset), to));
                if (start >= end) continue;
                yield return new Span(start, end);
                reached = end;
            }
        }
    }

    IReadOnlyList<OpenRange> RangesOf(DateOnly day) =>
        Closures.Any(closure => closure.First <= day && day <= closure.Last) || (Holidays is { } zone && PublicHolidays.Contains(zone, day))
            ? []
            : Week.GetValueOrDefault(day.DayOfWeek, []);

    static DateTimeOffset At(DateOnly day, TimeSpan time, TimeSpan offset) => new(day.ToDateTime(TimeOnly.MinValue).Ticks + time.Ticks - offset.Ticks, TimeSpan.Zero);

    static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
