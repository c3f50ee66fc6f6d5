using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Inbox;
using Telemed.Hub.Features.LiveCases;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Stroke;

/// <summary>Stroke alerts as one caller may see them now.</summary>
sealed class ReadAlerts(FhirStore store, NpgsqlDataSource db, PathwayList pathways, InboxLog inbox, TimeProvider clock)
{
    const int MostShown = 60;
    const string NotOver = "requested,received,accepted,in-progress,on-hold,completed";

    public Task<InboxHead> Head(Caller caller, CancellationToken cancel) => inbox.Head(caller.Account, cancel);

    /// <summary>The alerts that are under way, the one that waits longest for somebody first.</summary>
    public async Task<IReadOnlyList<AlertView>> Active(Caller caller, CancellationToken cancel)
    {
        var cases = await Cases(caller, $"priority=stat&status={NotOver}&_sort=-authored-on&_count={MostShown}", cancel);
        var unseen = await inbox.Unseen(caller.Account, [.. cases.Select(live => live.File.Task.Request)], cancel);
        return
        [
            .. cases.Select(live => ShowAlert.Of(live, caller, clock.GetUtcNow()) with { Unseen = [.. unseen[live.File.Task.Request]] })
                .Where(alert => alert.IsActive).OrderBy(alert => alert.Free is null).ThenBy(alert => alert.SentAt),
        ];
    }

    /// <summary>Null beyond reach, and for a request of another pathway.</summary>
    public async Task<AlertView?> One(Caller caller, string requestId, CancellationToken cancel)
    {
        var head = await inbox.Head(caller.Account, cancel);
        if (await Cases(caller, $"focus=ServiceRequest/{Uri.EscapeDataString(requestId)}", cancel) is not [var found, ..]) return null;
        if (await CaseFile.Find(store, db, pathways, caller, found.File.Stored.Id, cancel) is not { } file) return null;
        var unseen = await inbox.Unseen(caller.Account, [file.Task.Request], cancel);
        return ShowAlert.Of(found with { File = file }, caller, clock.GetUtcNow()) with { Epoch = head.Epoch.ToString(), Cursor = head.Seq, Unseen = [.. unseen[file.Task.Request]] };
    }

    /// <summary>The document's bytes; null beyond reach.</summary>
    public async Task<Attachment?> Document(Caller caller, string id, CancellationToken cancel) =>
        (await store.ReadMany(caller, [$"DocumentReference/{id}"], cancel)) is [var stored] ? stored.As<DocumentReference>().Content.FirstOrDefault()?.Attachment : null;

    async Task<IReadOnlyList<LiveCase>> Cases(Caller caller, string query, CancellationToken cancel)
    {
        if (pathways.Stroke() is not { } stroke) return [];
        var files = await CaseFile.Search(store, db, pathways, caller, query, cancel);
        return await LiveCase.Complete(store, db, caller, [.. files.Where(file => file.Pathway.Name == stroke.Name && file.Task.Resource.PartOf.Count == 0)], cancel);
    }
}
