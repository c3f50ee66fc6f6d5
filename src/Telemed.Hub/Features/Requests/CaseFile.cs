using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core.Pathways;
using Telemed.Fhir.Search;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Requests;

/// <summary>
/// Everything of a request's case that the caller reaches: what the pages show. Read for many requests at once in a fixed number of
/// queries, under the one access rule, with a trace for each resource.
/// </summary>
sealed class CaseFile
{
    public required Stored Stored { get; init; }
    public required LivingTask Task { get; init; }
    public required IReadOnlyList<Stored> Contents { get; init; }
    public required IReadOnlyDictionary<string, PractitionerRole> Roles { get; init; }
    public required Delay Delay { get; init; }

    public Pathway Pathway => Task.Pathway;

    /// <summary>Who is told until somebody accepts a Task of the request.</summary>
    /// <param name="role">Code of the further role it is for; empty for the living Task.</param>
    public Escalation EscalationOf(string role) => Pathway.RoleOf(role)?.Escalation ?? Task.Urgency.Escalation;

    /// <summary>Null once the request is over, for a pool that did not hold it.</summary>
    public ServiceRequest? Request => All<ServiceRequest>().FirstOrDefault();

    /// <summary>Null without a therapeutic link.</summary>
    public Patient? Patient => All<Patient>().FirstOrDefault();

    public QuestionnaireResponse? Form => All<QuestionnaireResponse>().FirstOrDefault(form => form.Questionnaire?.Split('|')[0] == Pathway.Form.Url);

    public QuestionnaireResponse? Survey => All<QuestionnaireResponse>().FirstOrDefault(form => form.Questionnaire?.Split('|')[0] == Pathway.CloseOut.Url);

    /// <summary>In the order of the pathway's views, then those that came later.</summary>
    public IEnumerable<Media> Photos => All<Media>().OrderBy(photo => Pathway.PhotoViews.TakeWhile(view => !RequestContents.Shows(photo, view)).Count());

    public IEnumerable<Provenance> Transitions => All<Provenance>().OrderBy(transition => transition.Recorded);

    public IEnumerable<Communication> Messages => All<Communication>().OrderBy(message => message.Sent);

    /// <summary>The opinion: the report that concludes.</summary>
    public DiagnosticReport? Report => All<DiagnosticReport>().LastOrDefault(report => report.ConclusionCode.Count > 0);

    /// <summary>What those of further roles had to say.</summary>
    public IEnumerable<DiagnosticReport> Readings => All<DiagnosticReport>().Where(report => report.ConclusionCode.Count == 0);

    /// <summary>Age in years and sex as the request carries them.</summary>
    public (int? Age, AdministrativeGender? Sex) Summary
    {
        get
        {
            var summary = Request?.GetExtension(SubmitRequest.SummaryUrl);
            return (
                (summary?.GetExtension("age")?.Value as UnsignedInt)?.Value,
                (summary?.GetExtension("sex")?.Value as Code)?.Value is { } sex && Enum.TryParse<AdministrativeGender>(sex, ignoreCase: true, out var gender) ? gender : null);
        }
    }

    /// <summary>As colleagues are shown it; the reference itself when the directory does not know it.</summary>
    public string NameOf(string reference) => Roles.TryGetValue(reference, out var role) ? role.Practitioner?.Display ?? reference : reference == Platform.Caller.Hub.Agent ? "Telemed" : reference;

    IEnumerable<T> All<T>() where T : Resource => Contents.Where(stored => stored.Type == typeof(T).Name).Select(stored => stored.As<T>());

    /// <summary>One case by its Task; null when it is beyond the caller's reach, or no request's Task.</summary>
    public static async Task<CaseFile?> Find(FhirStore store, NpgsqlDataSource db, PathwayList pathways, Caller caller, string taskId, CancellationToken cancel) =>
        (await Load(store, db, pathways, caller, await store.ReadMany(caller, [$"Task/{taskId}"], cancel), Everything, cancel)) is [var found, ..] ? found : null;

    /// <summary>The cases of a search over Task, such as <c>status=requested&amp;owner=...</c>, with what a list shows of each.</summary>
    public static async Task<IReadOnlyList<CaseFile>> Search(FhirStore store, NpgsqlDataSource db, PathwayList pathways, Caller caller, string query, CancellationToken cancel)
    {
        var (parsed, refusal) = SearchQuery.Parse(store.Parameters, "Task", query, strict: true);
        if (refusal is not null) throw new InvalidOperationException(refusal.Outcome.Issue[0].Diagnostics);
        var (page, _) = await store.Find(caller, parsed!, cancel);
        return await Load(store, db, pathways, caller, page!.Matches, InAList, cancel);
    }

    static readonly string[] InAList = ["ServiceRequest", "QuestionnaireResponse", "Media", "Patient", "DiagnosticReport"];
    static readonly string[] Everything = [.. InAList, "Provenance", "Communication", "Consent"];

    static async Task<IReadOnlyList<CaseFile>> Load(
        FhirStore store, NpgsqlDataSource db, PathwayList pathways, Caller caller, IReadOnlyList<Stored> tasks, string[] types, CancellationToken cancel)
    {
        var living = new List<(Stored Stored, LivingTask Task)>();
        foreach (var stored in tasks)
            if (stored.As<FhirTask>() is var task && pathways.Find(task.InstantiatesCanonical) is { } pathway) living.Add((stored, new LivingTask(stored.Id, task, pathway)));
        if (living.Count == 0) return [];

        var requests = living.Select(one => one.Task.Request).ToArray();
        List<(string Circle, string Reference)> contents;
        Delay delay;
        await using (var connection = await db.OpenConnectionAsync(cancel))
        {
            contents = [.. await connection.QueryAsync<(string, string)>(new(ContentsOf, new { requests, types }, cancellationToken: cancel))];
            delay = await Delay.Read(connection, requests, withPeople: types == Everything, cancel);
            if (types == Everything) delay = await delay.WithOnCall(connection, role => living[0].Task.Pathway.RoleOf(role)?.Escalation ?? living[0].Task.Urgency.Escalation, cancel);
        }
        var parts = (await store.ReadMany(caller, contents.Select(one => one.Reference), cancel)).ToDictionary(one => one.Reference);
        var people = living.SelectMany(one => new[] { one.Task.Requester, one.Task.Holder })
            .Concat(delay.People.Select(account => $"PractitionerRole/{account}"))
            .Concat(parts.Values.Where(one => one.Type is "Provenance").SelectMany(one => one.As<Provenance>().Agent.Select(agent => agent.Who?.Reference)))
            .OfType<string>();
        var roles = (await store.ReadMany(caller, people, cancel)).Where(one => one.Type == "PractitionerRole").ToDictionary(one => one.Reference, one => one.As<PractitionerRole>());
        return
        [
            .. living.Select(one => new CaseFile
            {
                Stored = one.Stored,
                Task = one.Task,
                Contents = [.. contents.Where(content => content.Circle == one.Task.Request).Select(content => parts.GetValueOrDefault(content.Reference)).OfType<Stored>()],
                Roles = roles,
                Delay = delay.Of(one.Task.Request),
            }),
        ];
    }

    const string ContentsOf = """
        select c.circle, r.type || '/' || r.id from hub.access_content c join fhir.resource r on r.key = c.key
        where c.circle = any(@requests) and r.type = any(@types) and not r.deleted order by r.key
        """;
}
