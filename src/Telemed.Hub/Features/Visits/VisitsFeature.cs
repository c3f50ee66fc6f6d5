using Telemed.Fhir.Store;

namespace Telemed.Hub.Features.Visits;

/// <summary>Patients at home seen by a nurse, and heard of by themselves.</summary>
static class VisitsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<IWriteRule, KeepVisit>();
        services.AddSingleton<ReadRound>();
        OwnLinkOptions.Add(services);
        services.AddSingleton<OwnLinks>();
        services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.AddPolicy<string, LimitOwnLinks>(LimitOwnLinks.Policy);
        });
    }

    public static void Map(IEndpointRouteBuilder signedIn)
    {
        RoundPages.Map(signedIn);
        OwnReportPages.Map(signedIn);
    }
}
