using Dapper;
using Hl7.Fhir.Model;
using Telemed.Core.OnCall;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Rotas;

/// <summary>Whether one change to a rota may be made, beside all others of the same transaction.</summary>
/// <param name="before">Null for a new change.</param>
/// <param name="after">Null when it is deleted.</param>
sealed class ChangeCheck(Slot? before, Slot? after, StoreTransaction transaction)
{
    static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    public async Task<Refusal?> Refusal(CancellationToken cancel)
    {
        var ((was, _), (becomes, faults)) = (before is null ? (null, []) : RotaSlot.Read(before), after is null ? (null, []) : RotaSlot.Read(after));
        if (faults.Count > 0) return RotaRefusals.Of(faults);
        if ((becomes ?? was) is not { } change) return null;
        if (await transaction.Find(change.Schedule, cancel) is not { } stored || RotaSchedule.Read(stored.As<Schedule>()).Rota is not { } rota) return RotaRefusals.NotARota();
        // One after the other: the second one then reads what the first has committed.
        await transaction.Connection.ExecuteAsync(new(
            "select pg_advisory_xact_lock(hashtextextended(@schedule, 0))", new { schedule = change.Schedule }, cancellationToken: cancel));
        return MayDo(was, becomes) ?? await People(was, becomes, cancel) ?? await Halves(change, cancel) ?? await Fits(was, becomes, rota, stored.Key, cancel);
    }

    Refusal? MayDo(RotaSlot? was, RotaSlot? becomes)
    {
        if (was is not null && becomes is not null && (was.Change != becomes.Change || was.Schedule != becomes.Schedule || was.Pair != becomes.Pair)) return RotaRefusals.Fixed();
        if (transaction.Caller is not Caller { IsSoftware: false } person) return null;
        var change = (becomes ?? was)!;
        if (change.Change.During.End <= transaction.Now) return RotaRefusals.Over();
        if (person.Has("coordinator") || person.Has("admin")) return null;
        if (!change.Change.People.Contains(person.Account)) return RotaRefusals.NotYours();
        return change.Change is RotaChange.Swap swap ? MaySwap(swap, was, change, person) : null;
    }

    // The first of the two proposes; the other accepts; either may call it off.
    static Refusal? MaySwap(RotaChange.Swap swap, RotaSlot? was, RotaSlot becomes, Caller person) => (was, becomes) switch
    {
        (null, { Proposed: true }) => swap.Person == person.Account ? null : RotaRefusals.NotYours(),
        (_, { Holds: true }) when was is not { Holds: true } => was is { Proposed: true } && swap.With == person.Account ? null : RotaRefusals.NotAccepted(),
        _ => null,
    };

    async Task<Refusal?> People(RotaSlot? was, RotaSlot? becomes, CancellationToken cancel)
    {
        if (was is not null || becomes is null) return null;
        foreach (var account in becomes.Change.People)
            if (await transaction.Find($"PractitionerRole/{account}", cancel) is not { } role || role.As<PractitionerRole>().Active == false) return RotaRefusals.Unknown(account);
        return null;
    }

    async Task<Refusal?> Halves(RotaSlot change, CancellationToken cancel)
    {
        if (change.Pair is null || before is null) return null;
        var halves = (await transaction.Connection.QueryAsync<long>(new("select key from hub.rota_change where pair = @pair", new { pair = change.Pair }, cancellationToken: cancel))).ToList();
        var statuses = transaction.Writes.Where(other => halves.Contains(other.Key)).Select(other => (other.Resource as Slot)?.Status).ToList();
        return statuses.Count == halves.Count && statuses.Distinct().Count() == 1 ? null : RotaRefusals.OneHalf();
    }

    async Task<Refusal?> Fits(RotaSlot? was, RotaSlot? becomes, Rota rota, long key, CancellationToken cancel)
    {
        var during = (becomes ?? was)!.Change.During;
        var held = await Held(key, during.Start, cancel);
        var others = transaction.Writes.Where(other => other.Type == "Slot").ToDictionary(other => other.Id, other => Holding(other.Resource as Slot, $"Schedule/{ScheduleId()}"));
        List<RotaChange> then = [.. held.Where(change => !others.ContainsKey(change.Id)), .. others.Values.OfType<RotaChange>()];
        if (becomes is { Holds: true } && then.Find(becomes.Change.Contradicts) is { } other) return RotaRefusals.Contradicts(other, rota.Zone);
        if (!rota.NeverEmpty || during.End <= transaction.Now) return null;

        var from = during.Start > transaction.Now ? during.Start : transaction.Now;
        var already = Shifts.Gaps(rota, held, from - Margin, during.End + Margin);
        return Shifts.Gaps(rota, then, from, during.End).FirstOrDefault(gap => !already.Any(known => known.During.Start <= gap.During.Start && gap.During.End <= known.During.End && known.People <= gap.People)) is { } opened
            ? RotaRefusals.OpensAGap(opened, rota)
            : null;
    }

    string ScheduleId() => ((after ?? before)!.Schedule?.Reference ?? "").Split('/')[^1];

    async Task<List<RotaChange>> Held(long rota, DateTimeOffset from, CancellationToken cancel)
    {
        var bodies = await transaction.Connection.QueryAsync<string>(new(
            "select r.body from hub.rota_change c join fhir.resource r on r.key = c.key where c.rota = @rota and c.holds and c.ends_at > @from and not r.deleted",
            new { rota, from = from - Margin }, cancellationToken: cancel));
        return [.. bodies.Select(body => Holding(ResourceBody.Read<Slot>(System.Text.Encoding.UTF8.GetBytes(body)), null)).OfType<RotaChange>()];
    }

    static RotaChange? Holding(Slot? slot, string? schedule) =>
        slot is not null && RotaSlot.Is(slot) && RotaSlot.Read(slot).Change is { Holds: true } change && (schedule is null || change.Schedule == schedule) ? change.Change : null;
}
