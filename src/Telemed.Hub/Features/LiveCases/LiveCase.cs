using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core.Stroke;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.LiveCases;

/// <summary>A case with everything that joined it, as far as the caller reaches it.</summary>
sealed record LiveCase(CaseFile File, IReadOnlyList<Stored> Joined)
{
    static readonly string[] Types = ["Task", "Observation", "QuestionnaireResponse", "Communication", "DocumentReference", "Procedure", "ServiceRequest"];

    public TwinClock Clock => new(
        File.Pathway.Milestones,
        All<FhirTask>().Select(one => one.Resource).Where(task => MilestoneTask.CodeOf(task) is not null && MilestoneTask.At(task) is not null)
            .ToDictionary(task => MilestoneTask.CodeOf(task)!, task => MilestoneTask.At(task)!.Value));

    /// <summary>The further roles: Tasks that are part of the living one and coded as a role of the pathway.</summary>
    public IEnumerable<(string Id, FhirTask Task)> Roles => All<FhirTask>().Where(one => one.Resource.PartOf.Count > 0 && RoleOf(one.Resource) is not null);

    public (string Id, FhirTask Task)? Assistance => All<FhirTask>().Where(one => AssistTreatment.Is(one.Resource)).Select(one => ((string, FhirTask)?)one).LastOrDefault();

    public string? RoleOf(FhirTask task) => task.Code?.Coding.Select(coding => coding.Code).FirstOrDefault(code => File.Pathway.RoleOf(code) is not null);

    public IEnumerable<(string Id, T Resource)> All<T>() where T : Resource =>
        Joined.Where(stored => stored.Type == typeof(T).Name).Select(stored => (stored.Id, stored.As<T>()));

    /// <summary>Completes cases with what joined them, in two queries for all.</summary>
    public static async Task<IReadOnlyList<LiveCase>> Complete(FhirStore store, NpgsqlDataSource db, Caller caller, IReadOnlyList<CaseFile> files, CancellationToken cancel)
    {
        if (files.Count == 0) return [];
        List<(string Circle, string Reference)> joined;
        await using (var connection = await db.OpenConnectionAsync(cancel))
            joined = [.. await connection.QueryAsync<(string, string)>(new(
                """
                select c.circle, r.type || '/' || r.id from hub.access_content c join fhir.resource r on r.key = c.key
                where c.circle = any(@requests) and r.type = any(@types) and not r.deleted order by r.key
                """,
                new { requests = files.Select(file => file.Task.Request).ToArray(), types = Types }, cancellationToken: cancel))];
        var parts = (await store.ReadMany(caller, joined.Select(one => one.Reference), cancel)).ToDictionary(one => one.Reference);
        return [.. files.Select(file => new LiveCase(file, [.. joined.Where(one => one.Circle == file.Task.Request).Select(one => parts.GetValueOrDefault(one.Reference)).OfType<Stored>()]))];
    }
}
