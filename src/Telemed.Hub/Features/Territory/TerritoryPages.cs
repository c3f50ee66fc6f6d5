using Telemed.Core;
using Telemed.Fhir;
using Telemed.Hub.Features.Inbox;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Territory;

/// <summary>The coordinator's page, and the part of it that changes.</summary>
static class TerritoryPages
{
    static readonly Wording NotYours = new("Cette page est celle de la coordination du territoire.", "This page is the territory coordination's.");

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<ReadPeople>();
        services.AddSingleton<ReadTerritory>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/territory", async (Caller caller, ReadTerritory territory, InboxLog inbox, CancellationToken cancel) =>
        {
            if (!IsTheirs(caller)) return PageResults.Refused(Refusal.Forbidden(NotYours.ToString()), "/");
            var head = await inbox.Head(caller.Account, cancel);
            return PageResults.Show<TerritoryPage>(new { View = await territory.Now(caller, cancel), Epoch = head.Epoch.ToString(), Cursor = head.Seq });
        });
        routes.MapGet("/territory/now", async (Caller caller, ReadTerritory territory, CancellationToken cancel) =>
            IsTheirs(caller) ? PageResults.Show<TerritoryNow>(new { View = await territory.Now(caller, cancel) }) : Results.NotFound());
    }

    static bool IsTheirs(Caller caller) => caller.Has("coordinator") || caller.Has("admin");
}
