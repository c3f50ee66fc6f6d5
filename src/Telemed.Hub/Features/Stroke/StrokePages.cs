using System.Globalization;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Stroke;

/// <summary>The pages of a stroke: start the alert, the alert itself, the board of those it is for, the figures.</summary>
static class StrokePages
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<ReadAlerts>();
        services.AddSingleton<ReadFigures>();
        services.AddSingleton<AlertActs>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/alerts", Start);
        routes.MapPost("/alerts", Submit);
        routes.MapGet("/alerts/{id}", async (string id, Caller caller, ReadAlerts alerts, CancellationToken cancel) =>
            await alerts.One(caller, id, cancel) is { } view ? PageResults.Show<AlertPage>(new { View = view }) : PageResults.Missing());
        foreach (var act in AlertActs.Names)
            routes.MapPost($"/alerts/{{id}}/{act}", (string id, IFormCollection form, Caller caller, ReadAlerts alerts, AlertActs acts, PathwayList pathways, TimeProvider clock, CancellationToken cancel) =>
                Do(id, act, form, caller, alerts, acts, pathways, clock, cancel));
        routes.MapGet("/alerts/{id}/documents/{document}", Document);
        routes.MapGet("/board", async (Caller caller, ReadAlerts alerts, CancellationToken cancel) =>
        {
            var head = await alerts.Head(caller, cancel);
            return PageResults.Show<BoardPage>(new { Alerts = await alerts.Active(caller, cancel), Epoch = head.Epoch.ToString(), Cursor = head.Seq });
        });
        routes.MapGet("/board/cards", async (Caller caller, ReadAlerts alerts, CancellationToken cancel) => PageResults.Show<BoardCards>(new { Alerts = await alerts.Active(caller, cancel) }));
        routes.MapGet("/figures", Figures);
    }

    static async Task<IResult> Start(Caller caller, ReadAlerts alerts, PathwayList pathways, CancellationToken cancel) =>
        MayAlert(caller, pathways) ? PageResults.Show<StartPage>(new { Active = await alerts.Active(caller, cancel), Stroke = pathways.Stroke() }) : PageResults.Missing();

    static async Task<IResult> Submit(IFormCollection form, Caller caller, FhirStore store, ReadAlerts alerts, PathwayList pathways, TimeProvider clock, CancellationToken cancel)
    {
        if (!MayAlert(caller, pathways)) return PageResults.Missing();
        var (request, refusal) = await StartAlert.Run(store, caller, pathways.Stroke()!, form, clock.GetUtcNow(), cancel);
        return request is not null
            ? new SeeOther($"/alerts/{request}")
            : PageResults.Show<StartPage>(
                new { Active = await alerts.Active(caller, cancel), Stroke = pathways.Stroke(), Posted = form, Refusal = string.Join(" ", refusal!.Outcome.Issue.Select(issue => issue.Words().French)) }, refusal.Status);
    }

    static async Task<IResult> Do(
        string id, string act, IFormCollection form, Caller caller, ReadAlerts alerts, AlertActs acts, PathwayList pathways, TimeProvider clock, CancellationToken cancel)
    {
        if (await alerts.One(caller, id, cancel) is not { } view) return PageResults.Missing();
        if (await acts.Do(act, view, pathways.Stroke()!, form, caller, clock.GetUtcNow(), cancel) is not { } refusal)
            return new SeeOther(form["to"] == "board" ? "/board" : act is "decline" or "release" ? "/board" : $"/alerts/{id}{Anchor(act)}");
        return PageResults.Show<AlertPage>(new { View = await alerts.One(caller, id, cancel) ?? view, Refusal = refusal.Outcome.Issue[0].Words(), Posted = form, Act = act }, refusal.Status);
    }

    static string Anchor(string act) => act switch
    {
        "message" => "#messages",
        "document" => "#documents",
        "nihss" => "#nihss",
        "checklist" => "#checklist",
        _ => "",
    };

    static async Task<IResult> Document(string id, string document, Caller caller, ReadAlerts alerts, HttpContext http, CancellationToken cancel)
    {
        if (await alerts.One(caller, id, cancel) is not { } view || view.Documents.All(known => known.Id != document) || await alerts.Document(caller, document, cancel) is not { Data: { } bytes } found)
            return PageResults.Missing();
        // Never shown inside a page of ours: what somebody else made is only ever saved.
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.File(bytes, found.ContentType ?? "application/octet-stream", found.Title ?? document);
    }

    static async Task<IResult> Figures(string? from, string? until, Caller caller, ReadFigures figures, PathwayList pathways, TimeProvider clock, CancellationToken cancel)
    {
        if (Viewer.Of(caller, pathways) is not ({ Watches: true } or { Coordinates: true })) return PageResults.Missing();
        var today = Language.Today(clock.GetUtcNow());
        var (first, last) = (Day(from) ?? today.AddYears(-1).AddDays(1), Day(until) ?? today);
        if (first > last) (first, last) = (last, first);
        return await figures.Of(Language.StartOf(first), Language.StartOf(last.AddDays(1)), cancel) is { } found
            ? PageResults.Show<FiguresPage>(new { Figures = found, From = first, Until = last })
            : PageResults.Missing();
    }

    static DateOnly? Day(string? said) => DateOnly.TryParseExact(said, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    static bool MayAlert(Caller caller, PathwayList pathways) => pathways.Stroke()?.MayBeAskedBy(caller.Professions, caller.Duties) == true;
}
