using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core.Requests;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Inbox;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Triage;

/// <summary>Worklists and cases as one expert may see them now.</summary>
sealed class ReadCases(FhirStore store, NpgsqlDataSource db, PathwayList pathways, InboxLog inbox, TimeProvider clock)
{
    const int MostRows = 200, DoneRows = 30;
    const string OpenStatuses = "requested,received,accepted,in-progress,on-hold";

    /// <summary>What the caller's pools have open, whoever holds it, in medical order.</summary>
    public async Task<WorklistView> ToAnswer(Caller caller, string show, CancellationToken cancel)
    {
        var head = await inbox.Head(caller.Account, cancel);
        var open = await CaseFile.Search(store, db, pathways, caller, $"status={OpenStatuses}&_count={MostRows}", cancel);
        var ordered = open.Where(file => caller.Pools.Contains(file.Task.Pool)).OrderBy(PlaceInList, Core.Requests.Worklist.Order).ToList();
        return new(await Rows(ordered, caller, cancel), new("À traiter", "To answer"), "/triage", show, head.Epoch.ToString(), head.Seq);
    }

    /// <summary>What the caller holds, then what they answered last.</summary>
    public async Task<WorklistView> Mine(Caller caller, string show, CancellationToken cancel)
    {
        var head = await inbox.Head(caller.Account, cancel);
        var mine = await CaseFile.Search(store, db, pathways, caller, $"owner={caller.Agent}&_sort=-modified&_count={MostRows}", cancel);
        var open = mine.Where(file => RequestLifecycle.IsOpen(file.Task.Resource.Status)).OrderBy(PlaceInList, Core.Requests.Worklist.Order);
        var done = mine.Where(file => !RequestLifecycle.IsOpen(file.Task.Resource.Status)).Take(DoneRows);
        return new(await Rows([.. open.Concat(done)], caller, cancel), new("Mes dossiers", "My cases"), "/cases", show, head.Epoch.ToString(), head.Seq);
    }

    /// <summary>Null when the Task no longer stands in a worklist of the caller.</summary>
    public async Task<WorklistItem?> Row(Caller caller, string taskId, CancellationToken cancel) =>
        await Find(caller, taskId, cancel) is { } file && (RequestLifecycle.IsOpen(file.Task.Resource.Status) || file.Task.Holder == caller.Agent)
            ? (await Rows([file], caller, cancel))[0]
            : null;

    /// <summary>Null beyond reach.</summary>
    public async Task<CaseView?> Case(Caller caller, string taskId, CancellationToken cancel)
    {
        var head = await inbox.Head(caller.Account, cancel);
        if (await Find(caller, taskId, cancel) is not { } file) return null;
        var status = file.Task.Resource.Status;
        var free = status is FhirTask.TaskStatus.Requested or FhirTask.TaskStatus.Received;
        var holds = file.Task.Holder == caller.Agent && status is FhirTask.TaskStatus.Accepted or FhirTask.TaskStatus.InProgress;
        var now = clock.GetUtcNow();
        var answers = file.Answers();
        return new CaseView
        {
            Item = (await Rows([file], caller, cancel))[0],
            Alert = file.Pathway.IsLive ? file.Task.Request["ServiceRequest/".Length..] : null,
            Monitoring = file.Pathway.Rules is null ? null : await MonitoringOf(file.Task.Patient, cancel),
            Patient = file.Patient.Identity(),
            Requester = file.NameOf(file.Task.Requester),
            Question = answers.FirstOrDefault(answer => answer.LinkId == QuestionItem)?.Answer,
            Facts = [.. answers.Where(answer => answer.LinkId != QuestionItem)],
            Pictures = await file.Pictures(db, cancel),
            Trail = file.Trail(now),
            Next = free ? file.Expected(now) : [],
            Opinion = file.Opinion(),
            Outcomes = holds ? file.Pathway.Outcomes : [],
            MayAccept = free,
            MayDecline = free || holds,
            MayAnswer = holds,
            MayRequestInformation = holds,
            MayRelease = holds,
            Epoch = head.Epoch.ToString(),
            Cursor = head.Seq,
        };
    }

    async Task<string?> MonitoringOf(string patient, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        return await connection.ExecuteScalarAsync<string?>(new(
            "select substr(plan, length('CarePlan/') + 1) from hub.monitoring where patient = @patient and ended_at is null", new { patient }, cancellationToken: cancel));
    }

    /// <summary>The form item that holds the question in the requester's own words.</summary>
    const string QuestionItem = "question";

    async Task<CaseFile?> Find(Caller caller, string taskId, CancellationToken cancel) =>
        await CaseFile.Find(store, db, pathways, caller, taskId, cancel) is { } file && (caller.Pools.Contains(file.Task.Pool) || file.Task.Holder == caller.Agent) ? file : null;

    static Waiting PlaceInList(CaseFile file) => new(file.Stored.Id, file.Task.Priority, file.Task.ReplyClock.StartedAt);

    async Task<IReadOnlyList<WorklistItem>> Rows(IReadOnlyList<CaseFile> files, Caller caller, CancellationToken cancel)
    {
        var unseen = await inbox.Unseen(caller.Account, [.. files.Select(file => file.Task.Request)], cancel);
        return [.. files.Select(file => Row(file, caller, [.. unseen[file.Task.Request]]))];
    }

    static WorklistItem Row(CaseFile file, Caller caller, IReadOnlyList<long> unseen) => new()
    {
        TaskId = file.Stored.Id,
        Priority = file.Task.Priority,
        Subject = new(file.Summary.Sex, file.Summary.Age),
        Place = file.Roles.GetValueOrDefault(file.Task.Requester)?.Organization?.Display ?? file.NameOf(file.Task.Requester),
        Title = file.Title(),
        Photos = file.PhotoIds(),
        Since = file.Task.ReplyClock.StartedAt,
        Due = file.Task.ReplyClock.Due,
        Within = file.Task.ReplyClock.Within,
        Mark = file.Mark(),
        Holder = file.HolderName(),
        Mine = file.Task.Holder == caller.Agent,
        Unseen = unseen,
        SeenBy = file.Delay.Reaches.FirstOrDefault(reach => reach.Task == file.Task.Reference)?.Seen ?? 0,
    };
}
