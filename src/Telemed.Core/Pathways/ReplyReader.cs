using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.PlanDefinition;

namespace Telemed.Core.Pathways;

/// <summary>
/// Reads the levels under a step <c>reply</c>: who is reminded that an answer is owed, when and on what. They tell once each, and the last
/// of them is a person who watches: nobody's answer is late unseen.
/// </summary>
static class ReplyReader
{
    static readonly string[] OfAcceptance = [PathwayTerms.Repeat, PathwayTerms.Interval];

    public static Escalation Read(ActionComponent reply, Place at, TimeSpan within, FaultLog faults)
    {
        if (reply.Action.Count == 0) return new([WhenDue(within)]);
        if (reply.GetExtension(PathwayTerms.OpenHours) is not null) faults.Add(at["extension"], "the reply is promised to the requester: its levels count every hour");
        var levels = reply.Action.Select((action, i) => Level(action, at["action", i], faults)).ToList();
        EscalationReader.CheckOrder(levels, at["action"], faults);
        if (levels[^1].After < within) faults.Add(at["action"], $"the last level comes after {levels[^1].After}, when the answer is not due yet: nobody would hear that it is late");
        if (levels[^1].Targets.All(target => target.Kind is EscalationTargetKind.Pool or EscalationTargetKind.Part or EscalationTargetKind.CareTeam))
        {
            faults.Add(at["action"], "the last level must end at a person who watches (a rota or a duty)");
        }

        return new(levels);
    }

    /// <summary>Where the file says nothing: who holds the request and the coordinators, when the answer is due.</summary>
    static EscalationLevel WhenDue(TimeSpan within) => new(
        within, new("Réponse due", "Answer due"),
        [new(EscalationTargetKind.Part, PathwayTerms.HolderPart), new(EscalationTargetKind.Duty, "coordinator")], ["console"]);

    static EscalationLevel Level(ActionComponent action, Place at, FaultLog faults)
    {
        var targets = EscalationReader.Extensions(action, PathwayTerms.Target, at).Select(each => EscalationReader.Target(each.Extension, each.At, faults)).ToList();
        if (targets.Count == 0) faults.Add(at[$"extension('{PathwayTerms.Target}')"], "is missing: a level tells somebody");
        if (targets.Exists(target => target.Kind == EscalationTargetKind.Telephone)) faults.Add(at[$"extension('{PathwayTerms.Target}')"], "a level of the reply tells people, not a telephone");
        foreach (var refused in action.Extension.Where(e => OfAcceptance.Contains(e.Url) || PathwayTerms.IsMisspelt(e.Url)))
        {
            faults.Add(at["extension"], $"'{refused.Url}' is no extension of a level of the reply");
        }

        return new(
            Reading.Time(action.Timing, at["timingDuration"], faults), Reading.Words(action.TitleElement, at["title"], faults), targets, EscalationReader.Channels(action, at, faults));
    }
}
