using Spectre.Console;
using Telemed.Territory.AtHome;
using Telemed.Territory.History;
using Telemed.Territory.Hub;
using Telemed.Territory.People;
using Telemed.Territory.Seed;
using Telemed.Territory.Simulate;

namespace Telemed.Territory.Tests;

/// <summary>The territory speaks to a real hub through nothing but HTTP and SignalR.</summary>
public sealed class ATerritoryInAHub(EmptyHub hub) : IClassFixture<EmptyHub>
{
    const int Seed = 1, PatientCount = 60, Days = 4;

    static readonly IAnsiConsole Silent = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) });

    [Fact]
    public async Task It_is_written_goes_on_after_an_interruption_is_left_alone_when_whole_and_then_lives()
    {
        var cancel = TestContext.Current.CancellationToken;
        using (var interruption = CancellationTokenSource.CreateLinkedTokenSource(cancel))
        {
            var interrupted = Write(interruption.Token);
            await Until(async () => interrupted.IsCompleted || await hub.Count("Provenance") > 25);
            await interruption.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => interrupted);
        }
        Assert.InRange(await hub.Ahead(), TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(5));

        await Write(cancel);
        var mark = (await TerritoryMark.Read(hub.Client, cancel))!;
        var roster = new Roster(Seed);
        var stories = HistoryPlan.Of(roster, Patients.Of(roster, Seed, PatientCount), Seed, Days, mark.End);
        Assert.True(mark.Complete);
        Assert.Equal(roster.All.Count(person => Contacts.Of(roster, person).Count > 0), await hub.PeopleWithChannels());
        Assert.Equal(PatientCount, await hub.Count("Patient"));
        Assert.Equal(stories.Count, await hub.TasksOf("dermatology"));
        Assert.Equal(stories.Sum(story => story.Moments.Count), await hub.MovesOf("dermatology"));
        await Until(async () => await hub.LooksDue() == 0);
        Assert.True(await hub.Count("CarePlan") > 5);
        Assert.Equal(await hub.Count("CarePlan"), await hub.Watched());
        Assert.True(await hub.TasksOf("heart-failure") > 0);
        Assert.InRange(await hub.Ahead(), TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(5));

        var before = await hub.Everything();
        await Write(cancel);
        Assert.Equal(before, await hub.Everything());
        await Assert.ThrowsAsync<HubFault>(() => new SeedTerritory(hub.Client, Silent, TimeProvider.System).Run(Seed + 1, PatientCount, Days, cancel));

        await A_visit_sent_twice_counts_once(roster, mark.End);

        var measured = await hub.Measured();
        var (requests, answers) = (await hub.Count("ServiceRequest"), await hub.Count("DiagnosticReport"));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var said = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Synchronized(said)), Ansi = AnsiSupport.No });
        console.Profile.Width = 200;
        var life = new SimulateTerritory(hub.Client, console, TimeProvider.System).Run(speed: 1200, Seed, perHour: 6, strokes: 30, end.Token);
        await Until(async () => life.IsCompleted || await hub.Count("DiagnosticReport") > answers + 3 && await hub.Count("ServiceRequest") > requests + 3);
        // The stroke network lives beside: an alert was treated under téléassistance.
        await Until(async () => life.IsCompleted || await hub.Count("Procedure") > 0);
        // Experts lost their network meanwhile and came back, and word of requests reached somebody's device.
        await Until(async () => life.IsCompleted || await hub.Came("deliver") > 3 && said.ToString().Contains("is back on the network", StringComparison.Ordinal));
        // Patients stepped on their scales, and the cell called somebody and answered their alarm.
        await Until(async () => life.IsCompleted || await hub.Measured() > measured && await hub.AlarmsAnswered() > 0 && await hub.Calls() > 0);
        await end.CancelAsync();
        await life;
        Assert.Matches(@"[1-9]\d* experts lost their network and caught up with \d+ events; nothing was missed\.", said.ToString());
        Assert.Matches(@"alarms answered\s+│\s+[1-9]", said.ToString());
    }

    async Task A_visit_sent_twice_counts_once(Roster roster, DateTimeOffset now)
    {
        var cancel = TestContext.Current.CancellationToken;
        var one = WatchedAtHome.Of(roster, Patients.Of(roster, Seed, PatientCount), now).First(one => !one.Nurse.IsDemo);
        var day = one.Simulated.Readings.First(reading => Measured.IsSign(reading.Measure)).Day;
        var visit = one.Visit([.. one.Simulated.Readings.Where(reading => reading.Day == day)], DateTimeOffset.UtcNow, "test");
        var before = await hub.Visits();
        for (var times = 0; times < 2; times++) (await hub.Client.Post(one.Nurse.Account, "/fhir", visit.DeepClone(), cancel)).Expected();
        Assert.Equal(before + 1, await hub.Visits());
    }

    Task Write(CancellationToken cancel) => new SeedTerritory(hub.Client, Silent, TimeProvider.System).Run(Seed, PatientCount, Days, cancel);

    // Two minutes measure nothing: they only end a test whose event never comes.
    static async Task Until(Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (!await holds()) await Task.Delay(100, patience.Token);
    }
}
