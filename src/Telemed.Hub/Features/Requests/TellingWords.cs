using Telemed.Core;
using Telemed.Core.Pathways;
using Telemed.Hub.Features.Escalations;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Requests;

/// <summary>Who was told so that somebody takes a request, in words: level by level, each person with each channel and its result.</summary>
static class TellingWords
{
    /// <summary>A device that is on confirms within seconds; after this, nobody should believe it still will.</summary>
    static readonly TimeSpan ConfirmsWithin = TimeSpan.FromMinutes(10);

    static readonly Mark[] FurthestFirst = [Mark.Held, Mark.Displayed, Mark.Delivered, Mark.Silenced, Mark.Sent, Mark.NeverDelivered, Mark.Ended];

    /// <param name="task">One Task of the request; null for all of them, each level under the name of its role.</param>
    public static IReadOnlyList<TrailEntry> Tellings(this CaseFile file, DateTimeOffset now, string? task = null)
    {
        var alarmed = file.Delay.Alarms.Select(alarm => alarm.About).ToHashSet();
        var named = task is null;
        return
        [
            .. (from passed in file.Delay.PassedOver where named || passed.Task == task from entry in Passed(file, passed, named) select entry)
                .Concat(
                    from told in file.Delay.Notifications
                    where named || told.Task == task
                    group told by (told.Task, told.Role, told.Clock, told.Level, told.Turn) into telling
                    let title = telling.Key.Clock == TellLevel.Reply ? file.ReplyTitle(telling.Key.Level) : file.LevelTitle(telling.Key.Role, telling.Key.Level, telling.Key.Turn, named)
                    select Telling(file, title, [.. telling], alarmed, now))
                .Concat(from alarm in file.Delay.Alarms where named || alarm.Task == task select Alarm(file, alarm))
                .OrderBy(entry => entry.At),
        ];
    }

    /// <summary>What a level is called; told again, it says so.</summary>
    public static Wording LevelTitle(this CaseFile file, string role, int level, int turn = 0, bool withRole = false)
    {
        var title = file.EscalationOf(role).Levels.ElementAtOrDefault(level)?.Title ?? file.Pathway.Title;
        if (withRole && file.Pathway.RoleOf(role) is { } of) title = new($"{of.Title.French} · {title.French}", $"{of.Title.English} · {title.English}");
        return turn == 0 ? title : new($"{title.French}, {turn + 1}ᵉ fois", $"{title.English}, time {turn + 1}");
    }

    /// <summary>What a reminder of the answer is called.</summary>
    static Wording ReplyTitle(this CaseFile file, int level) => file.Task.Urgency.Reply.Levels.ElementAtOrDefault(level)?.Title ?? file.Pathway.Title;

    static TrailEntry Telling(CaseFile file, Wording title, IReadOnlyList<Notification> told, HashSet<Guid> alarmed, DateTimeOffset now)
    {
        var people = told.Select(one => Person(file, one, alarmed.Contains(one.Id), now)).OrderBy(one => Array.IndexOf(FurthestFirst, one.Mark)).ToList();
        var (reached, seen) = (people.Count(one => one.Channels.Any(on => on.Mark is Mark.Delivered or Mark.Displayed)), people.Count(one => one.Channels.Any(on => on.Mark is Mark.Displayed)));
        return new(
            told[0].CreatedAt, people[0].Mark,
            people.Count == 1 ? title : new($"{title.French} : {people.Count} personnes, reçue par {reached}, vue par {seen}", $"{title.English}: {people.Count} people, received by {reached}, seen by {seen}"),
            Each: people);
    }

    static PersonTold Person(CaseFile file, Notification told, bool alarmed, DateTimeOffset now)
    {
        var channels = file.Delay.Deliveries[told.Id].Select(Elsewhere);
        var all = (told.User is null ? channels : channels.Prepend(Console(told, alarmed || now - told.CreatedAt > ConfirmsWithin))).ToList();
        var (answer, mark) = Response(told.Response);
        return new(Who(file, told), mark ?? Best(all), all, answer, mark is null ? null : told.RespondedAt);
    }

    static Wording Who(CaseFile file, Notification told) => told.User is { } user
        ? Same(file.NameOf($"PractitionerRole/{user}"))
        : file.Numbers(told).FirstOrDefault()?.Label ?? new("un numéro de téléphone", "a telephone number");

    /// <summary>A name is the same in every language.</summary>
    public static Wording Same(string name) => new(name, name);

    /// <summary>The pathway's words for the telephone number that was told.</summary>
    static IEnumerable<EscalationTarget> Numbers(this CaseFile file, Notification told) =>
        file.EscalationOf(told.Role).Levels.SelectMany(level => level.Targets).Where(target => target.Kind == EscalationTargetKind.Telephone && target.ToString() == told.Target);

    static Mark Best(List<ChannelTold> channels) => FurthestFirst.FirstOrDefault(mark => channels.Exists(channel => channel.Mark == mark), Mark.Sent);

    static ChannelTold Console(Notification told, bool late)
    {
        var (mark, at) = told switch
        {
            { DisplayedAt: { } seen } => (Mark.Displayed, seen),
            { DeliveredAt: { } received } => (Mark.Delivered, received),
            _ => (late ? Mark.NeverDelivered : Mark.Sent, (DateTimeOffset?)null),
        };
        var word = mark.Word();
        return new(
            new("application", "application"), mark,
            told.Devices > 1 ? new($"{word.French} ({told.Devices} appareils)", $"{word.English} ({told.Devices} devices)") : word, at);
    }

    static ChannelTold Elsewhere(Delivery told)
    {
        var (mark, result) = told.State switch
        {
            "delivered" => (Mark.Delivered, new Wording("remise", "delivered")),
            "sent" => (Mark.Sent, new("envoyée", "sent")),
            "sending" => (Mark.Sent, new("en cours d’envoi", "being sent")),
            "queued" when told.Attempt > 0 => (Mark.NeverDelivered, new("échec, nouvel essai prévu", "failed, to be tried again")),
            "queued" => (Mark.Sent, new("en file", "queued")),
            "withdrawn" => (Mark.Ended, new("retirée", "withdrawn")),
            "unreachable" => (Mark.NeverDelivered, new("injoignable", "unreachable")),
            _ => (Mark.NeverDelivered, new("échec", "failed")),
        };
        var tries = told.Attempt > 1 ? new Wording($"{result.French} ({told.Attempt} essais)", $"{result.English} ({told.Attempt} tries)") : result;
        return new(Channel(told.Channel), mark, tries, told.DeliveredAt ?? told.EndedAt ?? told.SentAt ?? told.CreatedAt);
    }

    static Wording Channel(string channel) => channel switch
    {
        "sms" => new("SMS", "text message"),
        "voice" => new("appel", "call"),
        "email" => new("e-mail", "e-mail"),
        "push" => new("notification", "push"),
        _ => new("hors application", "outside the application"),
    };

    static (Wording? Words, Mark? Mark) Response(string? response) => response switch
    {
        "accepted" => (new("prise", "taken"), Mark.Held),
        "declined" => (new("déclinée", "declined"), Mark.Silenced),
        "undefined" => (new("sans réponse", "no answer"), null),
        "withdrawn" => (new("retirée", "withdrawn"), null),
        _ => (null, null),
    };

    static TrailEntry Alarm(CaseFile file, TechnicalAlarm alarm)
    {
        var name = file.NameOf($"PractitionerRole/{alarm.User}");
        return new(alarm.At, Mark.Incident, new(
            $"Alarme technique : aucun appareil de {name} ne confirme. La coordination est prévenue.", $"Technical alarm: no device of {name} confirms. The coordinators are told."));
    }

    static IEnumerable<TrailEntry> Passed(CaseFile file, PassedOver passed, bool named)
    {
        var last = file.EscalationOf(passed.Role).Levels.Count - 1;
        var told = file.Delay.Notifications.FirstOrDefault(one => one.Task == passed.Task && one.CreatedAt == passed.At)?.Level;
        for (var level = Math.Max(0, (told ?? last) - passed.Levels); level < (told ?? last + 1); level++)
        {
            var title = file.LevelTitle(passed.Role, level, withRole: named);
            yield return new(passed.At, Mark.Incident, new($"{title.French} : personne. Le niveau suivant est prévenu aussitôt.", $"{title.English}: nobody. The next level is told at once."));
        }
    }

    /// <summary>The numbers outside the hub that have been told and not been relieved: the requester is to call them.</summary>
    public static IReadOnlyList<CallOutside> Calls(this CaseFile file) =>
    [
        .. from told in file.Delay.Notifications
           where told.User is null && told.Response is null
           from number in file.Numbers(told)
           group number by number.Name into same
           select new CallOutside(same.First().Label ?? new("numéro du parcours", "the pathway’s number"), same.Key),
    ];
}
