using Hl7.Fhir.Model;
using Telemed.Core;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Visits;

/// <summary>The page where a caregiver makes a patient's link, and the page behind it.</summary>
static class OwnReportPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/own-links/{id}", (string id, Caller caller, OwnLinks links, CancellationToken cancel) => Show(id, caller, links, null, cancel));
        routes.MapPost("/own-links/{id}", async (string id, IFormCollection _, Caller caller, OwnLinks links, HttpContext http, CancellationToken cancel) =>
            await links.Find(caller, id, cancel) is var (patient, _)
                ? await Show(id, caller, links, $"{http.Request.Scheme}://{http.Request.Host}/own/{await links.Create(caller, patient, cancel)}", cancel)
                : PageResults.Missing());
        routes.MapPost("/own-links/{id}/revoke", async (string id, IFormCollection _, Caller caller, OwnLinks links, CancellationToken cancel) =>
        {
            if (await links.Find(caller, id, cancel) is not var (patient, _)) return PageResults.Missing();
            await links.Revoke(caller, patient, cancel);
            return new SeeOther($"/own-links/{id}");
        });
    }

    /// <param name="anyone">The link is all the proof there is: no session, no cookie, and so nothing that a foreign page could borrow.</param>
    public static void MapOpen(IEndpointRouteBuilder anyone)
    {
        var own = anyone.MapGroup("/own/{link}").AllowAnonymous().DisableAntiforgery().RequireRateLimiting(LimitOwnLinks.Policy);
        own.MapGet("", Form);
        own.MapPost("", Take);
    }

    static async Task<IResult> Show(string id, Caller caller, OwnLinks links, string? made, CancellationToken cancel)
    {
        if (await links.Find(caller, id, cancel) is not var (patient, _)) return PageResults.Missing();
        return PageResults.Show<OwnLinkPage>(new { Id = id, Name = patient.As<Patient>().Identity()?.Name ?? "", Link = await links.Of(patient.Reference, cancel), Made = made });
    }

    static async Task<IResult> Form(string link, OwnLinks links, PathwayList pathways, TimeProvider clock, HttpContext http, CancellationToken cancel)
    {
        Hide(http);
        return await links.Holder(link, Language.Today(clock.GetUtcNow()), cancel) is var (_, pathway, saidToday) && pathways.Find(pathway)?.OwnReport is { } form
            ? PageResults.Show<OwnReportPage>(new { Form = saidToday ? null : form, Said = saidToday })
            : Over();
    }

    static async Task<IResult> Take(string link, IFormCollection posted, OwnLinks links, FhirStore store, PathwayList pathways, TimeProvider clock, HttpContext http, CancellationToken cancel)
    {
        Hide(http);
        var now = clock.GetUtcNow();
        if (await links.Holder(link, Language.Today(now), cancel) is not var (patient, pathway, _) || pathways.Find(pathway)?.OwnReport is not { } form) return Over();
        return await OwnReport.Take(store, patient, form, posted, now, cancel) switch
        {
            null => PageResults.Show<OwnReportPage>(new { Thanks = true }),
            { Status: StatusCodes.Status409Conflict } => PageResults.Show<OwnReportPage>(new { Said = true }, StatusCodes.Status409Conflict),
            { Status: StatusCodes.Status422UnprocessableEntity } refusal => PageResults.Show<OwnReportPage>(new { Form = form, Posted = posted, Problem = refusal.Outcome.Issue[0].Words() }, refusal.Status),
            var refusal => PageResults.Show<OwnReportPage>(new { Form = form, Posted = posted, Problem = new Wording("Cela n’est pas passé. Réessayez dans une minute.", "That did not go through. Try again in a minute.") }, refusal.Status),
        };
    }

    // One answer for a link that is forged, over or revoked: it says nothing of any patient.
    static IResult Over() => PageResults.Show<OwnReportPage>(new { }, StatusCodes.Status410Gone);

    static void Hide(HttpContext http)
    {
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers["X-Robots-Tag"] = "noindex";
        http.Response.Headers.CacheControl = "no-store";
    }
}
