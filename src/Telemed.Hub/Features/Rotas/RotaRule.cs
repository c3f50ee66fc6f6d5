using Hl7.Fhir.Model;
using Telemed.Core.OnCall;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Rotas;

/// <summary>
/// What a rota may become: it can be read, its changes do not contradict each other, one that is never empty stays so, and people change
/// only their own turns. Two changes of one rota take turns on a lock, so that neither misses the other.
/// </summary>
sealed class RotaRule(InboxEvents inbox) : IWriteRule
{
    public bool Concerns(string type) => type is "Schedule" or "Slot";

    public async ValueTask<Refusal?> Guard(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (write.Type == "Schedule") return write.Resource is Schedule schedule ? RotaCheck.Of(schedule) : null;
        var (before, after) = (write.Previous is { Deleted: false } previous ? previous.As<Slot>() : null, write.Resource as Slot);
        if (!RotaSlot.Is((after ?? before)!) && (before is null || !RotaSlot.Is(before)))
            return transaction.Caller is Caller { IsSoftware: false } person && !person.Has("admin") ? Refusal.Forbidden("Only administrators change a Slot.") : null;
        return await new ChangeCheck(before, after, transaction).Refusal(cancel);
    }

    public async ValueTask<Refusal?> Effects(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (write.Type == "Schedule") IndexRota(write, transaction);
        else await IndexChange(write, transaction, cancel);
        return null;
    }

    public Refusal? Broken(string constraint) => constraint != "a_rota_has_one_schedule" ? null
        : RotaRefusals.Broken(new("Un autre Schedule porte déjà ce nom d’astreinte.", "Another Schedule already has this rota's name."), "Schedule.identifier");

    static void IndexRota(Write write, StoreTransaction transaction)
    {
        if (write.Resource is Schedule schedule && RotaSchedule.NameOf(schedule) is { } name)
            transaction.Effect("insert into hub.rota (name, key) values ($1, $2) on conflict (key) do update set name = excluded.name", name, write.Key);
        else
            transaction.Effect("delete from hub.rota where key = $1", write.Key);
    }

    async Task IndexChange(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (write.Resource is not Slot slot || RotaSlot.Read(slot).Change is not { } change || await transaction.Find(change.Schedule, cancel) is not { } schedule)
        {
            transaction.Effect("delete from hub.rota_change where key = $1", write.Key);
            return;
        }
        transaction.Effect(
            """
            insert into hub.rota_change (key, rota, starts_at, ends_at, holds, pair) values ($1, $2, $3, $4, $5, $6)
            on conflict (key) do update set rota = excluded.rota, starts_at = excluded.starts_at, ends_at = excluded.ends_at, holds = excluded.holds, pair = excluded.pair
            """,
            write.Key, schedule.Key, change.Change.During.Start, change.Change.During.End, change.Holds, change.Pair);
        Tell(write, change, transaction);
    }

    // Whoever a change concerns hears of it, but for who made it.
    void Tell(Write write, RotaSlot change, StoreTransaction transaction)
    {
        if (write.Previous is null && !change.Holds && !change.Proposed) return;
        var kind = change switch { { Proposed: true } => "swap-proposed", { Holds: true } => "rota-changed", _ => "rota-change-withdrawn" };
        var others = change.Change.People.Where(account => $"PractitionerRole/{account}" != transaction.Caller.Agent);
        inbox.Tell(transaction, others, new InboxEvent(
            Guid.CreateVersion7(transaction.Now), kind, "routine", change.Schedule, write.Reference, change.Change.During.Start, transaction.Now));
    }
}
