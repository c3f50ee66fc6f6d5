namespace Telemed.Core.Monitoring;

/// <summary>A figure that a function takes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">UCUM code it is kept in; null: the unit of the measure.</param>
/// <param name="Least">It must be above.</param>
/// <param name="Most">It must not be above.</param>
/// <param name="Optional">Whether it may be left out.</param>
sealed record FigureShape(string Name, string? Unit, double Least = 0, double Most = double.MaxValue, bool Optional = false);

/// <summary>What the file must say for a function.</summary>
/// <param name="Code">Its code in the file.</param>
/// <param name="TakesMeasure">Whether the file names its measure; otherwise it is about the weight or the signs.</param>
/// <param name="Figures">Every figure it takes.</param>
/// <param name="OneOf">Names of which at least one must be there; empty where each must that is not optional.</param>
sealed record RuleShape(string Code, bool TakesMeasure, IReadOnlyList<FigureShape> Figures, params IReadOnlyList<string> OneOf)
{
    const string Days = "d";

    static readonly FigureShape Within = new("within", Days, Most: 366), Clear = new("clear", Days, Most: 366, Optional: true);

    /// <summary>Every function that is known.</summary>
    public static IReadOnlyDictionary<RuleFunction, RuleShape> Functions { get; } = new Dictionary<RuleFunction, RuleShape>
    {
        [RuleFunction.WeightFromReference] = new("weight-from-reference", false, [new("change", null), Within, Step(null), Clear]),
        [RuleFunction.WeightGainInDays] = new("weight-gain-in-days", false, [new("gain", null), new("days", Days, Most: 31), Within, Step(null), Clear]),
        [RuleFunction.WeightTrend] = new(
            "weight-trend", false,
            [new("rise", null), new("short", Days), new("long", Days), new("over", Days, Most: 366), new("least", "1"), Within, Step(null), Clear]),
        [RuleFunction.PersonalLimits] = new(
            "personal-limits", true,
            [
                new("sigmas", "1"), new("lambda", "1", Most: 1), new("baseline", Days, Most: 366), new("recent", Days, Most: 366),
                new("least", "1", Least: 1), new("floor", null), Within, Step("1"), Clear,
            ]),
        [RuleFunction.Signs] = new(
            "signs", false,
            [
                new("any", Score, Most: 3, Optional: true), new("score", Score, Optional: true), .. Measure.Signs.Select(sign => new FigureShape(sign.Code, Score, Most: 3, Optional: true)),
                Within, Step(Score), Clear,
            ],
            ["any", "score", .. Measure.Signs.Select(sign => sign.Code)]),
        [RuleFunction.Vitals] = new("vitals", true, [new("limit", null), Within, Step(null), Clear]),
        [RuleFunction.Biology] = new(
            "biology", true, [new("limit", null, Optional: true), new("rise", "%", Optional: true), new("over", Days, Most: 366, Optional: true), Within, Step(null), Clear], ["limit", "rise"]),
        [RuleFunction.NoData] = Silence("no-data"),
        [RuleFunction.ScaleOffline] = Silence("scale-offline"),
    };

    const string Score = "{score}";

    static FigureShape Step(string? unit) => new("step", unit, Optional: true);

    static RuleShape Silence(string code) => new(code, false, [new("days", Days, Most: 31), new("hour", Days, Most: 1), Clear]);
}
