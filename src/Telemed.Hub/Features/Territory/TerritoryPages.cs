using Telemed.Core;
using Telemed.Fhir;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Territory;

/// <summary>The coordinator's page.</summary>
static class TerritoryPages
{
    static readonly Wording NotYours = new("Cette page est celle de la coordination du territoire.", "This page is the territory coordination's.");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/territory", async (Caller caller, ReadTerritory territory, CancellationToken cancel) =>
        caller.Has("coordinator") || caller.Has("admin")
            ? PageResults.Show<TerritoryPage>(new { View = await territory.Now(caller, cancel) })
            : PageResults.Refused(Refusal.Forbidden(NotYours.ToString()), "/"));
}
