using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.PlanDefinition;

namespace Telemed.Core.Pathways;

/// <summary>Reads the actions of a PlanDefinition: each is one step of the pathway, found by its code.</summary>
sealed class PathwaySteps(PlanDefinition plan, PathwayFiles files, Place at, FaultLog faults)
{
    /// <summary>Every action is a step the hub knows, and none stands twice: a misspelt one would silently do nothing.</summary>
    public void CheckCodes()
    {
        CheckCodes(plan.Action, at, ["request", "urgency", "role", "assess", "checklist", "milestones", "answer", "acknowledge", "close-out", "visit", "own-report"], repeats: "role");
        foreach (var (group, place) in Each(plan.Action, at).Where(a => Code(a.Action, PathwayTerms.Step) == "urgency"))
        foreach (var (urgency, classPlace) in Each(group.Action, place))
        {
            CheckCodes(urgency.Action, classPlace, ["accept", "reply"]);
            CheckLevels(urgency, classPlace);
        }

        foreach (var (role, place) in Each(plan.Action, at).Where(a => Code(a.Action, PathwayTerms.Step) == "role"))
        {
            CheckCodes(role.Action, place, ["accept"]);
            CheckLevels(role, place);
        }
    }

    void CheckLevels(ActionComponent parent, Place at)
    {
        foreach (var (step, place) in Each(parent.Action, at).Where(a => Code(a.Action, PathwayTerms.Step) is "accept" or "reply"))
        {
            CheckCodes(step.Action, place, ["level"], repeats: "level");
            foreach (var misspelt in step.Extension.Where(e => PathwayTerms.IsMisspelt(e.Url))) faults.Add(place["extension"], $"'{misspelt.Url}' is no extension of a pathway");
        }
    }

    /// <summary>The questionnaire a step is done with; null after a fault.</summary>
    public Questionnaire? Form(string step)
    {
        if (Find(plan.Action, at, step) is not var (action, place)) return null;
        return files.Resolve<Questionnaire>(
            (action.Definition as Canonical)?.Value, q => q.Url, q => q.Version, place["definitionCanonical"], faults);
    }

    /// <summary>The milestones of care; none where the pathway has no such step.</summary>
    public IReadOnlyList<Milestone> Milestones() =>
        Find(plan.Action, at, "milestones", quiet: true) is var (action, place) ? CareSteps.Milestones(action, place, faults) : [];

    /// <summary>The questionnaire of a step that need not be there.</summary>
    public Questionnaire? OptionalForm(string step) => Find(plan.Action, at, step, quiet: true) is null ? null : Form(step);

    public HashSet<string> Requesters()
    {
        if (Find(plan.Action, at, "request", quiet: true) is not var (action, place)) return [];
        var codes = new HashSet<string>();
        foreach (var (participant, i) in action.Participant.Select((p, i) => (p, i)))
        {
            var code = participant.Role is { } role ? Profession.Of([role]) : null;
            if (code is null || !Profession.Known.ContainsKey(code))
            {
                faults.Add(place["participant", i]["role"], $"'{code}' is not a profession of {Profession.System}");
            }
            else if (!codes.Add(code))
            {
                faults.Add(place["participant", i]["role"], $"'{code}' stands here a second time");
            }
        }

        if (action.Participant.Count == 0) faults.Add(place["participant"], "is empty: at least one profession must be able to ask");
        return codes;
    }

    public IReadOnlyList<PhotoView> PhotoViews()
    {
        if (Find(plan.Action, at, "request", quiet: true) is not var (action, place)) return [];
        return Codes(action.Input, place, "input", "Media", "view") is var (codes, list)
            ? CodedLists.PhotoViews(codes, list, faults)
            : [];
    }

    public IReadOnlyList<Outcome> Outcomes()
    {
        if (Find(plan.Action, at, "answer") is not var (action, place)) return [];
        if (Codes(action.Output, place, "output", "DiagnosticReport", "conclusionCode") is var (codes, list))
        {
            return CodedLists.Outcomes(codes, list, faults);
        }

        if (action.Output.Count == 0) faults.Add(place["output"], "is missing: a DiagnosticReport whose conclusionCode is bound to the outcomes");
        return [];
    }

    public TimeSpan ReadWithin() => Find(plan.Action, at, "acknowledge") is var (action, place)
        ? Reading.Time(action.Timing, place["timingDuration"], faults)
        : TimeSpan.Zero;

    public IReadOnlyList<UrgencyClass> UrgencyClasses()
    {
        if (Find(plan.Action, at, "urgency") is not var (group, place)) return [];
        var classes = Each(group.Action, place).Select(each => Urgency(each.Action, each.At)).ToList();
        if (classes.Count == 0) faults.Add(place["action"], "is empty: at least one urgency class is needed");

        foreach (var same in classes.Select((c, i) => (c.Priority, i)).GroupBy(c => c.Priority).Where(g => g.Count() > 1))
        {
            faults.Add(place["action", same.Last().i]["priority"], "another urgency class already has this priority");
        }

        return [.. classes.OrderBy(c => Requests.MedicalPriority.Rank(c.Priority))];
    }

    UrgencyClass Urgency(ActionComponent action, Place place)
    {
        var code = Code(action, PathwayTerms.Urgency);
        if (code is null) faults.Add(place["code"], $"is missing: a code of {PathwayTerms.Urgency} names the class");
        if (action.Priority is null) faults.Add(place["priority"], "is missing: routine, urgent, asap or stat");

        var accept = Clock(action, place, "accept");
        var reply = Clock(action, place, "reply");
        if (accept > reply && reply > TimeSpan.Zero)
        {
            faults.Add(place["action"], $"accepting may take {accept} but the reply is due after {reply}");
        }

        var label = Reading.Words(action.TitleElement, place["title"], faults);
        return new(code ?? "", action.Priority ?? RequestPriority.Routine, label, accept, reply, Levels(action, place), Reminders(action, place, reply)) { AcceptStamps = AcceptStamps(action, place) };
    }

    /// <summary>The roles asked for beside the one that answers.</summary>
    public IReadOnlyList<PathwayRole> Roles()
    {
        var roles = Each(plan.Action, at).Where(a => Code(a.Action, PathwayTerms.Step) == "role").Select(each => Role(each.Action, each.At)).ToList();
        if (roles.Select(role => role.Code).Distinct().Count() < roles.Count) faults.Add(at["action"], "two roles have the same code");
        return roles;
    }

    PathwayRole Role(ActionComponent action, Place place)
    {
        var code = Code(action, PathwayTerms.Role);
        if (code is null) faults.Add(place["code"], $"is missing: a code of {PathwayTerms.Role} names the role");
        if (action.GetExtension(PathwayTerms.Pool)?.Value is not Identifier { System: PathwayTerms.Pools, Value: { Length: > 0 } } pool)
        {
            faults.Add(place[$"extension('{PathwayTerms.Pool}')"], $"must be an identifier of {PathwayTerms.Pools}: it says who takes the role");
            pool = new();
        }

        var title = Reading.Words(action.TitleElement, place["title"], faults);
        return new(code ?? "", title, pool, Clock(action, place, "accept"), Levels(action, place)) { AcceptStamps = AcceptStamps(action, place) };
    }

    Escalation Levels(ActionComponent parent, Place place) => Find(parent.Action, place, "accept", quiet: true) is var (accept, at)
        ? EscalationReader.Read(accept, at, faults)
        : new([]);

    string? AcceptStamps(ActionComponent parent, Place place)
    {
        if (Find(parent.Action, place, "accept", quiet: true) is not var (accept, here) || accept.GetExtension(PathwayTerms.AcceptStamps) is not { } extension) return null;
        var code = (extension.Value as Code)?.Value;
        var known = Find(plan.Action, at, "milestones", quiet: true) is var (milestones, _) ? milestones.Action.Select(milestone => Code(milestone, PathwayTerms.Milestone)) : [];
        if (code is null || !known.Contains(code)) faults.Add(here[$"extension('{PathwayTerms.AcceptStamps}').valueCode"], $"'{code}' is no milestone of this pathway");
        return code;
    }

    Escalation Reminders(ActionComponent urgency, Place place, TimeSpan within) => Find(urgency.Action, place, "reply", quiet: true) is var (reply, at)
        ? ReplyReader.Read(reply, at, within, faults)
        : new([]);

    TimeSpan Clock(ActionComponent urgency, Place at, string step) => Find(urgency.Action, at, step) is var (action, place)
        ? Reading.Time(action.Timing, place["timingDuration"], faults)
        : TimeSpan.Zero;

    (CodeSystem Codes, Place At)? Codes(
        List<DataRequirement> requirements, Place place, string list, string type, string path)
    {
        foreach (var (requirement, i) in requirements.Select((r, i) => (r, i)).Where(r => r.r.TypeElement?.JsonValue as string == type))
        {
            var filter = requirement.CodeFilter.FindIndex(f => f.Path == path);
            if (filter < 0)
            {
                faults.Add(place[list, i]["codeFilter"], $"is missing: path '{path}' with the value set it is taken from");
                return null;
            }

            var named = requirement.CodeFilter[filter].ValueSet;
            var codes = files.Resolve<CodeSystem>(
                named, c => c.ValueSet, c => c.Version, place[list, i]["codeFilter", filter]["valueSet"], faults);
            return codes is null ? null : (codes, files.PlaceOf(codes));
        }

        return null;
    }

    void CheckCodes(List<ActionComponent> actions, Place parent, string[] known, string? repeats = null)
    {
        var seen = new HashSet<string>();
        foreach (var (action, place) in Each(actions, parent))
        {
            var code = Code(action, PathwayTerms.Step);
            if (code is null || !known.Contains(code))
            {
                faults.Add(place["code"], $"'{code}' is no step here: expected {string.Join(", ", known)}");
            }
            else if (!seen.Add(code) && code != repeats)
            {
                faults.Add(place["code"], $"step '{code}' stands here a second time");
            }
        }
    }

    static IEnumerable<(ActionComponent Action, Place At)> Each(List<ActionComponent> actions, Place parent) =>
        actions.Select((action, i) => (action, parent["action", i]));

    (ActionComponent Action, Place At)? Find(List<ActionComponent> actions, Place at, string step, bool quiet = false)
    {
        var found = actions.FindIndex(a => Code(a, PathwayTerms.Step) == step);
        if (found >= 0) return (actions[found], at["action", found]);
        if (!quiet) faults.Add(at["action"], $"has no step '{step}' ({PathwayTerms.Step})");
        return null;
    }

    static string? Code(ActionComponent action, string system) =>
        action.Code.SelectMany(c => c.Coding).FirstOrDefault(c => c.System == system)?.Code;
}
