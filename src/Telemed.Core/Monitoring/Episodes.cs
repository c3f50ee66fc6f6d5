namespace Telemed.Core.Monitoring;

/// <summary>A finding that an episode is about, as far as it must be remembered. A row or an extension can hold it.</summary>
/// <param name="Rule">Code of the rule.</param>
/// <param name="Size">The greatest size that was told, see <see cref="Finding.Size"/>.</param>
/// <param name="AwaySince">Since when it does not stand any more; null while it stands.</param>
public sealed record EpisodeFinding(string Rule, double Size, DateTimeOffset? AwaySince);

/// <summary>Where a patient's alarms stand. At most one alarm is open in a patient.</summary>
/// <param name="Level">Level of the alarm; null outside an episode.</param>
/// <param name="Answered">Whether somebody has answered it; then it lasts until all findings have cleared.</param>
/// <param name="Findings">What it is about.</param>
public sealed record EpisodeState(AlarmLevel? Level, bool Answered, IReadOnlyList<EpisodeFinding> Findings)
{
    /// <summary>No episode.</summary>
    public static EpisodeState None { get; } = new(null, false, []);

    /// <summary>The same once the alarm was answered: its findings alarm again when they cleared, or got worse by a step.</summary>
    public EpisodeState Answer() => Level is null ? this : this with { Answered = true };
}

/// <summary>What becomes of the alarm.</summary>
public enum EpisodeAct
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A new alarm: there is none, or the one before was answered and its episode ends here.</summary>
    Open,

    /// <summary>The open alarm goes to a higher level.</summary>
    Raise,

    /// <summary>The open alarm gets further findings, or worse ones, at its level.</summary>
    Join,

    /// <summary>The answered episode is over.</summary>
    End,
}

/// <summary>What to do, and where things stand then.</summary>
/// <param name="Act">What to do.</param>
/// <param name="State">To be kept in the same transaction, also when there is nothing to do.</param>
/// <param name="Findings">The live findings that stand: of a new or raised alarm its inputs, of a joined one including what is new.</param>
public sealed record EpisodeChange(EpisodeAct Act, EpisodeState State, IReadOnlyList<Finding> Findings);

/// <summary>Makes one alarm of an episode out of a finding at every measurement.</summary>
public static class Episodes
{
    /// <summary>What the findings of an instant do to the alarms of a patient. Shadow findings do nothing.</summary>
    /// <param name="state">Where things stood.</param>
    /// <param name="findings">Everything <see cref="AlarmRules.Evaluate"/> found at <paramref name="now"/>.</param>
    /// <param name="rules">Says how long a finding must be away.</param>
    /// <param name="now">The instant.</param>
    public static EpisodeChange Fold(EpisodeState state, IReadOnlyList<Finding> findings, RuleSet rules, DateTimeOffset now)
    {
        var live = findings.Where(finding => finding.Mode == RuleMode.Live).ToList();
        var open = state is { Level: not null, Answered: false };
        var kept = state.Findings.Select(one => Seen(one, live, now)).Where(one => open || !Cleared(one, rules, now)).ToList();
        var fresh = live.Where(finding => IsFresh(finding, kept)).ToList();
        var loudest = fresh.Where(finding => !finding.Rule.SecondOpinion).Select(finding => (AlarmLevel?)finding.Level).Max();

        if (open && fresh.Count > 0)
        {
            return loudest > state.Level
                ? new(EpisodeAct.Raise, new(loudest, false, Told(kept, live)), live)
                : new(EpisodeAct.Join, state with { Findings = Told(kept, live) }, live);
        }

        if (!open && loudest is not null) return new(EpisodeAct.Open, new(loudest, false, Told(kept, live)), live);
        return state.Answered && kept.TrueForAll(one => JoinsOnly(one, rules))
            ? new(EpisodeAct.End, EpisodeState.None, live)
            : new(EpisodeAct.None, state with { Findings = kept }, live);
    }

    /// <summary>When time alone can end the episode; null when it cannot.</summary>
    public static DateTimeOffset? NextChange(EpisodeState state, RuleSet rules, DateTimeOffset now)
    {
        var lasting = state.Findings.Where(one => !JoinsOnly(one, rules)).ToList();
        if (!state.Answered || lasting.Count == 0 || lasting.Exists(one => one.AwaySince is null)) return null;
        var cleared = lasting.Max(one => one.AwaySince!.Value + (rules.Find(one.Rule)?.ClearAfter ?? TimeSpan.Zero));
        return cleared > now ? cleared : null;
    }

    static EpisodeFinding Seen(EpisodeFinding one, List<Finding> live, DateTimeOffset now) =>
        one with { AwaySince = live.Exists(finding => finding.Rule.Code == one.Rule) ? null : one.AwaySince ?? now };

    static bool Cleared(EpisodeFinding one, RuleSet rules, DateTimeOffset now) =>
        one.AwaySince is { } since && (rules.Find(one.Rule) is not { } rule || now - since >= rule.ClearAfter);

    static bool IsFresh(Finding finding, List<EpisodeFinding> kept) =>
        kept.Find(one => one.Rule == finding.Rule.Code) is not { } told || (finding.Rule.Step is { } step && Math.Round(finding.Size - told.Size, 3) >= step);

    static bool JoinsOnly(EpisodeFinding one, RuleSet rules) => rules.Find(one.Rule)?.SecondOpinion == true;

    // Only what is told moves the size: what creeps on below a step still comes to one.
    static List<EpisodeFinding> Told(List<EpisodeFinding> kept, List<Finding> live) =>
    [
        .. kept.Where(one => one.AwaySince is not null),
        .. live.Select(finding => new EpisodeFinding(finding.Rule.Code, Math.Max(finding.Size, kept.Find(one => one.Rule == finding.Rule.Code)?.Size ?? 0), null)),
    ];
}
