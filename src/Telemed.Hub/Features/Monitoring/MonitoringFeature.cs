using Telemed.Fhir.Store;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>Patients watched at home: enrolled, measured, looked at by rules, alarmed for.</summary>
static class MonitoringFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<IWriteRule, EnrolPatient>();
        services.AddSingleton<IWriteRule, KeepCarePlan>();
        services.AddSingleton<IWriteRule, CareTeamMembers>();
        services.AddSingleton<IWriteRule, TakeMeasurement>();
        services.AddSingleton<IWriteRule, KeepCall>();
        services.AddSingleton<IWriteRule, KeepTreatment>();
        services.AddSingleton<IWriteRule, LetCareTeamIn>();
        services.AddSingleton<RaiseAlarm>();
        services.AddSingleton<EndMonitoring>();
        services.AddSingleton<KeepJumps>();
        services.AddSingleton<EvaluateDue>();
        services.AddSingleton<ReadMonitoring>();
        services.AddSingleton<ReadActiveFile>();
        services.AddSingleton<ReadDaySheet>();
        services.AddSingleton<ReadMonth>();
        services.AddSingleton<ChangePlan>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        MonitoringPages.Map(routes);
        CellPages.Map(routes);
    }
}
