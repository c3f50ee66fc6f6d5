using FsCheck;
using FsCheck.Fluent;
using Telemed.Core.Requests;
using static Hl7.Fhir.Model.Task;

namespace Telemed.Core.Tests.Requests;

/// <summary>Something somebody tries to do to a request, some minutes after the step before.</summary>
public sealed record Step(RequestEvent Event, Part By, RecordItems Present, int Minutes);

/// <summary>Any sequence of attempts, sensible or not, and what became of the request after each.</summary>
public sealed record Walk(IReadOnlyList<Step> Steps, bool PauseAllowed)
{
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    /// <summary>The moment after one attempt: what was decided, and the status since.</summary>
    public sealed record Moment(DateTimeOffset At, Step Step, TaskStatus? Before, Decision Decision, TaskStatus? After);

    public IReadOnlyList<Moment> Moments()
    {
        var (status, at, moments) = ((TaskStatus?)null, Start, new List<Moment>());
        foreach (var step in Steps)
        {
            at += TimeSpan.FromMinutes(step.Minutes);
            var decision = RequestLifecycle.Decide(
                new RequestFacts(status) { Present = step.Present, PauseAllowed = PauseAllowed }, step.Event, step.By);
            var after = decision is Decision.Move(var transition) ? transition.To : status;
            moments.Add(new(at, step, status, decision, after));
            status = after;
        }

        return moments;
    }

    /// <summary>The clock effects of the walk, oldest first.</summary>
    public IEnumerable<(ClockEffects Effects, DateTimeOffset At)> ClockHistory() =>
        from moment in Moments()
        where moment.Decision is Decision.Move
        select (((Decision.Move)moment.Decision).Transition.Clocks, moment.At);
}

/// <summary>Makes walks. Most attempts come from somebody who may, with a full record, so that walks get far.</summary>
public static class Walks
{
    const int AllParts = 31;
    const int AllItems = 1023;

    public static Arbitrary<Walk> Walk()
    {
        var step =
            from e in Gen.Elements(Enum.GetValues<RequestEvent>())
            from parts in Gen.Frequency((3, Gen.Constant(AllParts)), (1, Gen.Choose(0, AllParts)))
            from present in Gen.Frequency((3, Gen.Constant(AllItems)), (1, Gen.Choose(0, AllItems)))
            from minutes in Gen.Choose(0, 600)
            select new Step(e, (Part)parts, (RecordItems)present, minutes);

        var walk =
            from length in Gen.Choose(0, 60)
            from steps in Gen.ListOf(step, length)
            from pause in Gen.Elements(true, false)
            select new Walk([new(RequestEvent.Submit, (Part)AllParts, (RecordItems)AllItems, 0), .. steps], pause);

        return Arb.From(walk, Shorter);
    }

    static IEnumerable<Walk> Shorter(Walk walk) =>
        Enumerable.Range(0, walk.Steps.Count).Select(skipped => walk with { Steps = [.. walk.Steps.Where((_, i) => i != skipped)] });
}
