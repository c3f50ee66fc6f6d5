using System.Text.Json;
using System.Text.Json.Nodes;
using Hl7.Fhir.Model;
using Telemed.Core.Pathways;
using Telemed.Core.Requests;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Escalations;
using Telemed.Hub.Platform;
using static Hl7.Fhir.Model.OperationOutcome;
using Age = Telemed.Core.Age;

namespace Telemed.Hub.Features.Requests;

/// <summary>
/// A request enters: a ServiceRequest that names a pathway, with whatever it refers to, from the console or from any software.
/// In the same transaction it gets its Task, its clocks, its circle of access, and its experts are told.
/// </summary>
sealed class SubmitRequest(PathwayList pathways, InboxEvents inbox, TellLevel tellLevel, ILogger<SubmitRequest> log) : IWriteRule
{
    /// <summary>Events of a new request: to those on duty, and to the others of the pool.</summary>
    public const string Submit = "submit", Listed = "listed";

    public const string SummaryUrl = "https://telemed.example/fhir/StructureDefinition/subject-summary";

    public bool Concerns(string type) => type == "ServiceRequest";

    public string? AnswerOnceKey(JsonElement resource) =>
        resource.TryGetProperty("instantiatesCanonical", out _) && resource.TryGetProperty("identifier", out var identifiers)
            ? identifiers.EnumerateArray().Select(identifier => $"ServiceRequest.identifier {Text(identifier, "system")}|{Text(identifier, "value")}").FirstOrDefault()
            : null;

    public async ValueTask<Refusal?> Guard(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (Pathway(write.Previous?.As<ServiceRequest>()) is not null)
            return Refusal.Conflict("A request that was sent does not change: cancel it, or answer its Task.");
        if (write.Resource is not ServiceRequest request || request.InstantiatesCanonical.FirstOrDefault() is not { } canonical || pathways.WatchedBy(canonical) is not null) return null;
        if (pathways.Find(canonical) is not { } pathway)
            return Refusal.Unprocessable(IssueType.NotFound, $"No pathway is called {canonical}.", "ServiceRequest.instantiatesCanonical");
        return await MayAsk(request, pathway, transaction, cancel) ?? await Check(write, request, pathway, transaction, cancel);
    }

    /// <summary>The hub itself asks, in a transaction that is under way: the content is checked and all that follows is done as for anybody else.</summary>
    public async Task<string> Ask(StoreTransaction transaction, ServiceRequest request, CancellationToken cancel)
    {
        var write = await transaction.Create(request, null, cancel);
        var refusal = await Check(write, request, Pathway(request)!, transaction, cancel) ?? await Effects(write, transaction, cancel);
        return refusal is null ? write.Reference : throw new InvalidOperationException($"The hub's own request is refused: {string.Join(' ', refusal.Outcome.Issue.Select(issue => issue.Diagnostics))}");
    }

    static async Task<Refusal?> Check(Write write, ServiceRequest request, Pathway pathway, StoreTransaction transaction, CancellationToken cancel)
    {
        if (IdentityIn(write, transaction) is { } identity)
            return Refusal.Unprocessable(IssueType.BusinessRule, "An identity must not stand in what the experts read before one of them takes the request.", identity);

        var contents = await RequestContents.Gather(request, transaction, cancel);
        var issues = contents.Check(pathway);
        if (issues.Count > 0) return Refusal.Of(422, issues);
        var facts = new RequestFacts(null) { Present = contents.Present, ConsentRequired = pathway.ConsentRequired, PauseAllowed = pathway.PauseAllowed };
        if (RequestLifecycle.Decide(facts, RequestEvent.Submit, Part.Requester) is Decision.Refused refused)
            return Refusal.Unprocessable(refused.Code, refused.Text.ToString(), "ServiceRequest.supportingInfo");

        write.Replace(WithSummary(write.Body!, contents.Patient!, transaction.Now));
        return null;
    }

    public async ValueTask<Refusal?> Effects(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (write.Resource is not ServiceRequest request || write.Kind != WriteKind.Create || Pathway(request) is not { } pathway) return null;
        var urgency = pathway.Urgency(request.Priority)!;
        var onDuty = new OnDuty(transaction.Connection, transaction.Now);
        await onDuty.Read([pathway.Pool, .. pathway.Roles.Select(role => role.Pool)], [urgency.Escalation.Levels[0], .. pathway.Roles.Select(role => role.Escalation.Levels[0])], cancel);
        if (await onDuty.Pool(pathway.Pool.Value!, cancel) is not ({ } pool, { } members))
            return Refusal.Unprocessable(IssueType.NotFound, $"The directory has no pool {pathway.Pool.Value}.", "PlanDefinition");
        var sent = transaction.Writes.ToList();
        var taskWrite = await transaction.Create(LivingTask.New(write.Reference, request, pathway, pool, urgency, transaction.Now), null, cancel);
        var task = new LivingTask(taskWrite.Id, (FhirTask)taskWrite.Resource!, pathway);
        var provenance = await transaction.Create(Transitions.Record(transaction, task.Reference, RequestEvent.Submit, null), null, cancel);

        foreach (var part in sent.Append(taskWrite).Append(provenance))
            Access.Put(transaction, write.Reference, part.Key, RequestAccess.SectionOf(part.Type));
        foreach (var reference in request.SupportingInfo.Append(request.Subject!).Select(info => info.Reference).OfType<string>())
            if (sent.TrueForAll(part => part.Reference != reference) && await transaction.Find(reference, cancel) is { } known)
                Access.Put(transaction, write.Reference, known.Key, RequestAccess.SectionOf(known.Type));

        RequestAccess.Submitted(transaction, write.Reference, await Requesters(request, pathway, transaction, cancel), pool);
        RequestClocks.Apply(transaction, ClockEffects.StartsReply, taskWrite.Key, task, met: false);
        var told = await tellLevel.Begin(transaction, taskWrite.Key, task, onDuty, Submit, cancel);
        // Those on duty are called; the lists of the others show the request too.
        inbox.Tell(transaction, members.Where(member => !told.Contains(member)), Transitions.Event(transaction, task, Listed, transaction.Now + urgency.AcceptWithin));
        if (await AskForParts(write.Reference, task, onDuty, transaction, cancel) is { } unknown) return unknown;
        transaction.AfterCommit(() =>
        {
            Telemetry.Submitted.Add(1, new("pathway", pathway.Name), new("priority", urgency.Code));
            log.Submitted(write.Reference, task.Reference, pathway.Name);
        });
        return null;
    }

    /// <summary>The further roles of the pathway are asked at the same time, each with a Task of its own.</summary>
    async Task<Refusal?> AskForParts(string request, LivingTask living, OnDuty onDuty, StoreTransaction transaction, CancellationToken cancel)
    {
        foreach (var role in living.Pathway.Roles)
        {
            if (await onDuty.Pool(role.Pool.Value!, cancel) is not ({ } pool, { } members))
                return Refusal.Unprocessable(IssueType.NotFound, $"The directory has no pool {role.Pool.Value}.", "PlanDefinition");
            var write = await transaction.Create(LivingTask.New(living.Reference, living.Resource, role, pool), null, cancel);
            var part = new LivingTask(write.Id, (FhirTask)write.Resource!, living.Pathway);
            Access.Put(transaction, request, write.Key, RequestAccess.Task);
            RequestAccess.Offered(transaction, request, pool);
            var told = await tellLevel.Begin(transaction, write.Key, part, onDuty, Submit, cancel);
            inbox.Tell(transaction, members.Where(member => !told.Contains(member)), Transitions.Event(transaction, part, Listed, transaction.Now + role.AcceptWithin));
        }
        return null;
    }

    Pathway? Pathway(ServiceRequest? request) => pathways.Find(request?.InstantiatesCanonical.FirstOrDefault());

    static async Task<Refusal?> MayAsk(ServiceRequest request, Pathway pathway, StoreTransaction transaction, CancellationToken cancel)
    {
        var requester = request.Requester?.Reference;
        if (requester is null) return Refusal.Unprocessable(IssueType.Required, "The request says who asks.", "ServiceRequest.requester");
        if (!transaction.Caller.ReachesAll && requester != transaction.Caller.Agent)
            return Refusal.Unprocessable(IssueType.Value, $"You ask in your own name: {transaction.Caller.Agent}.", "ServiceRequest.requester");
        var (professions, duties) = await RoleCodes.Of(transaction, requester, cancel);
        return pathway.MayBeAskedBy(professions, duties) ? null : Refusal.Forbidden($"This profession does not ask through the pathway {pathway.Title}.");
    }

    static async Task<IReadOnlyList<string>> Requesters(ServiceRequest request, Pathway pathway, StoreTransaction transaction, CancellationToken cancel)
    {
        var requester = request.Requester!.Reference!;
        if (pathway.RequesterReach == RequesterReach.Person) return [requester];
        var organization = transaction.Caller is Caller caller && requester == caller.Agent
            ? caller.Organization
            : (await transaction.Find(requester, cancel))!.As<PractitionerRole>().Organization?.Reference;
        return organization is null ? [requester] : [requester, organization];
    }

    static string? IdentityIn(Write request, StoreTransaction transaction)
    {
        foreach (var write in transaction.Writes.Where(write => write == request || RequestAccess.SectionOf(write.Type) == RequestAccess.Question))
        {
            using var json = JsonDocument.Parse(write.Body);
            foreach (var property in json.RootElement.EnumerateObject())
                if (RequestContents.IdentityIn(property.Value, $"{write.Type}.{property.Name}") is { } found) return found;
        }
        return null;
    }

    // Age and sex are what an expert needs to judge a picture; the name is not. They travel in the request, so that the pool never reads Patient.
    static byte[] WithSummary(byte[] body, Patient patient, DateTimeOffset now)
    {
        var json = JsonNode.Parse(body)!.AsObject();
        var extensions = json["extension"] as JsonArray;
        if (extensions is null) json["extension"] = extensions = [];
        var summary = new JsonArray();
        if (patient.BirthDate is { } born && DateOnly.TryParse(born.Length == 4 ? born + "-07-01" : born.Length == 7 ? born + "-15" : born, out var date))
            summary.Add(new JsonObject { ["url"] = "age", ["valueUnsignedInt"] = Age.Of(date, DateOnly.FromDateTime(now.UtcDateTime)) });
        if (patient.Gender is { } gender) summary.Add(new JsonObject { ["url"] = "sex", ["valueCode"] = gender.ToString().ToLowerInvariant() });
        extensions.Add(new JsonObject { ["url"] = SummaryUrl, ["extension"] = summary });
        return System.Text.Encoding.UTF8.GetBytes(json.ToJsonString(Relaxed));
    }

    static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Request} submitted on pathway {Pathway}, followed by {Task}")]
    public static partial void Submitted(this ILogger log, string request, string task, string pathway);
}
