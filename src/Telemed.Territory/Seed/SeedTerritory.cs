using Spectre.Console;
using Telemed.Territory.AtHome;
using Telemed.Territory.History;
using Telemed.Territory.Hub;
using Telemed.Territory.People;
using Telemed.Territory.Photos;

namespace Telemed.Territory.Seed;

/// <summary>
/// Writes the demo territory into a hub: directory, patients, and a past. Run again it goes on where it stopped, and changes nothing
/// once it is whole.
/// </summary>
sealed class SeedTerritory(HubClient hub, IAnsiConsole console, TimeProvider machine)
{
    public async Task Run(int seed, int patientCount, int days, CancellationToken cancel)
    {
        var began = machine.GetTimestamp();
        var mark = await TerritoryMark.Read(hub, cancel) ?? new TerritoryMark(seed, patientCount, days, WholeSecond(machine.GetUtcNow()), Complete: false);
        if (mark.Seed != seed || mark.Patients != patientCount || mark.Days != days)
            throw new HubFault(ExitCode.Refused, $"This hub holds another territory: --seed {mark.Seed} --patients {mark.Patients} --days {mark.Days}.");

        if (mark.Complete)
        {
            console.MarkupLine("The territory is there already; nothing was changed.");
            return;
        }

        var roster = new Roster(seed);
        var patients = Patients.Of(roster, seed, patientCount);
        try
        {
            await mark.Write(hub, cancel);
            await Directory(roster, cancel);
            // While it is still the present: these tokens then hold for every moment of the past.
            await Task.WhenAll(roster.All.Select(person => hub.Token(person.Account, cancel)));
            await PatientsOf(patients, mark, cancel);
            await Past(HistoryPlan.Of(roster, patients, seed, days, mark.End), cancel);
            await AtHome(roster, patients, mark.End, cancel);
            await Channels(roster, cancel);
            await (mark with { Complete = true }).Write(hub, cancel);
        }
        finally
        {
            // Whatever happened, the hub is left in the present.
            await hub.SetClock(machine.GetUtcNow(), rate: 1, CancellationToken.None);
        }
        console.MarkupLine($"[green]Done[/] in {machine.GetElapsedTime(began).TotalSeconds:0.0} s");
    }

    async Task Directory(Roster roster, CancellationToken cancel)
    {
        var missing = await Reconcile.Missing(hub, HubClient.Software, DirectoryResources.Of(roster), cancel);
        await Reconcile.Put(hub, HubClient.Software, missing, cancel);
        console.MarkupLine($"Directory: {missing.Count} resources");
    }

    async Task PatientsOf(IReadOnlyList<Patient> patients, TerritoryMark mark, CancellationToken cancel)
    {
        await hub.SetClock(mark.End.AddDays(-mark.Days - 1), rate: 0, cancel);
        var written = 0;
        await Parallel.ForEachAsync(
            patients.GroupBy(patient => patient.GeneralPractitioner), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancel },
            async (own, cancel) =>
            {
                var missing = await Reconcile.Missing(hub, own.Key.Account, [.. own.Select(patient => patient.ToResource())], cancel);
                await Reconcile.Put(hub, own.Key.Account, missing, cancel);
                Interlocked.Add(ref written, missing.Count);
            });
        console.MarkupLine($"Patients: {written}");
    }

    async Task Past(IReadOnlyList<Story> stories, CancellationToken cancel)
    {
        using var photos = new SendPhotos(hub, new Album());
        var history = new WriteHistory(hub, photos, await WrittenSoFar.Read(hub, stories, cancel));
        var left = history.Left(stories).Count();
        await console.Progress().StartAsync(async context =>
        {
            var bar = context.AddTask($"{stories.Count} requests", maxValue: left);
            await history.Run(stories, done => bar.Increment(done), cancel);
        });
        console.MarkupLine($"History: {stories.Count} requests, {history.Done} moments");
    }

    // In the present: what was measured over the weeks before arrives at once, as from a gateway that was cut off.
    async Task AtHome(Roster roster, IReadOnlyList<Patient> patients, DateTimeOffset end, CancellationToken cancel)
    {
        await hub.SetClock(machine.GetUtcNow(), rate: 1, cancel);
        var watched = WatchedAtHome.Of(roster, patients, end);
        await Parallel.ForEachAsync(watched, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancel }, async (one, cancel) => await one.Send(hub, cancel));
        console.MarkupLine($"Watched at home: {watched.Count} patients");
    }

    // Last, and in the present: nobody's telephone rings for what happened weeks ago.
    async Task Channels(Roster roster, CancellationToken cancel)
    {
        await hub.SetClock(machine.GetUtcNow(), rate: 1, cancel);
        foreach (var person in roster.All) (await hub.Put(person.Account, "/channels", Contacts.Of(roster, person), cancel)).Expected();
        console.MarkupLine($"Channels of {roster.All.Count} people");
    }

    static DateTimeOffset WholeSecond(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeSeconds(instant.ToUnixTimeSeconds());
}
