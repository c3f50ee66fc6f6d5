using System.Text.Json.Nodes;
using Telemed.Territory.HeartFailure;
using Telemed.Territory.Hub;
using Telemed.Territory.Simulate;

namespace Telemed.Territory.AtHome;

/// <summary>A patient's gateway: sends each morning what was measured, sometimes hours late, twice, or together with the next morning's.</summary>
sealed class HomeScale(HubClient hub, Pace pace, HomeTally tally, TimeProvider machine, WatchedAtHome one, string run)
{
    readonly List<JsonObject> kept = [];

    public async Task Send(IReadOnlyList<Reading> readings, int morning)
    {
        var dice = new Dice($"{run}/{one.Patient.Id}/{morning}/network");
        var at = machine.GetUtcNow();
        var measured = one.Measurements(readings, _ => at, $"{run}/{one.Patient.Id}/{morning}");
        if (measured.Count == 0) return;
        if (dice.Chance(0.05))
        {
            lock (kept) kept.AddRange(measured);
            return;
        }
        if (dice.Chance(0.08))
        {
            tally.Late();
            await pace.Wait(dice.Around(TimeSpan.FromHours(2)));
        }
        var sent = measured.Concat(TakeKept()).ToList();
        if (sent.Count > measured.Count) tally.Batch();
        await Post(sent);
        tally.Sent(sent.Count);
        if (!dice.Chance(0.05)) return;
        await Post(sent);
        tally.Twice();
    }

    List<JsonObject> TakeKept()
    {
        lock (kept)
        {
            List<JsonObject> all = [.. kept];
            kept.Clear();
            return all;
        }
    }

    async Task Post(IReadOnlyList<JsonObject> sent) => (sent is [var only]
        ? await hub.Post(one.Scale, "/fhir/Observation", only, pace.Cancel)
        : await hub.Post(one.Scale, "/fhir", Fhir.Transaction(sent.Select(each => WatchedAtHome.Posted(each.DeepClone().AsObject()))), pace.Cancel)).Expected();
}
