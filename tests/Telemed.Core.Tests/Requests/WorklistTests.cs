using FsCheck;
using FsCheck.Xunit;
using Hl7.Fhir.Model;
using Telemed.Core.Requests;

namespace Telemed.Core.Tests.Requests;

public class WorklistTests
{
    static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Medical_priority_comes_before_arrival_and_asap_before_urgent()
    {
        var (routine, urgent, asap, stat) = (
            new Waiting("routine", null, Noon.AddDays(-6)),
            new Waiting("urgent", RequestPriority.Urgent, Noon.AddHours(-20)),
            new Waiting("asap", RequestPriority.Asap, Noon.AddHours(-1)),
            new Waiting("stat", RequestPriority.Stat, Noon));

        Assert.Equal([stat, asap, urgent, routine], new[] { routine, urgent, asap, stat }.Order(Worklist.Order));
    }

    [Fact]
    public void At_equal_priority_the_oldest_comes_first()
    {
        var (older, younger) = (new Waiting("b", RequestPriority.Urgent, Noon.AddHours(-3)), new Waiting("a", RequestPriority.Urgent, Noon));

        Assert.Equal([older, younger], new[] { younger, older }.Order(Worklist.Order));
    }

    [Fact]
    public void The_place_of_a_request_is_explained_in_one_sentence()
    {
        var request = new Waiting("1", RequestPriority.Urgent, Noon.AddMinutes(-130));

        Assert.Equal("Priorité urgente, attend depuis 2 h 10.", Worklist.Explain(request, Noon).French);
        Assert.Equal("Priority urgent, waiting for 2 h 10.", Worklist.Explain(request, Noon).English);
        Assert.Equal("Priorité courante, attend depuis moins d’une minute.", Worklist.Explain(new("2", null, Noon), Noon).French);
        Assert.Equal("Priorité vitale, attend depuis 59 min.", Worklist.Explain(new("3", RequestPriority.Stat, Noon.AddMinutes(-59)), Noon).French);
        Assert.Equal("Priorité courante, attend depuis 3 j 4 h.", Worklist.Explain(new("4", null, Noon.AddHours(-76)), Noon).French);
    }

    [Property]
    public void The_order_is_total_and_does_not_depend_on_the_order_before(NonNull<string>[] ids, int[] priorities, int[] minutes)
    {
        var requests = ids.Zip(priorities, minutes)
            .Select((r, i) => new Waiting($"{r.First.Get}#{i}", Priority(r.Second), Noon.AddMinutes(r.Third % 5)))
            .ToList();

        Assert.Equal(requests.Order(Worklist.Order), Enumerable.Reverse(requests).Order(Worklist.Order));
        foreach (var a in requests)
        foreach (var b in requests)
        {
            Assert.Equal(Math.Sign(Worklist.Order.Compare(a, b)), -Math.Sign(Worklist.Order.Compare(b, a)));
            Assert.Equal(ReferenceEquals(a, b), Worklist.Order.Compare(a, b) == 0);
        }
    }

    [Property]
    public void Nobody_is_overtaken_by_a_less_pressing_request(int[] priorities, int[] minutes)
    {
        var ordered = priorities.Zip(minutes, (p, m) => new Waiting($"{p}/{m}", Priority(p), Noon.AddMinutes(m % 1000)))
            .Order(Worklist.Order).ToList();

        Assert.All(ordered.Zip(ordered.Skip(1)), pair => Assert.True(
            MedicalPriority.Rank(pair.First.Priority) <= MedicalPriority.Rank(pair.Second.Priority)));
    }

    static RequestPriority? Priority(int any) => (any & 7) switch
    {
        0 => null,
        1 => RequestPriority.Stat,
        2 => RequestPriority.Asap,
        3 or 4 => RequestPriority.Urgent,
        _ => RequestPriority.Routine,
    };
}
