using System.Runtime.Serialization;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Evaluation;
using Telemed.Core.Calendars;
using Telemed.Core.OnCall;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;
using CoreSpan = Telemed.Core.Calendars.Span;

namespace Telemed.Hub.Features.Rotas;

/// <summary>What an import came to.</summary>
/// <param name="Written">Changes made.</param>
/// <param name="Known">Entries whose change stands already.</param>
/// <param name="Refused">Entries that could not be, each with its reason.</param>
public sealed record Imported(int Written, int Known, IReadOnlyList<(DateTimeOffset Start, string Reason)> Refused);

/// <summary>
/// Entries of somebody's own calendar become their leave, or additional shifts, on every rota they take turns on. Repeating entries are
/// followed for a year. The same file twice changes nothing. What an entry is called is not kept.
/// </summary>
static class ImportCalendar
{
    public const int MostBytes = 1_000_000;
    const int MostEntries = 300;

    public static async Task<(Imported? Done, Refusal? Refusal)> Run(
        FhirStore store, Caller caller, IReadOnlyList<RotaOnFile> rotas, string kind, string text, DateTimeOffset now, CancellationToken cancel)
    {
        if (Read(text, now) is not { } entries)
            return (null, RotaRefusals.Broken(new("Ce fichier n’est pas un calendrier iCalendar (.ics).", "This file is no iCalendar file (.ics).")));
        var (written, known, refused) = (0, 0, new List<(DateTimeOffset, string)>());
        foreach (var rota in rotas.Where(rota => rota.Rota.People.Contains(caller.Account)))
            foreach (var (from, to) in entries)
            {
                var during = new CoreSpan(At(from, rota.Rota.Zone), At(to, rota.Rota.Zone));
                RotaChange change = kind == "shift" ? new RotaChange.Add("", during, caller.Account, 1) : new RotaChange.Leave("", during, caller.Account, null);
                if (during.End <= now) continue;
                if (rota.Changes.Any(other => other with { Id = "" } == change)) known++;
                else if (await MakeChange.Write(store, caller, [new RotaSlot(rota.Schedule, change, true, false, null, null)], cancel) is { } refusal)
                    refused.Add((during.Start, refusal.Outcome.Issue[0].Diagnostics ?? ""));
                else written++;
            }
        return (new(written, known, refused), null);
    }

    // Null for what is no calendar: the library says so with whichever exception it meets first.
    static List<(CalDateTime From, CalDateTime To)>? Read(string text, DateTimeOffset now)
    {
        try
        {
            var (from, to) = (new CalDateTime(now.UtcDateTime, CalDateTime.UtcTzId), new CalDateTime(now.UtcDateTime.AddDays(366), CalDateTime.UtcTzId));
            return Calendar.Load(text) is not { } calendar ? null : [.. calendar.GetOccurrences<CalendarEvent>(from).TakeWhileBefore(to).Take(MostEntries)
                .Where(occurrence => occurrence.Period.EffectiveEndTime is not null)
                .Select(occurrence => (occurrence.Period.StartTime, occurrence.Period.EffectiveEndTime!))];
        }
        catch (Exception broken) when (broken is SerializationException or FormatException or ArgumentException or InvalidOperationException or OverflowException or EvaluationException)
        {
            return null;
        }
    }

    // A whole day, and a time of no zone, are of the hospital's wall.
    static DateTimeOffset At(CalDateTime time, TimeZoneInfo zone) =>
        time.HasTime && !time.IsFloating ? new DateTimeOffset(time.AsUtc, TimeSpan.Zero) : WallClock.Reaches(zone, time.Value);
}
