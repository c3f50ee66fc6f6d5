using Telemed.Territory.HeartFailure;
using Telemed.Territory.Hub;
using Telemed.Territory.People;
using Telemed.Territory.Simulate;

namespace Telemed.Territory.AtHome;

/// <summary>
/// The patients at home in life: each steps on the scale in the morning, nurses who are no demo account visit theirs, and the cell's nurses
/// answer the alarms. Each patient lives on from the day the history ended.
/// </summary>
sealed class HomeNetwork(HubClient hub, Pace pace, TimeProvider machine, Roster roster, IReadOnlyList<WatchedAtHome> watched, int seed)
{
    readonly SimulatedDays days = new(machine, pace.Speed);
    IReadOnlyList<CellNurse> nurses = [];

    public HomeTally Tally { get; } = new();

    /// <summary>Opens the inboxes of the cell's nurses who are no demo account.</summary>
    /// <param name="isAlarm">Told each Task that is an alarm.</param>
    public async Task<IReadOnlyList<Inbox>> Listen(Func<Action<Happening>, Action<Happening>> heard, Action<string> isAlarm, CancellationToken end)
    {
        var members = roster.Cell.Where(person => !person.IsDemo).ToList();
        var plans = new Dictionary<string, string>();
        await foreach (var plan in hub.Search(members[0].Account, "/fhir/CarePlan?status=active&_count=100", end)) plans[plan.Text("subject.reference")!] = $"CarePlan/{plan.Id()}";
        var patients = watched.Where(one => plans.ContainsKey(one.Patient.Reference)).ToDictionary(one => one.Patient.Reference, one => (one, plans[one.Patient.Reference]));
        nurses = [.. members.Select(person => new CellNurse(hub, pace, Tally, machine, days, patients, person, seed, isAlarm))];
        var inboxes = new List<Inbox>();
        foreach (var (person, nurse) in members.Zip(nurses)) inboxes.Add(await Inbox.Open(hub, person.Account, heard(nurse.Hear), end));
        return inboxes;
    }

    public async Task Live()
    {
        foreach (var nurse in nurses) await nurse.LookAtWorklist();
        // Measurements of another run have other names, and so other identifiers.
        var run = $"{seed}/home/{machine.GetUtcNow():O}";
        var scales = watched.Select(one => new HomeScale(hub, pace, Tally, machine, one, run)).ToList();
        for (var morning = 0; ; morning++)
        {
            foreach (var (one, scale) in watched.Zip(scales)) Begin(one, scale, morning, run);
            await pace.Wait(days.Until(morning + 1, SimulatedDays.Begins));
        }
    }

    void Begin(WatchedAtHome one, HomeScale scale, int morning, string run)
    {
        var day = SimulatedDays.DayOf(one, morning);
        if (days.Decompensation(one) is { } decompensation) Tally.Ill(decompensation);
        var readings = one.Simulated.Readings.Where(reading => reading.Day == day).ToList();
        foreach (var measured in readings.Where(reading => Measured.IsMeasured(reading.Measure)).GroupBy(reading => reading.Hour))
            pace.After(days.Until(morning, measured.Key), () => scale.Send([.. measured], morning));
        if (!one.Nurse.IsDemo && readings.Find(reading => Measured.IsSign(reading.Measure)) is { } sign)
            pace.After(days.Until(morning, sign.Hour), () => Visit(one, readings, $"{run}/{one.Patient.Id}/{morning}"));
    }

    async Task Visit(WatchedAtHome one, IReadOnlyList<Reading> readings, string name)
    {
        (await hub.Post(one.Nurse.Account, "/fhir", one.Visit(readings, machine.GetUtcNow(), name), pace.Cancel)).Expected();
        Tally.Visited();
    }
}
