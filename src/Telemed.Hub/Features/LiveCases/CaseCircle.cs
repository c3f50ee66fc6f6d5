using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.LiveCases;

/// <summary>The people of one case: the asking side and whoever has taken a part of it. They alone add to it, and all of them are told.</summary>
static class CaseCircle
{
    /// <summary>Whether the caller is one of them. A pool that was only offered the case is not.</summary>
    public static async Task<bool> Holds(StoreTransaction transaction, string request, CancellationToken cancel) =>
        transaction.Caller.ReachesAll || await transaction.Connection.ExecuteScalarAsync<bool>(new(
            "select exists (select from hub.access_member where circle = @request and principal = any(@principals) and @exchange = any(sections))",
            new { request, principals = transaction.Caller.Principals, exchange = RequestAccess.Exchange }, cancellationToken: cancel));

    /// <summary>Tells everybody in it; ids, priority and time only.</summary>
    public static async Task Tell(StoreTransaction transaction, InboxEvents inbox, FhirTask task, string taskReference, string kind, CancellationToken cancel)
    {
        var request = task.Focus!.Reference!;
        var people = await transaction.Connection.QueryAsync<string>(new(
            "select substr(principal, length(@role) + 1) from hub.access_member where circle = @request and principal like @role || '%' and @exchange = any(sections)",
            new { request, role = "PractitionerRole/", exchange = RequestAccess.Exchange }, cancellationToken: cancel));
        inbox.Tell(transaction, people, new InboxEvent(
            Guid.CreateVersion7(transaction.Now), kind, (task.Priority ?? RequestPriority.Routine).ToString().ToLowerInvariant(), request, taskReference, null, transaction.Now));
    }

    /// <summary>The Tasks of the case, milestones and parts included, as this transaction finds them.</summary>
    public static async Task<IReadOnlyList<string>> Tasks(NpgsqlConnection connection, string request, CancellationToken cancel) =>
        [.. await connection.QueryAsync<string>(new(
            "select r.type || '/' || r.id from hub.access_content c join fhir.resource r on r.key = c.key where c.circle = @request and r.type = 'Task' and not r.deleted order by r.key",
            new { request }, cancellationToken: cancel))];

    /// <summary>Writes a resource that belongs to the people of the case.</summary>
    public static async Task<Write> Add(StoreTransaction transaction, string request, Resource resource, CancellationToken cancel, string section = RequestAccess.Exchange)
    {
        var write = await transaction.Create(resource, null, cancel);
        Access.Put(transaction, request, write.Key, section);
        Access.LeaveTrace(transaction, "create", write.Reference, write.Version);
        return write;
    }

    /// <summary>Changes one of them; what it was stays in its history.</summary>
    public static Write Change(StoreTransaction transaction, Stored stored, Resource resource)
    {
        var write = transaction.Update(stored, resource);
        Access.LeaveTrace(transaction, "update", write.Reference, write.Version);
        return write;
    }
}
