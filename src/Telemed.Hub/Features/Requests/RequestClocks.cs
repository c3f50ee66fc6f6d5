using Telemed.Core.Requests;
using Telemed.Fhir.Store;

namespace Telemed.Hub.Features.Requests;

/// <summary>A request's clocks as rows: set, moved and ended in the transaction that causes it.</summary>
static class RequestClocks
{
    public const string Accept = "accept", Reply = "reply", ReadBack = "read-back";

    public static void Set(StoreTransaction transaction, string request, string task, string kind, int priority, DateTimeOffset dueAt) => transaction.Effect(
        """
        insert into hub.deadline (request, kind, task, priority, due_at, created_at) values ($1, $2, $3, $4, $5, $6)
        on conflict on constraint one_deadline_of_a_kind do update set due_at = excluded.due_at, priority = excluded.priority
        """,
        request, kind, task, (short)priority, dueAt, transaction.Now);

    public static void End(StoreTransaction transaction, string request, string kind, bool met) => transaction.Effect(
        """
        with ended as (delete from hub.deadline where request = $1 and kind = $2 returning due_at)
        insert into hub.deadline_history (request, kind, due_at, ended_at, ended_by) select $1, $2, due_at, $3, $4 from ended
        """,
        request, kind, transaction.Now, met ? "met" : "moved");

    /// <param name="met">True when a clock that ends was met; false when it rests, or the request ended another way.</param>
    public static void Apply(StoreTransaction transaction, ClockEffects effects, LivingTask task, bool met)
    {
        var (request, rank) = (task.Request, MedicalPriority.Rank(task.Priority));
        if (effects.HasFlag(ClockEffects.StartsAccept)) Set(transaction, request, task.Reference, Accept, rank, transaction.Now + task.Urgency.AcceptWithin);
        if (effects.HasFlag(ClockEffects.StopsAccept)) End(transaction, request, Accept, met);
        if (effects.HasFlag(ClockEffects.StartsReadBack)) Set(transaction, request, task.Reference, ReadBack, rank, transaction.Now + task.Pathway.ReadWithin);
        if (effects.HasFlag(ClockEffects.StopsReadBack)) End(transaction, request, ReadBack, met);
        if ((effects & (ClockEffects.StartsReply | ClockEffects.PausesReply | ClockEffects.ResumesReply | ClockEffects.StopsReply)) == 0) return;
        if (task.ReplyClock.Due is { } due) Set(transaction, request, task.Reference, Reply, rank, due);
        else End(transaction, request, Reply, met);
    }
}
