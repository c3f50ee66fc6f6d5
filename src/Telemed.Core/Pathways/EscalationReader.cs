using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.PlanDefinition;

namespace Telemed.Core.Pathways;

/// <summary>Reads the levels under a step <c>accept</c>: who is told, when, on what, how often.</summary>
static class EscalationReader
{
    static readonly string[] Known = ["console", "push", "sms", "voice", "email", "any"];

    public static Escalation Read(ActionComponent accept, Place at, FaultLog faults)
    {
        var levels = new List<EscalationLevel>();
        foreach (var (action, i) in accept.Action.Select((action, i) => (action, i))) levels.AddRange(Level(action, at["action", i], i == 0, faults));
        Check(levels, at["action"], faults);
        return new(levels, (accept.GetExtension(PathwayTerms.OpenHours)?.Value as FhirBoolean)?.Value == true);
    }

    // Targets told one after the other are as many levels: what happens is the same, and there is one thing to understand.
    static IEnumerable<EscalationLevel> Level(ActionComponent action, Place at, bool first, FaultLog faults)
    {
        var title = Reading.Words(action.TitleElement, at["title"], faults);
        if (first && action.Timing is not null) faults.Add(at["timingDuration"], "the first level is told at once: it has no delay");
        var after = first ? TimeSpan.Zero : Reading.Time(action.Timing, at["timingDuration"], faults);
        var targets = Extensions(action, PathwayTerms.Target, at).Select(each => Target(each.Extension, each.At, faults)).ToList();
        if (targets.Count == 0) faults.Add(at[$"extension('{PathwayTerms.Target}')"], "is missing: a level tells somebody");
        var channels = Channels(action, at, faults);
        var repeat = Time(action, PathwayTerms.Repeat, at, faults);
        foreach (var misspelt in action.Extension.Where(e => PathwayTerms.IsMisspelt(e.Url))) faults.Add(at["extension"], $"'{misspelt.Url}' is no extension of a pathway");

        EscalationLevel Of(TimeSpan told, IReadOnlyList<EscalationTarget> who) => new(told, title, who, channels, repeat);
        return Time(action, PathwayTerms.Interval, at, faults) is { } interval
            ? targets.Select((target, i) => Of(after + interval * i, [target]))
            : [Of(after, targets)];
    }

    public static void CheckOrder(List<EscalationLevel> levels, Place at, FaultLog faults)
    {
        foreach (var (before, after) in levels.Zip(levels.Skip(1)).Where(pair => pair.Second.After <= pair.First.After))
        {
            faults.Add(at, $"levels must follow each other: one is told after {before.After}, the next after {after.After}");
        }
    }

    static void Check(List<EscalationLevel> levels, Place at, FaultLog faults)
    {
        if (levels.Count == 0)
        {
            faults.Add(at, "is empty: at least one level says who is told");
            return;
        }

        CheckOrder(levels, at, faults);
        if (levels.Exists(level => level.Targets.Any(target => target.Kind == EscalationTargetKind.Part)))
        {
            faults.Add(at, $"a level of {PathwayTerms.Parts} reminds of an answer: nobody holds a request that waits");
        }

        if (levels[^1].Targets.All(target => target.Kind is EscalationTargetKind.Pool or EscalationTargetKind.CareTeam))
        {
            faults.Add(at, "the last level must end at a person or a telephone (a rota, a duty or a number): a pool or a care team may be empty");
        }
    }

    /// <summary>Whom a level tells.</summary>
    public static EscalationTarget Target(Extension extension, Place at, FaultLog faults)
    {
        var rank = (extension.GetExtension("rank")?.Value as PositiveInt)?.Value ?? 1;
        switch (extension.GetExtension("who")?.Value)
        {
            case Identifier { System: PathwayTerms.Rotas, Value: { Length: > 0 } rota }: return new(EscalationTargetKind.Rota, rota, rank);
            case Identifier { System: PathwayTerms.Pools, Value: { Length: > 0 } pool }: return new(EscalationTargetKind.Pool, pool);
            case Identifier { System: PathwayTerms.Duties, Value: { Length: > 0 } duty }: return new(EscalationTargetKind.Duty, duty);
            case Identifier { System: PathwayTerms.CareTeam, Value: { } role } when PathwayTerms.CareTeamRoles.Contains(role): return new(EscalationTargetKind.CareTeam, role);
            case Identifier { System: PathwayTerms.CareTeam, Value: var unknown }:
                faults.Add(at["extension('who').valueIdentifier.value"], $"'{unknown}' is no role of a care team: expected {string.Join(", ", PathwayTerms.CareTeamRoles)}");
                return new(EscalationTargetKind.CareTeam, "");
            case Identifier { System: PathwayTerms.Parts, Value: PathwayTerms.HolderPart or PathwayTerms.RequesterPart } part: return new(EscalationTargetKind.Part, part.Value);
            case ContactPoint { System: ContactPoint.ContactPointSystem.Phone, Value: { Length: > 0 } number }:
                var label = Reading.Words(extension.GetExtension("label")?.Value as FhirString, at["extension('label').valueString"], faults);
                return new(EscalationTargetKind.Telephone, number, Label: label);
            default:
                faults.Add(at["extension('who')"], $"must be an identifier of {PathwayTerms.Rotas}, {PathwayTerms.Pools}, {PathwayTerms.Duties} or {PathwayTerms.CareTeam}, or a telephone number");
                return new(EscalationTargetKind.Pool, "");
        }
    }

    /// <summary>On what a level tells; the console alone where it does not say.</summary>
    public static IReadOnlyList<string> Channels(ActionComponent action, Place at, FaultLog faults)
    {
        var codes = Extensions(action, PathwayTerms.Channel, at).Select(each => Channel(each.Extension, each.At, faults)).ToList();
        return codes is [] ? ["console"] : codes;
    }

    static string Channel(Extension extension, Place at, FaultLog faults)
    {
        var code = (extension.Value as Code)?.Value;
        if (code is null || !Known.Contains(code)) faults.Add(at["valueCode"], $"'{code}' is no channel: expected {string.Join(", ", Known)}");
        return code ?? "";
    }

    static TimeSpan? Time(ActionComponent action, string url, Place at, FaultLog faults) =>
        action.GetExtension(url) is { } extension ? Reading.Time(extension.Value as DataType, at[$"extension('{url}').valueDuration"], faults) : null;

    public static IEnumerable<(Extension Extension, Place At)> Extensions(ActionComponent action, string url, Place at) =>
        action.Extension.Select((extension, i) => (extension, at["extension", i])).Where(each => each.extension.Url == url);
}
