using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core.Requests;
using Telemed.Fhir.Search;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Inbox;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Requests;

/// <summary>A requester's own requests, as they may see them now.</summary>
sealed class ReadRequests(FhirStore store, NpgsqlDataSource db, PathwayList pathways, InboxLog inbox, TimeProvider clock)
{
    const int MostShown = 100;

    public Task<InboxHead> Head(Caller caller, CancellationToken cancel) => inbox.Head(caller.Account, cancel);

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<RequestItem>> All(Caller caller, CancellationToken cancel) =>
    [
        .. (await CaseFile.Search(store, db, pathways, caller, $"requester={caller.Agent}&_sort=-authored-on&_count={MostShown}", cancel)).Select(file => new RequestItem(
            IdOf(file.Task.Request), file.Patient.Identity()?.Name ?? "", file.Title(), file.Task.Priority, file.Task.ReplyClock.StartedAt, file.Mark(), file.HolderName(),
            file.Task.ReplyClock.Due, file.Task.ReplyClock.Within, file.Task.Resource.Status == FhirTask.TaskStatus.Completed && !file.Task.IsAcknowledged)),
    ];

    /// <summary>Reports that came because the caller is the patient's médecin traitant: somebody else had asked.</summary>
    public async Task<IReadOnlyList<ReceivedReport>> Received(Caller caller, CancellationToken cancel)
    {
        var (query, _) = SearchQuery.Parse(store.Parameters, "DiagnosticReport", $"_sort=-issued&_count={MostShown}", strict: true);
        var (page, _) = await store.Find(caller, query!, cancel);
        var reports = page!.Matches.Select(stored => (stored.Id, Report: stored.As<DiagnosticReport>())).Where(one => one.Report.BasedOn.Count > 0).ToList();
        var asked = (await store.ReadMany(caller, reports.Select(one => one.Report.BasedOn[0].Reference).OfType<string>(), cancel)).Select(stored => stored.Reference).ToHashSet();
        return
        [
            .. from one in reports
               where !asked.Contains(one.Report.BasedOn[0].Reference ?? "")
               select new ReceivedReport(
                   one.Id, one.Report.Subject?.Display ?? "", one.Report.ConclusionCode.SelectMany(code => code.Coding).Select(coding => coding.Display).FirstOrDefault() ?? "",
                   one.Report.Conclusion ?? "", one.Report.Performer.Select(performer => performer.Display).FirstOrDefault() ?? "", one.Report.Issued ?? clock.GetUtcNow()),
        ];
    }

    /// <summary>The page of its own of a request that is worked on live, or of an alarm that somebody else raised; null where it is followed here.</summary>
    public async Task<string?> Elsewhere(Caller caller, string requestId, CancellationToken cancel) =>
        (await store.ReadMany(caller, [$"ServiceRequest/{requestId}"], cancel)) is [var stored] && stored.As<ServiceRequest>() is var request ? pathways.Find(request.InstantiatesCanonical.FirstOrDefault()) switch
        {
            { IsLive: true } => $"/alerts/{requestId}",
            { Rules: not null } when request.Requester?.Reference != caller.Agent => $"/alarms/{requestId}",
            _ => null,
        } : null;

    /// <summary>The id of a request's Task; null beyond reach.</summary>
    public async Task<string?> TaskOf(Caller caller, string requestId, CancellationToken cancel) =>
        (await CaseFile.Search(store, db, pathways, caller, $"focus=ServiceRequest/{Uri.EscapeDataString(requestId)}", cancel)).Select(file => file.Stored.Id).FirstOrDefault();

    /// <summary>Null beyond reach, and for whoever is not on the asking side.</summary>
    public async Task<FollowView?> One(Caller caller, string requestId, CancellationToken cancel)
    {
        var head = await inbox.Head(caller.Account, cancel);
        if (await TaskOf(caller, requestId, cancel) is not { } taskId) return null;
        if (await CaseFile.Find(store, db, pathways, caller, taskId, cancel) is not { } file || file.Patient.Identity() is not { } patient || file.Task.Holder == caller.Agent) return null;
        var (status, now) = (file.Task.Resource.Status, clock.GetUtcNow());
        var reach = file.Delay.Reaches.FirstOrDefault(reach => reach.Task == file.Task.Reference);
        return new FollowView
        {
            RequestId = requestId,
            Title = file.Title(),
            Patient = patient,
            Priority = file.Task.Priority,
            SentAt = file.Task.ReplyClock.StartedAt,
            Preparation = Preparation(file.Request),
            Mark = file.Mark(),
            Holder = file.HolderName(),
            HeldAt = file.Task.TakenAt,
            Due = file.Task.ReplyClock.Due,
            Within = file.Task.ReplyClock.Within,
            Told = reach?.Told ?? 0,
            Reached = reach?.Reached ?? 0,
            Next = file.ToldNext(file.Task.Reference, now),
            IsAtItsLast = file.IsAtItsLast(file.Task.Resource, file.Task.Reference),
            Calls = file.Calls(),
            Trail = file.Trail(now),
            Pictures = await file.Pictures(db, cancel),
            Question = status == FhirTask.TaskStatus.OnHold ? OpenQuestion(file) : null,
            Opinion = file.Opinion(),
            Survey = file.Task.IsAcknowledged && !file.Task.IsClosedOut ? file.Pathway.CloseOut : null,
            MayCancel = RequestLifecycle.IsOpen(status),
            MayReportIncident = RequestLifecycle.IsOpen(status),
            Epoch = head.Epoch.ToString(),
            Cursor = head.Seq,
        };
    }

    /// <summary>The median of what this person's last requests took from opening the form to sending; null before the first.</summary>
    public async Task<TimeSpan?> MedianPreparation(Caller caller, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        return await connection.ExecuteScalarAsync<double?>(new(MedianOfLast, new { caller.Account, url = PreparationUrl }, cancellationToken: cancel)) is { } seconds
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }

    public const string PreparationUrl = "https://telemed.example/fhir/StructureDefinition/preparation-time";

    static TimeSpan? Preparation(ServiceRequest? request) =>
        (request?.GetExtension(PreparationUrl)?.Value as Duration)?.Value is { } seconds ? TimeSpan.FromSeconds((double)seconds) : null;

    static OpenQuestion? OpenQuestion(CaseFile file) => file.Messages.LastOrDefault(message => message.Sender?.Reference == file.Task.Holder) is { } asked
        ? new((asked.Payload.FirstOrDefault()?.Content as FhirString)?.Value ?? "", file.HolderName() ?? "", asked.SentElement?.ToDateTimeOffset(TimeSpan.Zero) ?? file.Stored.Updated)
        : null;

    static string IdOf(string reference) => reference[(reference.LastIndexOf('/') + 1)..];

    const string MedianOfLast = """
        with last as (
            select r.body::jsonb as body from fhir.search_reference s join fhir.resource r on r.key = s.key
            where s.param = (select id from fhir.search_parameter where type = 'ServiceRequest' and code = 'requester')
              and s.target_type = 'PractitionerRole' and s.target_id = @account and not r.deleted
            order by r.key desc limit 100
        )
        select percentile_cont(0.5) within group (order by (took ->> 'value')::float8)
        from last, jsonb_path_query(body, '$.extension[*] ? (@.url == $url).valueDuration', jsonb_build_object('url', @url)) as took
        """;
}
