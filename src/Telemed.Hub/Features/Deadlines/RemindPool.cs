using Dapper;
using Npgsql;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Deadlines;

/// <summary>
/// Fires what is due: the pool that has not taken a request is reminded, the holder who has not answered too. Claim, effect and
/// removal are one transaction, so a node that dies in the middle has done nothing, and any other node does it next.
/// </summary>
sealed class RemindPool(FhirStore store, PathwayList pathways, InboxEvents inbox, ILogger<RemindPool> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await FireDue(stoppingToken) > 0) { }
            }
            catch (NpgsqlException e)
            {
                log.DeadlinesInterrupted(e);
            }
        }
    }

    async Task<int> FireDue(CancellationToken cancel)
    {
        await using var transaction = await store.Begin(Caller.Hub, cancel);
        var due = (await transaction.Connection.QueryAsync<Due>(new(ClaimDue, cancellationToken: cancel))).ToList();
        foreach (var deadline in due)
        {
            if (await transaction.Find(deadline.Task, cancel) is not { } stored || stored.As<FhirTask>() is not { } resource || pathways.Find(resource.InstantiatesCanonical) is not { } pathway) continue;
            var task = new LivingTask(stored.Id, resource, pathway);
            var users = deadline.Kind switch
            {
                RequestClocks.ReadBack => [task.Requester["PractitionerRole/".Length..]],
                RequestClocks.Reply when task.Holder is { } holder => [holder["PractitionerRole/".Length..]],
                _ => await Pool.Members(transaction.Connection, task.Pool, cancel),
            };
            inbox.Tell(transaction, users, new InboxEvent(
                Guid.CreateVersion7(transaction.Now), $"reminder-{deadline.Kind}", task.Priority.ToString().ToLowerInvariant(), task.Request, task.Reference, null, transaction.Now));
            log.Reminded(deadline.Kind, deadline.Task);
        }
        await transaction.Commit(cancel);
        return due.Count;
    }

    sealed record Due(string Request, string Kind, string Task, DateTimeOffset DueAt);

    const string ClaimDue = """
        with due as (
            select request, kind from hub.deadline where due_at <= hub.now() order by due_at limit 50 for update skip locked
        ), fired as (
            delete from hub.deadline d using due where d.request = due.request and d.kind = due.kind returning d.*
        ), kept as (
            insert into hub.deadline_history (request, kind, due_at, ended_at, ended_by) select request, kind, due_at, hub.now(), 'fired' from fired
        )
        select request, kind, task, due_at from fired
        """;
}

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Deadline {Kind} of {Task} passed: reminder sent")]
    public static partial void Reminded(this ILogger log, string kind, string task);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deadlines could not be looked at; trying again")]
    public static partial void DeadlinesInterrupted(this ILogger log, Exception e);
}
