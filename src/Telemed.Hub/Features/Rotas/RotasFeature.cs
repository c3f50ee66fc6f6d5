using Quartz;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Rotas;

/// <summary>Rotas: who is on call, the changes to it, its hand-overs and its calendar.</summary>
static class RotasFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<IWriteRule, RotaRule>();
        services.AddSingleton<IWriteRule, OpeningHoursRule>();
        services.AddSingleton<OpenRequests>();
        services.AddSingleton<HandOvers>();
        services.AddSingleton<ReadRotas>();
    }

    public static void Schedule(IQuartzBuilder jobs)
    {
        jobs.Every<FindGaps>(FindGaps.Every);
        jobs.Every<AnnounceShifts>(AnnounceShifts.Every);
        jobs.Every<FindSilence>(FindSilence.Every);
    }

    public static void Map(IEndpointRouteBuilder signedIn) => RotaPages.Map(signedIn);

    /// <summary>What somebody's own calendar asks for: it cannot sign in.</summary>
    public static void MapFeed(IEndpointRouteBuilder routes) => routes.MapGet($"{CalendarFeed.Address}/{{secret}}.ics", CalendarFeed.Read).AllowAnonymous();
}
