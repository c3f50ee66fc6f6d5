using FsCheck;
using FsCheck.Fluent;
using Telemed.Core.Pathways;
using Telemed.Core.Stroke;

namespace Telemed.Core.Tests.Stroke;

/// <summary>Fifteen scores the scale allows, UN where it has one.</summary>
public sealed record Scores(IReadOnlyDictionary<string, int?> ByItem);

/// <summary>An answer to every item of the checklist.</summary>
public sealed record Answers(IReadOnlyDictionary<string, Tristate> ByItem);

/// <summary>Anything a stroke may bring.</summary>
public static class AnyStroke
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Arbitrary<Scores> Scores() =>
        (from scores in Gen.CollectToList(Nihss.Items, item => Gen.Choose(item.MayBeUntestable ? -1 : 0, item.Most))
         select new Scores(Nihss.Items.Zip(scores).ToDictionary(one => one.First.Code, one => one.Second < 0 ? (int?)null : one.Second))).ToArbitrary();

    public static Arbitrary<Answers> Answers() =>
        (from answers in Gen.CollectToList(StrokePathwayTests.Stroke.Checklist!.Items, _ => Gen.Elements(Enum.GetValues<Tristate>()))
         select new Answers(StrokePathwayTests.Stroke.Checklist!.Items.Zip(answers).ToDictionary(one => one.First.LinkId, one => one.Second))).ToArbitrary();

    public static Arbitrary<AlertFacts> Alerts() =>
        (from at in Gen.Choose(0, 500_000)
         from arrived in Gen.Choose(-60, 60)
         from act in Gen.Choose(0, 300)
         from acts in Gen.Choose(0, 3)
         select new AlertFacts(Start.AddMinutes(at), Start.AddMinutes(at + arrived), acts == 0 ? Start.AddMinutes(at + act) : null)).ToArbitrary();
}
