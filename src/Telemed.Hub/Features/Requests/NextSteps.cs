using Telemed.Core;
using Telemed.Core.Pathways;
using Telemed.Core.Requests;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Requests;

/// <summary>What happens to a request if nobody moves: whom the hub tells next, and when.</summary>
static class NextSteps
{
    static readonly string[] Waiting = [DeadlineRows.Level, DeadlineRows.Repeat], Any = [.. Waiting, DeadlineRows.Reply, DeadlineRows.ReadBack];

    /// <summary>The clocks of the case's Task that still run, the next one first.</summary>
    public static IReadOnlyList<TrailEntry> Expected(this CaseFile file, DateTimeOffset now) => Steps(file, file.Task.Reference, Any, now);

    /// <summary>Whom the hub tells next and when, as long as nobody takes the Task.</summary>
    /// <param name="task">The case's own, or a further role's.</param>
    public static IReadOnlyList<TrailEntry> ToldNext(this CaseFile file, string task, DateTimeOffset now) => Steps(file, task, Waiting, now);

    static IReadOnlyList<TrailEntry> Steps(CaseFile file, string task, string[] kinds, DateTimeOffset now)
    {
        var clocks = file.Delay.Clocks.Where(clock => clock.Task == task && kinds.Contains(clock.Kind)).ToList();
        var level = clocks.Find(clock => clock.Kind == DeadlineRows.Level)?.DueAt;
        var told =
            from clock in clocks
            where clock.DueAt > now && !RemindsNobody(file, clock) && (clock.Kind != DeadlineRows.Repeat || level is null || clock.DueAt < level)
            select new TrailEntry(clock.DueAt, Mark.Expected, clock.Kind switch
            {
                DeadlineRows.Level => Next(file, clock),
                DeadlineRows.Repeat => Again(file, clock),
                DeadlineRows.Reply => Reminder(file, clock),
                _ => new("rappel si l’avis n’est pas lu", "a reminder if the opinion is not read"),
            });
        return [.. AnswerDue(file, task, kinds, now).Concat(told).OrderBy(entry => entry.At)];
    }

    /// <summary>When the answer is due, whatever the hub does before and after.</summary>
    static IEnumerable<TrailEntry> AnswerDue(CaseFile file, string task, string[] kinds, DateTimeOffset now)
    {
        if (task == file.Task.Reference && kinds.Contains(DeadlineRows.Reply) && file.Task.ReplyClock.Due is { } due && due > now)
            yield return new(due, Mark.Expected, new("la réponse est due", "the answer is due"));
    }

    /// <summary>A reminder to whoever holds a request that nobody holds.</summary>
    static bool RemindsNobody(CaseFile file, RunningClock clock) =>
        clock.Kind == DeadlineRows.Reply && file.Task.Holder is null
        && file.Task.Urgency.Reply.Levels.ElementAtOrDefault(clock.Level)?.Targets.All(target => target is { Kind: EscalationTargetKind.Part, Name: PathwayTerms.HolderPart }) == true;

    static Wording Reminder(CaseFile file, RunningClock clock)
    {
        if (file.Task.Urgency.Reply.Levels.ElementAtOrDefault(clock.Level) is not { } level) return new("rappel de la réponse", "a reminder of the answer");
        var whom = level.Targets.Select(target => Whom(file, target, clock.DueAt)).OfType<Wording>().ToList();
        return new(
            $"si l’avis n’est pas rendu : {Within(level.Title.French)}{Among(whom.Select(one => one.French))}",
            $"if the opinion is not given: {Within(level.Title.English)}{Among(whom.Select(one => one.English))}");
    }

    /// <summary>Nobody holds the Task, everybody was told, and the hub tells nobody more.</summary>
    public static bool IsAtItsLast(this CaseFile file, FhirTask task, string reference) =>
        RequestLifecycle.IsOpen(task.Status) && !RequestLifecycle.IsHeld(task.Status)
        && !file.Delay.Clocks.Any(clock => clock.Task == reference && clock.Kind is DeadlineRows.Level or DeadlineRows.Repeat);

    static Wording Next(CaseFile file, RunningClock clock)
    {
        var title = file.LevelTitle(clock.Role, clock.Level);
        var whom = (file.EscalationOf(clock.Role).Levels.ElementAtOrDefault(clock.Level)?.Targets ?? []).Select(target => Whom(file, target, clock.DueAt)).OfType<Wording>().ToList();
        return new(
            $"si personne ne l’a prise : {Within(title.French)}{Among(whom.Select(one => one.French))}", $"if nobody has taken it: {Within(title.English)}{Among(whom.Select(one => one.English))}");
    }

    static Wording Again(CaseFile file, RunningClock clock)
    {
        var title = file.LevelTitle(clock.Role, clock.Level);
        return new($"si personne ne l’a prise : {Within(title.French)}, de nouveau", $"if nobody has taken it: {Within(title.English)}, again");
    }

    static Wording? Whom(CaseFile file, EscalationTarget target, DateTimeOffset at) => target.Kind switch
    {
        EscalationTargetKind.Rota => file.Delay.OnCallThen.TryGetValue((target.ToString(), at), out var account) ? TellingWords.Same(file.NameOf($"PractitionerRole/{account}")) : null,
        EscalationTargetKind.Pool => new("tout le groupe", "the whole pool"),
        EscalationTargetKind.Duty => target.Name == "coordinator" ? new("la coordination", "the coordinators") : null,
        EscalationTargetKind.Part => target.Name == PathwayTerms.RequesterPart ? new("le demandeur", "the requester") : file.Task.Holder is { } holder ? TellingWords.Same(file.NameOf(holder)) : null,
        EscalationTargetKind.CareTeam => target.Name switch
        {
            "gp" => new("le médecin traitant", "the GP"),
            "nurse" => new("l’infirmier à domicile", "the home nurse"),
            _ => new("le cardiologue", "the cardiologist"),
        },
        _ => target.Label,
    };

    static string Among(IEnumerable<string> whom) => string.Join(", ", whom) is { Length: > 0 } words ? $" ({words})" : "";

    /// <summary>A title inside a sentence; "UNV" and "SAMU" stay as they are.</summary>
    static string Within(string title) => title is [var first, var second, ..] && !char.IsUpper(second) ? $"{char.ToLowerInvariant(first)}{title[1..]}" : title;
}
