using Hl7.Fhir.Model;
using Telemed.Core.Calendars;

namespace Telemed.Core.OnCall;

/// <summary>
/// A rota as a FHIR Schedule: who it is for is its actor, when it begins and ends its planning horizon, how it turns our extension.
/// https://hl7.org/fhir/R4/schedule.html
/// </summary>
public static class RotaSchedule
{
    /// <summary>System of the identifier whose value is the name of the rota.</summary>
    public const string System = "urn:telemed:rota";

    /// <summary>
    /// Complex extension on Schedule: <c>time-zone</c> (code), <c>hand-over</c> (time), <c>turn</c> and <c>person-turn</c> (Duration in
    /// d or wk), <c>needed</c> (positiveInt), <c>never-empty</c> (boolean), and <c>site</c>, repeated in the order of turns: an
    /// <c>organization</c> and its <c>person</c>s (references).
    /// </summary>
    public const string Turns = "https://telemed.example/fhir/StructureDefinition/rota";

    const string At = $"Schedule.extension('{Turns}')";

    /// <summary>The name of the rota; null when the Schedule is none.</summary>
    public static string? NameOf(Schedule schedule) => schedule.Identifier.Find(identifier => identifier.System == System)?.Value;

    /// <summary>The rota, or everything wrong with it.</summary>
    public static (Rota? Rota, IReadOnlyList<Fault> Faults) Read(Schedule schedule)
    {
        var faults = new List<Fault>();
        if (schedule.GetExtension(Turns) is not { } turns)
            return (null, [new("Schedule.extension", new($"Il manque l’extension {Turns}.", $"The extension {Turns} is missing."))]);

        var zone = OpeningHours.Zone(turns, "time-zone", At, faults);
        var turn = Days(turns, "turn", faults);
        var personTurn = turns.GetExtension("person-turn") is null ? turn : Days(turns, "person-turn", faults);
        if (turn > 0 && personTurn > 0 && turn % personTurn != 0)
            faults.Add(new($"{At}.extension('person-turn')", new("Le tour d’un site n’est pas un multiple de celui d’une personne.", "The turn of a site is no multiple of that of a person.")));
        if (!TimeOnly.TryParse((turns.GetExtension("hand-over")?.Value as Time)?.Value, out var handOver))
            faults.Add(new($"{At}.extension('hand-over').valueTime", new("Il manque l’heure de relève, telle que 08:30:00.", "The time of hand-over is missing, such as 08:30:00.")));
        if (!DateOnly.TryParse(schedule.PlanningHorizon?.Start?.Split('T')[0], out var first))
            faults.Add(new("Schedule.planningHorizon.start", new("Il manque le premier jour.", "The first day is missing.")));
        var sites = Sites(turns, faults);
        if (faults.Count > 0) return (null, faults);

        var name = NameOf(schedule) ?? "";
        return (new Rota
        {
            Name = name, Title = Title(schedule, name), Zone = zone!, HandOver = handOver, FirstTurn = first, TurnDays = turn, PersonDays = personTurn, Sites = sites,
            Needed = (turns.GetExtension("needed")?.Value as PositiveInt)?.Value ?? 1,
            NeverEmpty = (turns.GetExtension("never-empty")?.Value as FhirBoolean)?.Value == true,
            End = DateOnly.TryParse(schedule.PlanningHorizon!.End?.Split('T')[0], out var last) ? WallClock.Reaches(zone!, last.ToDateTime(handOver)) : null,
        }, []);
    }

    static Wording Title(Schedule schedule, string name)
    {
        var french = schedule.Comment ?? schedule.Actor.Select(actor => actor.Display).FirstOrDefault() ?? name;
        return new(french, schedule.CommentElement?.English() ?? french);
    }

    static int Days(Extension turns, string name, List<Fault> faults)
    {
        if (turns.GetExtension(name)?.Value is Duration { Value: { } value, Code: "d" or "wk" } duration && value == Math.Floor(value) && value is > 0 and <= 366)
            return (int)value * (duration.Code == "wk" ? 7 : 1);
        faults.Add(new(
            $"{At}.extension('{name}').valueDuration", new("Il faut un nombre entier de jours (d) ou de semaines (wk).", "Needs a whole number of days (d) or weeks (wk).")));
        return 0;
    }

    static List<RotaSite> Sites(Extension turns, List<Fault> faults)
    {
        var sites = turns.Extension.Where(part => part.Url == "site").Select(site => new RotaSite(
            (site.GetExtension("organization")?.Value as ResourceReference)?.Reference,
            [.. site.Extension.Where(part => part.Url == "person").Select(part => RotaSlot.Account(part.Value)).OfType<string>()])).ToList();
        if (sites.Count == 0 || sites.Exists(site => site.People.Count == 0))
            faults.Add(new($"{At}.extension('site')", new("Il faut au moins un site, et au moins une personne dans chacun.", "Needs a site at the least, and a person in each.")));
        foreach (var twice in sites.SelectMany(site => site.People).GroupBy(person => person).Where(group => group.Count() > 1))
            faults.Add(new($"{At}.extension('site')", new($"{twice.Key} y figure deux fois.", $"{twice.Key} stands in it twice.")));
        return sites;
    }
}
