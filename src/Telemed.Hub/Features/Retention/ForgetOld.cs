using Dapper;
using Npgsql;
using Quartz;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Retention;

/// <summary>How long the hub keeps the rows it only needed to do its work.</summary>
sealed class RetentionOptions
{
    /// <summary>Days after a request has ended, with all its Tasks; 30 to 3,660 [G].</summary>
    public int Days { get; init; } = 400;

    public static void Add(IServiceCollection services) =>
        services.AddOptions<RetentionOptions>().BindConfiguration("Retention").Validate(retention => retention.Days is >= 30 and <= 3660, "Retention:Days must be 30 to 3660 days.").ValidateOnStart();
}

/// <summary>
/// Removes what grew with every alert and serves nobody once the request is long over: deliveries with their attempts and receipts, what
/// each device confirmed, deadlines that were, what a calendar job told. Resources, their history, who was told and the access trace stay.
/// A request of which one Task is open keeps everything.
/// </summary>
[DisallowConcurrentExecution]
sealed class ForgetOld(NpgsqlDataSource db, Microsoft.Extensions.Options.IOptions<RetentionOptions> options, ILogger<ForgetOld> log) : IJob
{
    /// <summary>Requests in one transaction, and rows of other tables: short enough that nobody waits for it.</summary>
    const int Batch = 200, Rows = 1000;

    public static void Schedule(IQuartzBuilder quartz) => quartz.Every<ForgetOld>(TimeSpan.FromHours(1));

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var age = TimeSpan.FromDays(options.Value.Days);
        var (requests, rows) = (0, 0);
        foreach (var (statement, limit) in new[] { (OfRequests, Batch), (OfNoRequest, Rows), (ToldOnceRows, Rows) })
            for (var removed = limit; removed == limit && !cancellationToken.IsCancellationRequested;)
            {
                await using var connection = await db.OpenConnectionAsync(cancellationToken);
                removed = await connection.ExecuteScalarAsync<int>(new(statement, new { age, limit }, cancellationToken: cancellationToken));
                if (statement == OfRequests) requests += removed;
                else rows += removed;
            }
        if (requests + rows > 0) log.Forgotten(requests, rows);
    }

    // An ended Task never opens again, so nothing is locked but what goes. The foreign keys take attempts and receipts along.
    const string OfRequests = """
        with over as (
            select e.request from hub.escalation e join fhir.resource r on r.key = e.key
            where not e.forgotten and e.started_at < hub.now() - @age
            group by e.request
            having bool_and(not e.waiting and r.updated < hub.now() - @age and r.body::jsonb ->> 'status' in ('completed', 'rejected', 'cancelled', 'failed', 'entered-in-error'))
               and not exists (select from hub.deadline d join hub.escalation o on o.key = d.key where o.request = e.request)
               and not exists (select from hub.escalation o where o.request = e.request and o.started_at >= hub.now() - @age)
            order by min(e.started_at) limit @limit
        ), marked as (
            update hub.escalation e set forgotten = true from over where e.request = over.request
        ), deliveries as (
            delete from hub.delivery d using over where d.request = over.request
        ), devices as (
            delete from hub.notification_device v using over, hub.notification n where n.request = over.request and v.notification = n.id
        ), deadlines as (
            delete from hub.deadline_history h using over where h.request = over.request
        )
        select count(*)::int from over
        """;

    /// <summary>Somebody tried a channel of their own.</summary>
    const string OfNoRequest = """
        with gone as (
            delete from hub.delivery where id in (
                select id from hub.delivery where request is null and notification is null and ended_at < hub.now() - @age limit @limit)
            returning id
        )
        select count(*)::int from gone
        """;

    const string ToldOnceRows = """
        with gone as (
            delete from hub.told_once where what in (select what from hub.told_once where at < hub.now() - @age order by at limit @limit) returning what
        )
        select count(*)::int from gone
        """;
}

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Removed the working rows of {Requests} requests long over, and {Rows} others")]
    public static partial void Forgotten(this ILogger log, int requests, int rows);
}
