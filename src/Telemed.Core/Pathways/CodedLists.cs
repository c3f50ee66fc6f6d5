using Hl7.Fhir.Model;

namespace Telemed.Core.Pathways;

/// <summary>The two coded lists of a pathway, each a CodeSystem of its folder: photo views and outcomes.</summary>
static class CodedLists
{
    public static IReadOnlyList<PhotoView> PhotoViews(CodeSystem codes, Place at, FaultLog faults) =>
        [.. Concepts(codes, at, faults).Select(c => new PhotoView(
            codes.Url!,
            c.Concept.Code!,
            Reading.Words(c.Concept.DisplayElement, c.At["display"], faults),
            Short(c, faults),
            Text(c, "instruction", faults),
            Property<FhirBoolean>(c, "required", faults)?.Value ?? true))];

    public static IReadOnlyList<Outcome> Outcomes(CodeSystem codes, Place at, FaultLog faults)
    {
        var outcomes = Concepts(codes, at, faults).Select(c => new Outcome(
            codes.Url!,
            c.Concept.Code!,
            Reading.Words(c.Concept.DisplayElement, c.At["display"], faults),
            Effect(c, faults),
            Text(c, "template", faults)) { AlarmWas = AlarmWas(c, faults) }).ToList();

        if (!outcomes.Exists(o => o.Answers))
        {
            faults.Add(at["concept"], "no outcome answers the question: at least one needs effect 'closes' or 'orientation'");
        }

        return outcomes;
    }

    static OutcomeEffect Effect(Entry entry, FaultLog faults)
    {
        var effect = Property<Code>(entry, "effect", faults)?.Value;
        if (effect is not (null or "closes" or "more-photos" or "orientation"))
        {
            faults.Add(entry.At["property('effect').valueCode"], $"'{effect}' is not one of closes, more-photos, orientation");
        }

        return effect switch
        {
            "more-photos" => OutcomeEffect.AsksMorePhotos,
            "orientation" => OutcomeEffect.NeedsOrientation,
            _ => OutcomeEffect.Closes,
        };
    }

    static string? AlarmWas(Entry entry, FaultLog faults)
    {
        if (entry.Concept.Property.All(p => p.Code != "alarm-was")) return null;
        var was = Property<Code>(entry, "alarm-was", faults)?.Value;
        if (was is not (null or "true" or "false" or "unknown")) faults.Add(entry.At["property('alarm-was').valueCode"], $"'{was}' is not one of true, false, unknown");
        return was;
    }

    static List<Entry> Concepts(CodeSystem codes, Place at, FaultLog faults)
    {
        var entries = codes.Concept.Select((concept, i) => new Entry(concept, at["concept", i])).ToList();
        if (string.IsNullOrEmpty(codes.Url)) faults.Add(at["url"], "is missing: it is the system of every code");
        if (entries.Count == 0) faults.Add(at["concept"], "is empty: at least one code is needed");

        foreach (var twice in entries.GroupBy(e => e.Concept.Code).SelectMany(same => same.Skip(1)))
        {
            faults.Add(twice.At["code"], $"'{twice.Concept.Code}' stands here a second time");
        }

        return entries;
    }

    static Wording Text(Entry entry, string code, FaultLog faults) => Property<FhirString>(entry, code, faults) is { } text
        ? Reading.Words(text, entry.At[$"property('{code}').valueString"], faults)
        : new("", "");

    static Wording Short(Entry entry, FaultLog faults)
    {
        var at = entry.At["designation('short').value"];
        var found = entry.Concept.Designation.Find(d => d.Use is { System: PathwayTerms.DesignationUse, Code: "short" });
        var name = Reading.Words(found?.ValueElement, at, faults);
        foreach (var words in new[] { name.French, name.English }.Distinct().Where(words => words.Length > PhotoView.LongestShort))
        {
            faults.Add(at, $"'{words}' is longer than the {PhotoView.LongestShort} characters a button has room for");
        }

        return name;
    }

    static T? Property<T>(Entry entry, string code, FaultLog faults)
        where T : DataType
    {
        if (entry.Concept.Property.FirstOrDefault(p => p.Code == code)?.Value is T value) return value;
        faults.Add(entry.At[$"property('{code}')"], $"'{entry.Concept.Code}' needs a property '{code}' of type {typeof(T).Name}");
        return null;
    }

    sealed record Entry(CodeSystem.ConceptDefinitionComponent Concept, Place At);
}
