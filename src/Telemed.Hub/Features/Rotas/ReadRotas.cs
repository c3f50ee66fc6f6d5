using Dapper;
using Hl7.Fhir.Model;
using Microsoft.Extensions.Options;
using Npgsql;
using Telemed.Core;
using Telemed.Core.OnCall;
using Telemed.Fhir;
using Telemed.Hub.Features.Escalations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Rotas;

/// <summary>The rotas as one person may see and change them now.</summary>
sealed class ReadRotas(NpgsqlDataSource db, HandOvers handOvers, PathwayList pathways, IOptions<AlertingOptions> alerting, TimeProvider clock)
{
    static readonly TimeSpan Weeks = TimeSpan.FromDays(7 * 6), Swappable = TimeSpan.FromDays(7 * 12);

    public async Task<RotasView> All(Caller caller, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var connection = await db.OpenConnectionAsync(cancel);
        var rotas = await OnCall.All(connection, now.AddDays(-1), cancel);
        var slots = await Slots(connection, now, cancel);
        var people = await Names(connection, cancel);
        var doubles = DoubleTurns.Between(pathways, rotas, now, now + Weeks);
        var cards = new List<RotaCard>();
        foreach (var rota in rotas)
        {
            var offer = await handOvers.Offer(connection, caller, rota, account => Named(people, rota.Rota, account), now, cancel);
            cards.Add(Card(caller, rota, [.. slots[rota.Key]], people, now) with { Offer = offer, Doubles = [.. doubles.Select(turn => Double(turn, rota, people)).OfType<DoubleLine>()] });
        }
        var link = await connection.ExecuteScalarAsync<DateTime?>(new("select created_at from hub.calendar_link where user_id = @user", new { user = caller.Account }, cancellationToken: cancel));
        var silent = (await OnCallDevices.Now(connection, rotas, now, TimeSpan.FromSeconds(alerting.Value.SilentAfter), cancel)).FirstOrDefault(one => one.IsSilent && one.Person.Account == caller.Account);
        return new(
            [.. cards.OrderByDescending(card => card.Mine)], await handOvers.UnderWay(connection, caller, rotas, cancel), link is { } since ? new DateTimeOffset(since, TimeSpan.Zero) : null)
        {
            Silence = silent is null ? null : new(silent.HeardAt),
        };
    }

    static RotaCard Card(Caller caller, RotaOnFile rota, List<Slot> slots, ILookup<string, Known> people, DateTimeOffset now)
    {
        RotaPerson Person(string account) => Named(people, rota.Rota, account);
        var mine = rota.Rota.People.Contains(caller.Account);
        var keeps = caller.Has("coordinator") || caller.Has("admin");
        var members = people.SelectMany(group => group).Where(known => rota.Service is not null && known.Pools.Contains(rota.Service)).Select(known => known.Account);
        return new RotaCard
        {
            ScheduleId = rota.Schedule["Schedule/".Length..],
            Title = rota.Rota.Title,
            Zone = rota.Rota.Zone,
            Now = [.. OnCall.At(rota, now).Select(person => new OnCallNow(person.Rank, Person(person.Account), person.Until))],
            Weeks = [.. Shifts.Stretches(rota.Rota, rota.Changes, now, now + Weeks).Select(stretch => Row(rota, stretch, Person))],
            Changes = [.. slots.Select(slot => Line(caller, slot, Person, keeps)).OfType<ChangeLine>().OrderBy(line => line.During.Start)],
            People = [.. rota.Rota.People.Concat(members).Distinct().Select(Person).OrderBy(person => person.Name, StringComparer.CurrentCulture)],
            Shifts = [.. Shifts.Between(rota.Rota, rota.Changes, now, now + Swappable).Where(shift => shift.Rank == 1).Select(shift => new GivenShift(Person(shift.Account), shift.During))],
            Mine = mine,
            MayKeep = keeps,
        };
    }

    static DoubleLine? Double(DoubleTurn turn, RotaOnFile rota, ILookup<string, Known> people) =>
        turn.One == rota ? new(Named(people, rota.Rota, turn.Account), turn.Other.Rota.Title, turn.During)
        : turn.Other == rota ? new(Named(people, rota.Rota, turn.Account), turn.One.Rota.Title, turn.During) : null;

    static RotaRow Row(RotaOnFile rota, Stretch stretch, Func<string, RotaPerson> person) => new(
        stretch.During, [.. stretch.Order.Select(person)], Math.Max(0, rota.Rota.Needed - stretch.Order.Count),
        !Shifts.Stretches(rota.Rota, [], stretch.During.Start, stretch.During.End).First().Order.SequenceEqual(stretch.Order));

    static ChangeLine? Line(Caller caller, Slot slot, Func<string, RotaPerson> person, bool keeps)
    {
        if (RotaSlot.Read(slot).Change is not { } change) return null;
        string Name(string account) => person(account).Name;
        var text = change.Change switch
        {
            RotaChange.Leave { By: { } by } leave => new Wording($"{Name(leave.Person)} absent, remplacé par {Name(by)}", $"{Name(leave.Person)} away, replaced by {Name(by)}"),
            RotaChange.Leave leave => new($"{Name(leave.Person)} absent, le rang suivant monte", $"{Name(leave.Person)} away, the next rank moves up"),
            RotaChange.Replace replace => new($"{Name(replace.By)} à la place de {Name(replace.Person)}", $"{Name(replace.By)} in place of {Name(replace.Person)}"),
            RotaChange.Swap swap => new($"{Name(swap.Person)} et {Name(swap.With)} échangent leurs places", $"{Name(swap.Person)} and {Name(swap.With)} exchange places"),
            RotaChange.Add add => new($"{Name(add.Person)} en plus, au rang {add.Rank}", $"{Name(add.Person)} in addition, at rank {add.Rank}"),
            _ => new("", ""),
        };
        var concerned = change.Change.People.Contains(caller.Account);
        return new(
            slot.Id!, text, change.Change.During, change.Reason, change.Proposed,
            change.Proposed && (keeps || (change.Change is RotaChange.Swap proposed && proposed.With == caller.Account)), keeps || concerned);
    }

    static async Task<ILookup<long, Slot>> Slots(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancel) =>
        (await connection.QueryAsync<(long Rota, string Body)>(new(
            "select c.rota, r.body from hub.rota_change c join fhir.resource r on r.key = c.key where c.ends_at > @now and not r.deleted", new { now }, cancellationToken: cancel)))
        .Select(row => (row.Rota, Slot: ResourceBody.Read<Slot>(System.Text.Encoding.UTF8.GetBytes(row.Body))))
        .Where(row => row.Slot.Status != Slot.SlotStatus.EnteredInError)
        .ToLookup(row => row.Rota, row => row.Slot);

    /// <summary>Somebody of the directory who takes turns, or could.</summary>
    sealed record Known
    {
        public string Account { get; init; } = "";
        public string Name { get; init; } = "";
        public string? Organization { get; init; }
        public string[] Pools { get; init; } = [];
    }

    static async Task<ILookup<string, Known>> Names(NpgsqlConnection connection, CancellationToken cancel) =>
        (await connection.QueryAsync<Known>(new(
            """
            select id as account, coalesce(body::jsonb #>> '{practitioner,display}', id) as name, body::jsonb #>> '{organization,display}' as organization,
                   array(select jsonb_path_query(body::jsonb, '$.healthcareService[*].reference') #>> '{}') as pools
            from fhir.resource where type = 'PractitionerRole' and not deleted
            """, cancellationToken: cancel))).ToLookup(known => known.Account);

    static RotaPerson Named(ILookup<string, Known> people, Rota rota, string account) =>
        people[account].FirstOrDefault() is { } known ? new(account, known.Name, known.Organization) : new(account, account, rota.SiteOf(account));
}
