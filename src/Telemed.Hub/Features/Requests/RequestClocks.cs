using Telemed.Core.Requests;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Requests;

/// <summary>
/// A Task's reply and read-back clocks as rows: set, moved and ended in the transaction that causes it. Of the levels of the reply the next
/// one alone is a row.
/// </summary>
static class RequestClocks
{
    /// <param name="met">True when a clock that ends was met; false when it rests, or the request ended another way.</param>
    public static void Apply(StoreTransaction transaction, ClockEffects effects, long key, LivingTask task, bool met)
    {
        var priority = (short)MedicalPriority.Rank(task.Priority);
        if (effects.HasFlag(ClockEffects.StartsReadBack) && task.Role is null) DeadlineRows.Set(transaction, key, DeadlineRows.ReadBack, priority, transaction.Now + task.Pathway.ReadWithin);
        if (effects.HasFlag(ClockEffects.StopsReadBack)) DeadlineRows.End(transaction, key, DeadlineRows.ReadBack, met);
        if ((effects & (ClockEffects.StartsReply | ClockEffects.PausesReply | ClockEffects.ResumesReply | ClockEffects.StopsReply)) == 0) return;
        var levels = task.Urgency.Reply.Levels;
        if (effects.HasFlag(ClockEffects.StartsReply))
        {
            DeadlineRows.Set(transaction, key, DeadlineRows.Reply, priority, transaction.Now + levels[0].After);
            return;
        }
        var from = task.ReplyClock.Due - task.Urgency.ReplyWithin;
        DeadlineRows.End(transaction, key, DeadlineRows.Reply, met);
        transaction.Effect("update hub.notification set response = 'withdrawn', responded_at = $2 where key = $1 and clock = 'reply' and response is null", key, transaction.Now);
        transaction.Effect("update hub.escalation set reply_from = $2 where key = $1", key, from);
        if (from is not { } counted) return;
        transaction.Effect(
            NextLevel, key, priority, transaction.Now,
            levels.Select((_, i) => (short)i).ToArray(), levels.Select(level => (counted + level.After).ToUniversalTime()).ToArray());
    }

    // A level that came due in the very moment in which the clock stood still was not told: it is next.
    const string NextLevel = """
        insert into hub.deadline (key, kind, step, priority, due_at, created_at)
        select $1, 'reply', l.step, $2, l.due_at, $3 from unnest($4, $5) as l (step, due_at)
        where l.step > (select reply_level from hub.escalation where key = $1) order by l.step limit 1
        """;
}
