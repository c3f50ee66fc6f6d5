namespace Telemed.Core;

/// <summary>How old somebody is.</summary>
public static class Age
{
    /// <summary>
    /// Whole years, never negative. Who is born on 29 February turns a year older on 28 February of a common year.
    /// </summary>
    public static int Of(DateOnly born, DateOnly today) =>
        Math.Max(0, today.Year - born.Year - (today < born.AddYears(today.Year - born.Year) ? 1 : 0));
}
