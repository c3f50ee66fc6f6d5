using Dapper;
using Npgsql;
using Telemed.Core.Pathways;
using Telemed.Hub.Features.Escalations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Requests;

/// <summary>How far word of one Task has come with the people asked to take it: those told, those it reached, those who saw it.</summary>
public sealed record Reach(string Request, string Task, int Told, int Reached, int Seen);

/// <summary>A clock that runs.</summary>
/// <param name="Role">Code of the further role whose Task it is of; empty for the living Task.</param>
/// <param name="Level">The level told then, for a Task that waits.</param>
public sealed record RunningClock(string Request, string Task, string Role, string Kind, short Level, DateTimeOffset DueAt);

/// <summary>No device of somebody confirmed an alert in time.</summary>
/// <param name="Silent">Still none has, and the answer is still waited for.</param>
public sealed record TechnicalAlarm(string Request, string Task, Guid About, string User, DateTimeOffset At, bool Silent);

/// <summary>A notification: one person told once at one level; in the console it was sent, received, seen.</summary>
/// <param name="Clock"><c>accept</c>: somebody is to take the request; <c>reply</c>: its answer is owed.</param>
/// <param name="User">Account; null for a telephone number.</param>
/// <param name="Devices">How many devices confirmed that it arrived.</param>
public sealed record Notification(
    Guid Id, string Request, string Task, string Role, string Clock, short Level, short Turn, string? User, string Target, DateTimeOffset CreatedAt,
    DateTimeOffset? DeliveredAt, DateTimeOffset? DisplayedAt, string? Response, DateTimeOffset? RespondedAt, int Devices);

/// <summary>The same notification on a channel outside the console. Its address is not read: it is nobody's but the person's.</summary>
public sealed record Delivery(
    Guid Notification, string Channel, string State, short Attempt, DateTimeOffset CreatedAt, DateTimeOffset? SentAt, DateTimeOffset? DeliveredAt, DateTimeOffset? EndedAt);

/// <summary>Levels passed over at one instant because nobody stood behind them.</summary>
public sealed record PassedOver(string Request, string Task, string Role, DateTimeOffset At, int Levels);

/// <summary>
/// Why a request waits: who was told, on which channel, with what result, and which clocks run; of its living Task and of its further
/// roles. Read for many requests in one round trip; in a list without the people.
/// </summary>
sealed record Delay
{
    public required IReadOnlyList<Reach> Reaches { get; init; }
    public required IReadOnlyList<RunningClock> Clocks { get; init; }
    public required IReadOnlyList<TechnicalAlarm> Alarms { get; init; }
    public IReadOnlyList<Notification> Notifications { get; init; } = [];
    public ILookup<Guid, Delivery> Deliveries { get; init; } = Array.Empty<Delivery>().ToLookup(told => told.Notification);
    public IReadOnlyList<PassedOver> PassedOver { get; init; } = [];

    /// <summary>Who will be on call on a rota at the instant a clock tells it, by target; people of another time are another matter.</summary>
    public IReadOnlyDictionary<(string Target, DateTimeOffset At), string> OnCallThen { get; init; } = new Dictionary<(string, DateTimeOffset), string>();

    /// <summary>Accounts of everybody named in it.</summary>
    public IEnumerable<string> People => Notifications.Select(told => told.User).Concat(Alarms.Select(alarm => alarm.User)).Concat(OnCallThen.Values).OfType<string>().Distinct();

    public Delay Of(string request) => this with
    {
        Reaches = [.. Reaches.Where(one => one.Request == request)],
        Clocks = [.. Clocks.Where(one => one.Request == request)],
        Alarms = [.. Alarms.Where(one => one.Request == request)],
        Notifications = [.. Notifications.Where(one => one.Request == request)],
        PassedOver = [.. PassedOver.Where(one => one.Request == request)],
    };

    /// <param name="withPeople">False for a list.</param>
    public static async Task<Delay> Read(NpgsqlConnection connection, string[] requests, bool withPeople, CancellationToken cancel)
    {
        await using var rows = await connection.QueryMultipleAsync(new(
            InAList + (withPeople ? WithPeople : ""), new { requests, TellLevel.NobodyOnDuty }, cancellationToken: cancel));
        var delay = new Delay
        {
            Reaches = [.. await rows.ReadAsync<Reach>()], Clocks = [.. await rows.ReadAsync<RunningClock>()], Alarms = [.. await rows.ReadAsync<TechnicalAlarm>()],
        };
        return !withPeople ? delay : delay with
        {
            Notifications = [.. await rows.ReadAsync<Notification>()],
            Deliveries = (await rows.ReadAsync<Delivery>()).ToLookup(told => told.Notification),
            PassedOver = [.. await rows.ReadAsync<PassedOver>()],
        };
    }

    /// <summary>Looks up who will be on call when the next levels are told: a few rotas of one pathway.</summary>
    public async Task<Delay> WithOnCall(NpgsqlConnection connection, Func<string, Escalation> escalationOf, CancellationToken cancel)
    {
        var then = new Dictionary<(string, DateTimeOffset), string>();
        foreach (var clock in Clocks.Where(clock => clock.Kind is DeadlineRows.Level))
            foreach (var target in escalationOf(clock.Role).Levels.ElementAtOrDefault(clock.Level)?.Targets.Where(target => target.Kind == EscalationTargetKind.Rota) ?? [])
                if ((await OnCall.At(connection, target.Name, clock.DueAt, cancel)).FirstOrDefault(person => person.Rank == target.Rank) is { } person)
                    then[(target.ToString(), clock.DueAt)] = person.Account;
        return this with { OnCallThen = then };
    }

    // Those who are told anew after somebody gave the request back were not told before: their earlier row has its answer.
    const string InAList = """
        select request, task, count(distinct user_id)::int as told, count(distinct user_id) filter (where delivered_at is not null)::int as reached,
               count(distinct user_id) filter (where displayed_at is not null)::int as seen
        from hub.notification
        where request = any(@requests) and clock = 'accept' and task is not null and user_id is not null and (response is null or response not in ('accepted', 'withdrawn'))
        group by request, task;
        select e.request, e.task, e.role, d.kind, d.step as level, d.due_at from hub.escalation e join hub.deadline d on d.key = e.key
        where e.request = any(@requests) and d.kind in ('level', 'repeat', 'reply', 'read-back') order by d.due_at;
        select h.request, n.task, n.id as about, n.user_id as user, h.ended_at as at, n.delivered_at is null and n.response is null as silent
        from hub.deadline_history h join hub.notification n on n.id = h.about
        where h.request = any(@requests) and h.kind = 'alarm' and h.ended_by = 'fired' and n.user_id is not null
          and (n.delivered_at is null or n.delivered_at > h.ended_at) and (n.responded_at is null or n.responded_at > h.ended_at);
        """;

    const string WithPeople = """
        select n.id, n.request, n.task, e.role, n.clock, n.level, n.turn, n.user_id as user, n.target, n.created_at, i.delivered_at, i.displayed_at, n.response, n.responded_at,
               (select count(*) from hub.notification_device d where d.notification = n.id and d.delivered_at is not null)::int as devices
        from hub.notification n join hub.escalation e on e.key = n.key
            left join hub.inbox_event i on i.request = n.request and i.user_id = n.user_id and i.event_id = n.id
        where n.request = any(@requests) order by n.created_at, n.user_id;
        select notification, channel, state, attempt, created_at, sent_at, delivered_at, ended_at
        from hub.delivery where request = any(@requests) and notification is not null order by created_at, channel;
        select i.request, i.task, e.role, i.created_at as at, count(distinct i.event_id)::int as levels
        from hub.inbox_event i join hub.escalation e on e.request = i.request and e.task = i.task
        where i.request = any(@requests) and i.kind = @NobodyOnDuty group by i.request, i.task, e.role, i.created_at;
        """;
}
