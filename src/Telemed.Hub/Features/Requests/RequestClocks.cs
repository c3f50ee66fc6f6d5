using Telemed.Core.Requests;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Requests;

/// <summary>A Task's reply and read-back clocks as rows: set, moved and ended in the transaction that causes it.</summary>
static class RequestClocks
{
    /// <param name="met">True when a clock that ends was met; false when it rests, or the request ended another way.</param>
    public static void Apply(StoreTransaction transaction, ClockEffects effects, long key, LivingTask task, bool met)
    {
        var priority = (short)MedicalPriority.Rank(task.Priority);
        if (effects.HasFlag(ClockEffects.StartsReadBack) && task.Role is null) DeadlineRows.Set(transaction, key, DeadlineRows.ReadBack, priority, transaction.Now + task.Pathway.ReadWithin);
        if (effects.HasFlag(ClockEffects.StopsReadBack)) DeadlineRows.End(transaction, key, DeadlineRows.ReadBack, met);
        if ((effects & (ClockEffects.StartsReply | ClockEffects.PausesReply | ClockEffects.ResumesReply | ClockEffects.StopsReply)) == 0) return;
        if (task.ReplyClock.Due is { } due) DeadlineRows.Set(transaction, key, DeadlineRows.Reply, priority, due);
        else DeadlineRows.End(transaction, key, DeadlineRows.Reply, met);
    }
}
