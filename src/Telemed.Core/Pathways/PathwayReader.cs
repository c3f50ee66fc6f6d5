using Hl7.Fhir.Model;

namespace Telemed.Core.Pathways;

/// <summary>Turns the files of one folder into a pathway, or into every fault found in them. Pure: texts in, reading out.</summary>
public static class PathwayReader
{
    /// <summary>Reads one pathway.</summary>
    /// <param name="folder">Folder name, which the pathway bears as PlanDefinition.id.</param>
    /// <param name="files">File names and their contents.</param>
    public static PathwayReading Read(string folder, IReadOnlyDictionary<string, string> files)
    {
        var faults = new FaultLog();
        var pathway = PathwayFiles.Parse(folder, files, faults) is { } parsed ? Build(folder, parsed, faults) : null;
        return pathway is not null && faults.Faults.Count == 0 ? new([pathway], []) : new([], faults.Faults);
    }

    static Pathway? Build(string folder, PathwayFiles files, FaultLog faults)
    {
        var plan = files.Resources.OfType<PlanDefinition>().First();
        var at = files.PlaceOf(plan);
        Header(folder, plan, at, faults);
        foreach (var each in files.Resources.OfType<Questionnaire>()) QuestionnaireRules.Check(each, files.PlaceOf(each), faults);

        var steps = new PathwaySteps(plan, files, at, faults);
        steps.CheckCodes();
        var (form, closeOut) = (steps.Form("request"), steps.Form("close-out"));
        if (form is null || closeOut is null) return null;
        QuestionnaireRules.FitsInThreeMinutes(form, files.PlaceOf(form), faults);
        var (scale, checklist) = (steps.OptionalForm("assess"), steps.OptionalForm("checklist"));
        if (scale is not null && Stroke.NihssForm.Is(scale)) Stroke.NihssForm.Check(scale, files.PlaceOf(scale), faults);

        return new()
        {
            Name = folder,
            Url = plan.Url ?? "",
            Version = plan.Version ?? "",
            Plan = plan,
            Title = Reading.Words(plan.TitleElement, at["title"], faults),
            Requesters = steps.Requesters(),
            RequesterDuty = (plan.GetExtension(PathwayTerms.RequesterDuty)?.Value as Code)?.Value,
            RequesterReach = Reach(plan, at, faults),
            Pool = Pool(plan, at, faults),
            Form = form,
            Headline = Headline(plan, form, at, faults),
            PhotoViews = steps.PhotoViews(),
            UrgencyClasses = steps.UrgencyClasses(),
            Roles = steps.Roles(),
            Outcomes = steps.Outcomes(),
            ReadWithin = steps.ReadWithin(),
            CloseOut = closeOut,
            Milestones = steps.Milestones(),
            Scale = scale,
            Checklist = checklist is null ? null : CareSteps.Checklist(checklist, files.PlaceOf(checklist), faults),
            Rules = Rules(files, faults),
            Visit = steps.OptionalForm("visit"),
            OwnReport = steps.OptionalForm("own-report"),
            LegalAct = LegalAct(plan, at, faults),
            FurtherActs = [.. plan.Topic.SelectMany(t => t.Coding).Where(c => c.System == PathwayTerms.LegalAct).Skip(1)],
            ConsentRequired = Reading.Extension<FhirBoolean>(plan, PathwayTerms.Emergency, at, faults)?.Value != true,
            PauseAllowed = Reading.Extension<FhirBoolean>(plan, PathwayTerms.PauseAllowed, at, faults)?.Value == true,
            Resources = [.. files.Resources],
        };
    }

    static void Header(string folder, PlanDefinition plan, Place at, FaultLog faults)
    {
        if (plan.Id != folder) faults.Add(at["id"], $"'{plan.Id}' must be the name of its folder, '{folder}'");
        if (!Uri.TryCreate(plan.Url, UriKind.Absolute, out _)) faults.Add(at["url"], "is missing or not an absolute url");
        if (string.IsNullOrWhiteSpace(plan.Version)) faults.Add(at["version"], "is missing: running requests keep the version they began with");
        if (plan.Status != PublicationStatus.Active) faults.Add(at["status"], "must be 'active': what is not ready does not belong here");
        foreach (var (url, i) in plan.Extension.Select((e, i) => (e.Url, i)).Where(e => PathwayTerms.IsMisspelt(e.Url)))
        {
            faults.Add(at["extension", i]["url"], $"'{url}' is no extension of a pathway");
        }
    }

    static Monitoring.RuleSet? Rules(PathwayFiles files, FaultLog faults)
    {
        if (files.Resources.OfType<PlanDefinition>().FirstOrDefault(Monitoring.RuleSetReader.Is) is not { } plan) return null;
        var reading = Monitoring.RuleSetReader.Read(files.PlaceOf(plan).File, plan);
        foreach (var fault in reading.Faults) faults.Add(new(fault.File, fault.Element), fault.Reason);
        return reading.Rules;
    }

    static RequesterReach Reach(PlanDefinition plan, Place at, FaultLog faults)
    {
        var code = Reading.Extension<Code>(plan, PathwayTerms.RequesterReach, at, faults)?.Value;
        if (code is not (null or "person" or "organization"))
        {
            faults.Add(at[$"extension('{PathwayTerms.RequesterReach}').valueCode"], $"'{code}' is not one of person, organization");
        }

        return code == "organization" ? RequesterReach.Organization : RequesterReach.Person;
    }

    static Identifier Pool(PlanDefinition plan, Place at, FaultLog faults)
    {
        var pool = Reading.Extension<Identifier>(plan, PathwayTerms.Pool, at, faults);
        if (pool is not null && (string.IsNullOrEmpty(pool.System) || string.IsNullOrEmpty(pool.Value)))
        {
            faults.Add(
                at[$"extension('{PathwayTerms.Pool}').valueIdentifier"], "needs a system and a value: they identify the HealthcareService");
        }

        return pool ?? new();
    }

    static List<string> Headline(PlanDefinition plan, Questionnaire form, Place at, FaultLog faults)
    {
        var named = plan.Extension.Where(e => e.Url == PathwayTerms.Headline)
            .Select(e => (e.Value as FhirString)?.Value ?? "").ToList();
        foreach (var unknown in named.Except(QuestionnaireForm.Flatten(form.Item).Select(item => item.LinkId)))
        {
            faults.Add(at[$"extension('{PathwayTerms.Headline}').valueString"], $"the form has no item '{unknown}'");
        }

        return named;
    }

    static Coding LegalAct(PlanDefinition plan, Place at, FaultLog faults)
    {
        var act = plan.Topic.SelectMany(t => t.Coding).FirstOrDefault(c => c.System == PathwayTerms.LegalAct);
        var wrong = plan.Topic.SelectMany(t => t.Coding).FirstOrDefault(c => c.System == PathwayTerms.LegalAct && !PathwayTerms.LegalActs.Contains(c.Code));
        if (act is null || wrong is not null)
        {
            var known = string.Join(", ", PathwayTerms.LegalActs);
            faults.Add(at["topic"], $"must name one of {PathwayTerms.LegalAct}: {known}; found '{wrong?.Code}'");
        }

        return act ?? new();
    }
}
