using Spectre.Console;
using Telemed.Territory.AtHome;
using Telemed.Territory.Dermatology;
using Telemed.Territory.Hub;
using Telemed.Territory.People;
using Telemed.Territory.Photos;
using Telemed.Territory.Seed;
using Telemed.Territory.Stroke;

namespace Telemed.Territory.Simulate;

/// <summary>
/// Lives in a seeded territory: requests come as a Poisson process, and people answer them. The demo accounts are left to whoever is
/// signed in as them: nobody's acts are done behind their back, and their requests are answered like any other.
/// </summary>
sealed class SimulateTerritory(HubClient hub, IAnsiConsole console, TimeProvider machine)
{
    /// <param name="perHour">Requests in a simulated hour.</param>
    /// <param name="strokes">Stroke alerts as a multiple of the founding volume; 0 for none.</param>
    /// <param name="end">Stops it; it is then told what happened.</param>
    public async Task Run(double speed, int seed, double perHour, double strokes, CancellationToken end)
    {
        var mark = await TerritoryMark.Read(hub, end) ?? throw new HubFault(ExitCode.Refused, "This hub holds no demo territory: run seed first.");
        var roster = new Roster(mark.Seed);
        var patients = Patients.Of(roster, mark.Seed, mark.Patients);
        var tally = new Tally(speed);
        using var photos = new SendPhotos(hub, new Album());
        var pace = new Pace(speed, Refused, end);
        var experts = roster.Experts.Where(person => !person.IsDemo).Select(person => (person.Account, Actor: new Expert(hub, pace, person, seed))).ToList();
        var requesters = roster.Requesters.Where(person => !person.IsDemo).Select(person => new Requester(hub, pace, photos, person, seed)).ToList();

        var network = new StrokeNetwork(hub, pace, machine, roster, seed, strokes);
        var home = new HomeNetwork(hub, pace, machine, roster, WatchedAtHome.Of(roster, patients, mark.End), seed);
        var networks = new LostNetworks(pace, tally, seed, line =>
        {
            if (!IsWatched) console.WriteLine(line);
        });
        var inboxes = new List<Inbox>();
        try
        {
            foreach (var (account, expert) in experts)
            {
                inboxes.Add(await Inbox.Open(hub, account, told => Hear(told, expert.Hear), end));
                networks.Await(account, inboxes[^1]);
            }
            foreach (var requester in requesters) inboxes.Add(await Inbox.Open(hub, requester.Person.Account, told => Hear(told, requester.Hear), end));
            inboxes.AddRange(await network.Listen(act => told => Hear(told, act), end));
            inboxes.AddRange(await home.Listen(act => told => Hear(told, act), tally.IsAlarm, end));
            console.WriteLine($"{experts.Count} dermatologists and {requesters.Count} requesters are listening.");
            console.WriteLine($"{perHour} requests an hour, {speed} times as fast. Ctrl-C ends it.");
            foreach (var (_, expert) in experts) await expert.LookAtWorklist();
            await await Task.WhenAny(Arrive(pace, requesters, patients, seed, perHour), network.Arrive(), home.Live(), pace.Broken, Watch(tally, end));
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
        }
        finally
        {
            await pace.Settled();
            if (!pace.Broken.IsCompleted) await networks.Count(inboxes, CancellationToken.None);
            await Task.WhenAll(inboxes.Select(inbox => inbox.DisposeAsync().AsTask()));
        }
        console.Write(Board.Summary(tally));
        console.WriteLine(Board.Networks(tally));
        if (strokes > 0) console.Write(Board.Strokes(network.Tally));
        console.Write(Board.AtHome(home.Tally));

        void Refused(HubFault fault)
        {
            tally.Refused();
            if (!IsWatched) console.WriteLine($"refused: {fault.Message}");
        }

        void Hear(Happening told, Action<Happening> act)
        {
            if (tally.Observe(told) && !IsWatched) console.WriteLine(Board.Line(told, tally.Recent[^1].After));
            act(told);
        }
    }

    async Task Arrive(Pace pace, IReadOnlyList<Requester> requesters, IReadOnlyList<Patient> patients, int seed, double perHour)
    {
        // Requests of another run have other names, and so other identifiers.
        var run = $"{seed}/live/{machine.GetUtcNow():O}";
        var dice = new Dice($"{seed}/arrivals");
        for (var i = 0; ; i++)
        {
            await pace.Wait(dice.UntilNext(TimeSpan.FromHours(1) / perHour));
            var (requester, now) = (dice.Pick(requesters, requester => requester.Person.Profession == Profession.Doctor ? 2 : 1), machine.GetUtcNow());
            var request = Case.Draw($"{run}/{i}", requester.Person, patients, now);
            pace.After(TimeSpan.Zero, () => requester.Ask(request, now));
        }
    }

    bool IsWatched => console.Profile.Capabilities.Interactive && console.Profile.Out.IsTerminal;

    async Task Watch(Tally tally, CancellationToken end)
    {
        if (!IsWatched) await Task.Delay(Timeout.Infinite, end);
        await console.Live(Board.Live(tally)).AutoClear(true).StartAsync(async live =>
        {
            while (!end.IsCancellationRequested)
            {
                live.UpdateTarget(Board.Live(tally));
                await Task.Delay(500, end);
            }
        });
    }
}
