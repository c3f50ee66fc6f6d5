using System.Globalization;
using System.Text;
using Telemed.Fhir.Rest;
using Telemed.Hub.Features.Inbox;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>The cell's pages: whom they watch, whom to call today, what a month was.</summary>
static class CellPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/cell", async (string? show, string? word, int? page, Caller caller, ReadActiveFile file, InboxLog inbox, CancellationToken cancel) =>
        {
            var head = await inbox.Head(caller.Account, cancel);
            return PageResults.Show<ActiveFilePage>(new { View = await file.Of(caller, show, word, page ?? 1, cancel), Epoch = head.Epoch.ToString(), Cursor = head.Seq });
        });
        routes.MapGet("/cell/now", async (string? show, string? word, int? page, Caller caller, ReadActiveFile file, CancellationToken cancel) =>
            PageResults.Show<ActiveFileNow>(new { View = await file.Of(caller, show, word, page ?? 1, cancel) }));
        routes.MapGet("/cell/day", async (Caller caller, ReadDaySheet sheet, CancellationToken cancel) => PageResults.Show<DaySheetPage>(new { View = await sheet.Of(caller, cancel) }));
        routes.MapPost("/cell/hand-over", async (IFormCollection form, Caller caller, ReadDaySheet sheet, CancellationToken cancel) =>
            await sheet.HandOver(caller, form, cancel) is { } refusal
                ? PageResults.Show<DaySheetPage>(new { View = await sheet.Of(caller, cancel), Refusal = refusal.Outcome.Issue[0].Words() }, refusal.Status)
                : new SeeOther("/cell/day"));
        routes.MapGet("/cell/month", async (string? month, int? page, Caller caller, ReadMonth record, PathwayList pathways, TimeProvider clock, CancellationToken cancel) =>
            MayRecord(caller, pathways) ? PageResults.Show<MonthPage>(new { View = await record.Of(caller, Month(month, clock), page ?? 1, cancel) }) : PageResults.Missing());
        routes.MapGet("/cell/month.csv", async (string? month, Caller caller, ReadMonth record, PathwayList pathways, Language l, TimeProvider clock, CancellationToken cancel) =>
            MayRecord(caller, pathways)
                ? Results.Text(await record.Csv(caller, Month(month, clock), l, cancel), "text/csv", Encoding.UTF8)
                : PageResults.Missing());
        routes.MapGet("/cell/month.json", async (string? month, Caller caller, ReadMonth record, PathwayList pathways, TimeProvider clock, CancellationToken cancel) =>
            MayRecord(caller, pathways) ? FhirResult.Of(await record.Report(caller, Month(month, clock), cancel)) : PageResults.Missing());
    }

    /// <summary>What is claimed for a month is the cell's and the coordination's to see.</summary>
    static bool MayRecord(Caller caller, PathwayList pathways) => Viewer.Of(caller, pathways) is { Monitors: true } or { Coordinates: true };

    static DateOnly Month(string? said, TimeProvider clock) =>
        DateOnly.TryParseExact($"{said}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
            ? month
            : Language.Today(clock.GetUtcNow()) is var today ? new DateOnly(today.Year, today.Month, 1) : default;
}
