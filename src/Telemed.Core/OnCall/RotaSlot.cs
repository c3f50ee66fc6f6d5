using Hl7.Fhir.Model;
using Telemed.Core.Calendars;

namespace Telemed.Core.OnCall;

/// <summary>
/// A change to a rota as a FHIR Slot of its Schedule. The status says how far it has come: <c>busy</c> and <c>busy-unavailable</c>
/// (leave) hold, <c>busy-tentative</c> is a swap that the other has not accepted, <c>entered-in-error</c> holds no more.
/// https://hl7.org/fhir/R4/slot.html
/// </summary>
/// <param name="Schedule">Reference to the Schedule.</param>
/// <param name="Holds">False while proposed, and once withdrawn.</param>
/// <param name="Proposed">A swap that waits for the other's consent.</param>
/// <param name="Pair">What joins the two halves of a swap: I take yours, you take mine. Null when there is one half only.</param>
/// <param name="Reason">Free text, never about a patient; null when none was given.</param>
public sealed record RotaSlot(string Schedule, RotaChange Change, bool Holds, bool Proposed, string? Pair, string? Reason)
{
    /// <summary>System of the identifier that the two halves of a swap share.</summary>
    public const string PairSystem = "urn:telemed:swap";

    /// <summary>
    /// Complex extension on Slot: <c>kind</c> (replace, add, swap, leave), <c>person</c>, <c>by</c> (references), <c>rank</c> (positiveInt).
    /// </summary>
    public const string ChangeExtension = "https://telemed.example/fhir/StructureDefinition/rota-change";

    static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>True when the Slot says that it changes a rota.</summary>
    public static bool Is(Slot slot) => slot.GetExtension(ChangeExtension) is not null;

    /// <summary>The change, or everything wrong with it.</summary>
    public static (RotaSlot? Change, IReadOnlyList<Fault> Faults) Read(Slot slot)
    {
        const string at = $"Slot.extension('{ChangeExtension}')";
        var faults = new List<Fault>();
        var extension = slot.GetExtension(ChangeExtension);
        var kind = (extension?.GetExtension("kind")?.Value as Code)?.Value;
        var (person, by) = (Account(extension?.GetExtension("person")?.Value), Account(extension?.GetExtension("by")?.Value));
        if (kind is not ("replace" or "add" or "swap" or "leave"))
            faults.Add(new($"{at}.extension('kind').valueCode", new($"« {kind} » n’est pas l’un de : replace, add, swap, leave.", $"'{kind}' is not one of: replace, add, swap, leave.")));
        if (person is null) faults.Add(new($"{at}.extension('person')", new("Il manque la personne (PractitionerRole).", "The person is missing (PractitionerRole).")));
        if (kind is "replace" or "swap" && by is null)
            faults.Add(new($"{at}.extension('by')", new("Il manque l’autre personne (PractitionerRole).", "The other person is missing (PractitionerRole).")));
        if (person is not null && person == by) faults.Add(new($"{at}.extension('by')", new("C’est deux fois la même personne.", "This is the same person twice.")));
        if (slot.Start is not { } start || slot.End is not { } end || start >= end || end - start > Longest)
            faults.Add(new("Slot.end", new("La fin doit suivre le début, d’un an au plus.", "The end must come after the start, by a year at the most.")));
        if (faults.Count > 0) return (null, faults);

        var (id, during) = (slot.Id ?? "", new Span(slot.Start!.Value.ToUniversalTime(), slot.End!.Value.ToUniversalTime()));
        RotaChange change = kind switch
        {
            "replace" => new RotaChange.Replace(id, during, person!, by!),
            "swap" => new RotaChange.Swap(id, during, person!, by!),
            "leave" => new RotaChange.Leave(id, during, person!, by),
            _ => new RotaChange.Add(id, during, person!, (extension!.GetExtension("rank")?.Value as PositiveInt)?.Value ?? 1),
        };
        return (new RotaSlot(
            slot.Schedule?.Reference ?? "", change, slot.Status is Slot.SlotStatus.Busy or Slot.SlotStatus.BusyUnavailable,
            slot.Status == Slot.SlotStatus.BusyTentative && kind == "swap", slot.Identifier.Find(one => one.System == PairSystem)?.Value, slot.Comment), []);
    }

    /// <summary>The Slot that says this.</summary>
    public Slot ToSlot()
    {
        var extension = new Extension { Url = ChangeExtension };
        var (kind, person, by) = Change switch
        {
            RotaChange.Replace replace => ("replace", replace.Person, replace.By),
            RotaChange.Swap swap => ("swap", swap.Person, swap.With),
            RotaChange.Leave leave => ("leave", leave.Person, leave.By),
            var add => ("add", add.People[0], null),
        };
        extension.AddExtension("kind", new Code(kind));
        extension.AddExtension("person", new ResourceReference($"PractitionerRole/{person}"));
        if (by is not null) extension.AddExtension("by", new ResourceReference($"PractitionerRole/{by}"));
        if (Change is RotaChange.Add { Rank: var rank }) extension.AddExtension("rank", new PositiveInt(rank));
        return new Slot
        {
            Id = Change.Id.Length == 0 ? null : Change.Id,
            Extension = [extension],
            Identifier = Pair is null ? [] : [new Identifier(PairSystem, Pair)],
            Schedule = new ResourceReference(Schedule),
            Status = !Holds ? Proposed ? Slot.SlotStatus.BusyTentative : Slot.SlotStatus.EnteredInError : kind == "leave" ? Slot.SlotStatus.BusyUnavailable : Slot.SlotStatus.Busy,
            Start = Change.During.Start.ToUniversalTime(),
            End = Change.During.End.ToUniversalTime(),
            Comment = Reason,
        };
    }

    /// <summary>The account a reference to a PractitionerRole names; null for anything else.</summary>
    internal static string? Account(DataType? value) =>
        (value as ResourceReference)?.Reference is { } reference && reference.StartsWith("PractitionerRole/", StringComparison.Ordinal)
            ? reference["PractitionerRole/".Length..]
            : null;
}
