namespace Telemed.Territory.Simulate;

/// <summary>
/// Experts who lose their network in the middle of the day and come back: what they were told meanwhile they catch up with. In the end
/// every inbox is held against its log.
/// </summary>
sealed class LostNetworks(Pace pace, Tally tally, int seed, Action<string> say)
{
    static readonly TimeSpan Between = TimeSpan.FromHours(6), Away = TimeSpan.FromMinutes(25);

    public void Await(string account, Inbox inbox)
    {
        var dice = new Dice($"{seed}/{account}/network");
        pace.After(dice.UntilNext(Between), () => Lose(account, inbox, dice));
    }

    async Task Lose(string account, Inbox inbox, Dice dice)
    {
        await inbox.Leave();
        await pace.Wait(dice.Around(Away));
        var events = await inbox.Return(pace.Cancel);
        tally.Lost(account, events);
        say($"{account} is back on the network and has caught up with {events} events");
        pace.After(dice.UntilNext(Between), () => Lose(account, inbox, dice));
    }

    /// <summary>Counts what never came; whoever is still away comes back for it.</summary>
    public async Task Count(IEnumerable<Inbox> inboxes, CancellationToken cancel)
    {
        foreach (var inbox in inboxes) tally.Missed(await inbox.Missed(cancel));
    }
}
