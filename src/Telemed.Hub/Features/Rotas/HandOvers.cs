using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core;
using Telemed.Core.OnCall;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Tasks;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Rotas;

/// <summary>
/// The hand-over of a shift, as a Communication that is in progress until the next one has said "I take over": what is open, a note, and
/// the requests that change hands at that moment and not before.
/// </summary>
sealed class HandOvers(FhirStore store, OpenRequests open, MoveTask move, InboxEvents inbox)
{
    public const string Category = "https://telemed.example/fhir/CodeSystem/communication-category", Code = "hand-over";
    const string Section = "hand-over";

    /// <summary>Null when the caller is not first on call, has nobody to hand over to, or has done so.</summary>
    public async Task<HandOverOffer?> Offer(
        NpgsqlConnection connection, Caller caller, RotaOnFile rota, Func<string, RotaPerson> person, DateTimeOffset now, CancellationToken cancel)
    {
        if (Next(rota, caller.Account, now) is not { } next) return null;
        if ((await Read(connection, caller, cancel)).Any(one => IsOf(one, rota) && one.Sender?.Reference == caller.Agent)) return null;
        return new(person(next.Account), next.During.Start, await open.Of(connection, caller, caller.Account, rota.Service, cancel));
    }

    /// <summary>Those to the caller, and those the caller has given that wait.</summary>
    public async Task<IReadOnlyList<HandOverLine>> UnderWay(NpgsqlConnection connection, Caller caller, IReadOnlyList<RotaOnFile> rotas, CancellationToken cancel)
    {
        var lines = new List<HandOverLine>();
        foreach (var one in await Read(connection, caller, cancel))
        {
            if (rotas.FirstOrDefault(rota => IsOf(one, rota)) is not { } rota) continue;
            var requests = await open.Named(connection, caller, [.. Tasks(one)], one.Sender!.Reference!, cancel);
            lines.Add(new(
                one.Id!, one.Sender.Display ?? one.Sender.Reference!, one.Recipient[0].Display ?? one.Recipient[0].Reference!, rota.Rota.Title, one.SentElement!.ToDateTimeOffset(TimeSpan.Zero),
                one.Payload.Select(payload => (payload.Content as FhirString)?.Value).FirstOrDefault(), requests, one.Recipient[0].Reference == caller.Agent));
        }
        return lines;
    }

    /// <summary>Who is on call hands over.</summary>
    public async Task<Refusal?> Give(Caller caller, string scheduleId, string? note, CancellationToken cancel)
    {
        await using var transaction = await store.Begin(caller, cancel);
        if (await OnCall.Of(transaction.Connection, $"Schedule/{scheduleId}", transaction.Now, cancel) is not { } rota) return Refusal.NotFound($"Schedule/{scheduleId}");
        if (Next(rota, caller.Account, transaction.Now) is not { } next)
            return RotaRefusals.Broken(new("Vous n’êtes pas de garde en premier, ou personne ne vous suit.", "You are not first on call, or nobody comes after you."));
        var requests = await open.Of(transaction.Connection, caller, caller.Account, rota.Service, cancel);
        var to = await transaction.Find($"PractitionerRole/{next.Account}", cancel);
        var communication = new Communication
        {
            Status = EventStatus.InProgress,
            Category = [new CodeableConcept(Category, Code)],
            Sender = new(caller.Agent, caller.Name),
            Recipient = [new($"PractitionerRole/{next.Account}", to?.As<PractitionerRole>().Practitioner?.Display)],
            About = [new(rota.Schedule), .. requests.Select(request => new ResourceReference($"Task/{request.TaskId}"))],
            Payload = string.IsNullOrWhiteSpace(note) ? [] : [new() { Content = new FhirString(note.Trim()) }],
            SentElement = new FhirDateTime(transaction.Now),
        };
        var write = await transaction.Create(communication, null, cancel);
        Access.Put(transaction, write.Reference, write.Key, Section);
        foreach (var reader in new[] { caller.Agent, $"PractitionerRole/{next.Account}" }) Access.Give(transaction, write.Reference, reader, Section);
        Trace(transaction, "hand-over", write);
        Tell(transaction, "hand-over-given", next.Account, rota.Schedule, write.Reference);
        await transaction.Commit(cancel);
        return null;
    }

    /// <summary>The next one takes over; the requests that the former holds become theirs, in the same transaction.</summary>
    public async Task<Refusal?> Take(Caller caller, string id, NpgsqlDataSource db, CancellationToken cancel)
    {
        await using var transaction = await store.Begin(caller, cancel);
        var reference = $"Communication/{id}";
        if (!await transaction.Reaches(reference, cancel) || await transaction.Lock(reference, cancel) is not { Deleted: false } stored) return Refusal.NotFound(reference);
        var communication = stored.As<Communication>();
        if (!communication.Category.Exists(category => category.Coding.Exists(coding => coding.System == Category && coding.Code == Code))) return Refusal.NotFound(reference);
        if (communication.Recipient[0].Reference != caller.Agent) return RotaRefusals.NotYours();
        if (communication.Status != EventStatus.InProgress) return Refusal.Conflict(new Wording("Cette relève est déjà prise.", "This hand-over is already taken.").ToString());
        var sender = communication.Sender!.Reference!["PractitionerRole/".Length..];
        if (await Caller.Load(db, sender, cancel) is { } former) await TakeTasks(transaction, former, caller, Tasks(communication), cancel);
        communication.Status = EventStatus.Completed;
        communication.ReceivedElement = new FhirDateTime(transaction.Now);
        Trace(transaction, "take-over", transaction.Update(stored, communication));
        Tell(transaction, "hand-over-taken", sender, communication.About[0].Reference!, reference);
        await transaction.Commit(cancel);
        return null;
    }

    // Each is released by the one and accepted by the other; one that has moved on meanwhile stays where it is.
    async Task TakeTasks(StoreTransaction transaction, Caller former, Caller next, IEnumerable<string> tasks, CancellationToken cancel)
    {
        foreach (var task in tasks.Order(StringComparer.Ordinal))
        {
            if (await transaction.Lock(task, cancel) is not { Deleted: false } stored || stored.As<FhirTask>().Owner?.Reference != former.Agent) continue;
            var reason = new Parameters().Add("reason", new FhirString("Relève"));
            var (released, refusal) = await move.Decide(transaction, former, stored, TaskOperations.All["release"], reason, cancel);
            if (refusal is not null) continue;
            var between = stored with { Body = ResourceBody.Write(released!) };
            var (taken, refused) = await move.Decide(transaction, next, between, TaskOperations.All["accept"], new Parameters(), cancel);
            transaction.Update(stored, refused is null ? taken! : released!);
        }
    }

    static Shift? Next(RotaOnFile rota, string account, DateTimeOffset now)
    {
        var first = Shifts.Between(rota.Rota, rota.Changes, now, now + Shifts.Horizon).Where(shift => shift.Rank == 1).ToList();
        return first.FirstOrDefault()?.Account == account ? first.Find(shift => shift.Account != account) : null;
    }

    async Task<IReadOnlyList<Communication>> Read(NpgsqlConnection connection, Caller caller, CancellationToken cancel) =>
        [.. (await store.ReadMany(caller, await UnderWayFor(connection, caller.Account, cancel), cancel)).Select(one => one.As<Communication>()).OrderBy(one => one.Sent)];

    static async Task<IReadOnlyList<string>> UnderWayFor(NpgsqlConnection connection, string account, CancellationToken cancel) =>
        [.. await connection.QueryAsync<string>(new(
            """
            select distinct 'Communication/' || r.id from fhir.search_reference s join fhir.resource r on r.key = s.key
            where s.param in (select id from fhir.search_parameter where type = 'Communication' and code in ('sender', 'recipient'))
              and s.target_type = 'PractitionerRole' and s.target_id = @account and r.type = 'Communication' and not r.deleted
              and exists (select from fhir.search_token t where t.key = r.key and t.param = (select id from fhir.search_parameter where type = 'Communication' and code = 'status') and t.code = 'in-progress')
              and exists (select from fhir.search_token t where t.key = r.key and t.param = (select id from fhir.search_parameter where type = 'Communication' and code = 'category') and t.code = @code)
            """, new { account, code = Code }, cancellationToken: cancel))];

    static bool IsOf(Communication one, RotaOnFile rota) => one.About.Exists(about => about.Reference == rota.Schedule);

    static IEnumerable<string> Tasks(Communication one) => one.About.Select(about => about.Reference).OfType<string>().Where(reference => reference.StartsWith("Task/", StringComparison.Ordinal));

    void Tell(StoreTransaction transaction, string kind, string account, string schedule, string communication) => inbox.Tell(
        transaction, [account], new InboxEvent(Guid.CreateVersion7(transaction.Now), kind, "routine", schedule, communication, null, transaction.Now));

    static void Trace(StoreTransaction transaction, string interaction, Write write) => Access.LeaveTrace(transaction, interaction, write.Reference, write.Version);
}
