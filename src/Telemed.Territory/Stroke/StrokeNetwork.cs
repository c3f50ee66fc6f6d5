using Telemed.Territory.Hub;
using Telemed.Territory.People;
using Telemed.Territory.Simulate;

namespace Telemed.Territory.Stroke;

/// <summary>The stroke network in life: alerts come as a Poisson process at a multiple of the founding volume.</summary>
sealed class StrokeNetwork(HubClient hub, Pace pace, TimeProvider machine, Roster roster, int seed, double multiple)
{
    static readonly TimeSpan Year = TimeSpan.FromDays(365);

    public StrokeTally Tally { get; } = new();

    /// <summary>Opens the inboxes of everybody in it who is no demo account.</summary>
    public async Task<IReadOnlyList<Inbox>> Listen(Func<Action<Happening>, Action<Happening>> heard, CancellationToken end)
    {
        departments = [.. roster.EmergencyDepartments.Where(person => !person.IsDemo).Select(person => new EmergencyDepartment(hub, pace, Tally, machine, person, seed))];
        var inboxes = new List<Inbox>();
        foreach (var department in departments) inboxes.Add(await Inbox.Open(hub, department.Person.Account, heard(department.Hear), end));
        foreach (var person in roster.OnCallFor("neurology").Concat(roster.OnCallFor("radiology")).Where(person => !person.IsDemo))
            inboxes.Add(await Inbox.Open(hub, person.Account, heard(new OnCall(hub, pace, person, seed).Hear), end));
        return inboxes;
    }

    public async Task Arrive()
    {
        if (multiple <= 0) await Task.Delay(Timeout.Infinite, pace.Cancel);
        var run = $"{seed}/stroke/{machine.GetUtcNow():O}";
        var dice = new Dice($"{run}/arrivals");
        for (var i = 0; ; i++)
        {
            await pace.Wait(dice.UntilNext(Year / (StrokeTally.FoundingAlerts * multiple)));
            var alert = Alert.Draw($"{run}/{i}", [.. departments.Select(department => department.Person)]);
            var department = departments.First(one => one.Person == alert.Department);
            pace.After(TimeSpan.Zero, () => department.Send(alert));
        }
    }

    IReadOnlyList<EmergencyDepartment> departments = [];
}
