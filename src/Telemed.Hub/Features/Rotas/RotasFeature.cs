using Npgsql;
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
    }

    public static void Schedule(IQuartzBuilder jobs)
    {
        jobs.Every<FindGaps>(FindGaps.Every);
        jobs.Every<AnnounceShifts>(AnnounceShifts.Every);
    }

    public static void Map(IEndpointRouteBuilder signedIn) =>
        signedIn.MapGet("/on-call", async (DateTimeOffset? at, NpgsqlDataSource db, TimeProvider clock, CancellationToken cancel) =>
            Results.Json(await GetOnCall.At((at ?? clock.GetUtcNow()).ToUniversalTime(), db, cancel)));
}
