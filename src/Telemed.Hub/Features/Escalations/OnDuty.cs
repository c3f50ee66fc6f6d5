using Dapper;
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
    readonly Dictionary<string, (string? Service, string[]? Members)> pools = [];
    readonly Dictionary<string, IReadOnlyList<string>> duties = [];
    readonly Dictionary<string, BusinessHours> hours = [];
    readonly Dictionary<string, ILookup<string, string>> teams = [];

    /// <summary>Reads together what several Tasks will ask for: their pools, and the rotas of the levels.</summary>
    public async Task Read(IEnumerable<Identifier> poolsOfTasks, IEnumerable<EscalationLevel> levels, CancellationToken cancel)
    {
        var targets = levels.SelectMany(level => level.Targets).ToList();
        foreach (var name in poolsOfTasks.Select(pool => pool.Value!).Concat(targets.Where(target => target.Kind == EscalationTargetKind.Pool).Select(target => target.Name))) pools[name] = default;
        foreach (var target in targets.Where(target => target.Kind == EscalationTargetKind.Rota)) rotas[target.Name] = [];
        await using var found = await connection.QueryMultipleAsync(new(
            $"{Requests.Pool.SelectNamed}; {OnCall.SelectNamed}",
            new { system = PathwayTerms.Pools, names = pools.Keys.ToArray(), rotas = rotas.Keys.ToArray(), from = now }, cancellationToken: cancel));
        foreach (var (name, pool) in Requests.Pool.ByName(await found.ReadAsync<(string, string, string[])>())) pools[name] = pool;
        foreach (var rota in OnCall.Rotas(await found.ReadAsync<OnCall.RotaRow>())) rotas[rota.Rota.Name] = OnCall.At(rota, now);
    }

    /// <summary>The accounts of a target; none for a telephone or a part, or when nobody is on duty.</summary>
    /// <param name="patient">Whose care team is told, where the target is a role in it.</param>
    public async Task<IReadOnlyList<string>> Of(EscalationTarget target, string? patient, CancellationToken cancel)
    {
        switch (target.Kind)
        {
            case EscalationTargetKind.Rota:
                if (!rotas.TryGetValue(target.Name, out var onCall)) rotas[target.Name] = onCall = await OnCall.At(connection, target.Name, now, cancel);
                return [.. onCall.Where(person => person.Rank == target.Rank).Select(person => person.Account)];
            case EscalationTargetKind.Pool:
                return (await Pool(target.Name, cancel)).Members ?? [];
            case EscalationTargetKind.Duty:
                if (!duties.TryGetValue(target.Name, out var holders)) duties[target.Name] = holders = await Duties.Holders(connection, target.Name, cancel);
                return holders;
            case EscalationTargetKind.CareTeam when patient is not null:
                if (!teams.TryGetValue(patient, out var team)) teams[patient] = team = await CareTeams.Of(connection, patient, cancel);
                return [.. team[target.Name]];
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

    /// <summary>The HealthcareService of a pool and its active members; nothing when the directory has none.</summary>
    public async Task<(string? Service, string[]? Members)> Pool(string name, CancellationToken cancel)
    {
        if (pools.TryGetValue(name, out var known)) return known;
        return pools[name] = (await Requests.Pool.Find(connection, [name], cancel)).TryGetValue(name, out var found) ? found : default;
    }
}
