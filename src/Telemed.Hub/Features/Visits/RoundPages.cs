using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Visits;

/// <summary>
/// The nurse's round on a phone. The page is empty and may be kept offline; whom it is about comes apart, and is kept encrypted. A visit
/// leaves as the same Bundle any software sends, by the way that requests take.
/// </summary>
static class RoundPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/round", (Caller caller, PathwayList pathways) =>
            Viewer.Of(caller, pathways).Visits && pathways.All.FirstOrDefault(pathway => pathway.Visit is not null) is { Visit: { } form }
                ? PageResults.Show<RoundPage>(new { Form = form, Author = caller.Agent })
                : PageResults.Missing());
        routes.MapGet("/round/patients", async (Caller caller, PathwayList pathways, ReadRound round, Language l, CancellationToken cancel) =>
            Viewer.Of(caller, pathways).Visits ? Results.Json(await round.Of(caller, l, cancel)) : Results.NotFound());
    }
}
