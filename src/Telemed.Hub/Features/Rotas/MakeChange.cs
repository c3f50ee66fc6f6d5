using System.Text.Json;
using Hl7.Fhir.Model;
using Telemed.Core;
using Telemed.Core.Calendars;
using Telemed.Core.OnCall;
using Telemed.Fhir;
using Telemed.Fhir.Search;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Rotas;

/// <summary>What the page's forms do: each is a write of Slots through the store, as any software would send it.</summary>
static class MakeChange
{
    static readonly Wording Dates = new("Il faut un début et une fin.", "Needs a start and an end.");

    /// <summary>Reads a form of the page; a refusal when it is not filled.</summary>
    public static (IReadOnlyList<RotaSlot> Slots, Refusal? Refusal) Read(string kind, string schedule, TimeZoneInfo zone, IFormCollection form, Caller caller)
    {
        var person = form["person"].ToString() is { Length: > 0 } named ? named : caller.Account;
        var by = form["by"].ToString() is { Length: > 0 } other ? other : null;
        var reason = form["reason"].ToString() is { Length: > 0 } said ? said : null;
        RotaSlot Slot(RotaChange change, bool proposed = false, string? pair = null) => new(schedule, change, !proposed, proposed, pair, reason);
        if (kind == "swap") return Swap(form, caller.Account, (change, pair) => Slot(change, proposed: true, pair));
        if (Period(form, zone) is not { } during) return ([], RotaRefusals.Broken(Dates));
        return kind switch
        {
            "leave" => ([Slot(new RotaChange.Leave("", during, person, by))], null),
            "replace" => ([Slot(new RotaChange.Replace("", during, person, by ?? caller.Account))], null),
            _ => ([Slot(new RotaChange.Add("", during, person, int.TryParse(form["rank"], out var rank) ? rank : 1))], null),
        };
    }

    public static async Task<Refusal?> Write(FhirStore store, Caller caller, IReadOnlyList<RotaSlot> slots, CancellationToken cancel)
    {
        var drafts = slots.Select(slot => Draft(slot.ToSlot())).ToList();
        var (_, _, refusal) = await store.Write(caller, drafts, _ => [], cancel);
        return refusal;
    }

    /// <summary>Accepts or withdraws a change; of a swap with two halves, both.</summary>
    public static async Task<Refusal?> Decide(FhirStore store, Caller caller, string slotId, bool holds, CancellationToken cancel)
    {
        var (stored, refusal) = await store.Read(caller, new Reference("Slot", slotId), cancel);
        if (refusal is not null || RotaSlot.Read(stored!.As<Slot>()).Change is not { } change) return refusal ?? Refusal.NotFound($"Slot/{slotId}");
        List<(Slot Slot, int Version)> halves = [(stored.As<Slot>(), stored.Version)];
        if (change.Pair is { } pair)
        {
            var (found, _) = await store.Find(caller, SearchQuery.Parse(store.Parameters, "Slot", $"identifier={RotaSlot.PairSystem}|{pair}", strict: true).Query!, cancel);
            halves = [.. found!.Matches.Select(half => (half.As<Slot>(), half.Version))];
        }
        var drafts = halves.Select(half => Draft((RotaSlot.Read(half.Slot).Change! with { Holds = holds, Proposed = false }).ToSlot(), half.Version)).ToList();
        (_, _, refusal) = await store.Write(caller, drafts, _ => [], cancel);
        return refusal;
    }

    static (IReadOnlyList<RotaSlot> Slots, Refusal? Refusal) Swap(IFormCollection form, string me, Func<RotaChange, string?, RotaSlot> slot)
    {
        if (Given(form["give"].ToString()) is not (_, { } mine)) return ([], RotaRefusals.Broken(new("Choisissez le tour que vous donnez.", "Choose the shift you give.")));
        if (Given(form["take"].ToString()) is not ({ } other, { } theirs)) return ([], RotaRefusals.Broken(new("Choisissez le tour que vous prenez.", "Choose the shift you take.")));
        var pair = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
        return ([slot(new RotaChange.Swap("", mine, me, other), pair), slot(new RotaChange.Swap("", theirs, me, other), pair)], null);
    }

    /// <summary>A shift as a choice of the form carries it: account, start and end.</summary>
    public static string Value(GivenShift shift) => $"{shift.Person.Account}|{shift.During.Start.UtcDateTime:O}|{shift.During.End.UtcDateTime:O}";

    static (string? Account, Span? During) Given(string value) =>
        value.Split('|') is [var account, var start, var end] && DateTimeOffset.TryParse(start, out var from) && DateTimeOffset.TryParse(end, out var to) && from < to
            ? (account, new Span(from, to))
            : (null, null);

    static Span? Period(IFormCollection form, TimeZoneInfo zone) =>
        DateTime.TryParse(form["from"], out var from) && DateTime.TryParse(form["to"], out var to) ? new Span(WallClock.Reaches(zone, from), WallClock.Reaches(zone, to)) : null;

    static Draft Draft(Slot slot, int? version = null)
    {
        using var json = JsonDocument.Parse(ResourceBody.Write(slot));
        return new Draft(version is null ? WriteKind.Create : WriteKind.Update, "Slot", version is null ? null : slot.Id) { Json = json.RootElement.Clone(), IfMatch = version };
    }
}
