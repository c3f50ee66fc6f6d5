using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core.Calendars;
using Telemed.Core.Pathways;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Escalations;

/// <summary>Who stands behind the targets of levels at one instant; each is asked for once in a transaction.</summary>
sealed class OnDuty(NpgsqlConnection connection, DateTimeOffset now)
{
    readonly Dictionary<string, IReadOnlyList<OnCallPerson>> rotas = [];
    readonly Dictionary<string, (string? Service, string[] Members)> pools = [];
    readonly Dictionary<string, IReadOnlyList<string>> duties = [];
    readonly Dictionary<string, BusinessHours> hours = [];

    /// <summary>A pool that was already read in this transaction.</summary>
    public OnDuty Knows(Identifier pool, string service, string[] members)
    {
        pools[pool.Value!] = (service, members);
        return this;
    }

    /// <summary>The accounts of a target; none for a telephone, or when nobody is on duty.</summary>
    public async Task<IReadOnlyList<string>> Of(EscalationTarget target, CancellationToken cancel)
    {
        switch (target.Kind)
        {
            case EscalationTargetKind.Rota:
                if (!rotas.TryGetValue(target.Name, out var onCall)) rotas[target.Name] = onCall = await OnCall.At(connection, target.Name, now, cancel);
                return [.. onCall.Where(person => person.Rank == target.Rank).Select(person => person.Account)];
            case EscalationTargetKind.Pool:
                return (await Pool(target.Name, cancel)).Members;
            case EscalationTargetKind.Duty:
                if (!duties.TryGetValue(target.Name, out var holders)) duties[target.Name] = holders = await Duties.Holders(connection, target.Name, cancel);
                return holders;
            default:
                return [];
        }
    }

    /// <summary>When a pool is open.</summary>
    public async Task<BusinessHours> Hours(Identifier pool, CancellationToken cancel)
    {
        var name = pool.Value!;
        if (!hours.TryGetValue(name, out var open))
            hours[name] = open = await Pool(name, cancel) is { Service: { } service } ? await ServiceHours.Of(connection, service, cancel) : BusinessHours.Always;
        return open;
    }

    async Task<(string? Service, string[] Members)> Pool(string name, CancellationToken cancel)
    {
        if (!pools.TryGetValue(name, out var pool)) pools[name] = pool = await Requests.Pool.Find(connection, new(PathwayTerms.Pools, name), cancel);
        return (pool.Service, pool.Members ?? []);
    }
}
