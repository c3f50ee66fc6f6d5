using System.Text.Json;
using Dapper;
using Hl7.Fhir.Model;
using Telemed.Fhir.Search;

namespace Telemed.Fhir.Store;

/// <summary>What one draft came to.</summary>
/// <param name="Status">201, 200 or 204.</param>
/// <param name="Stored">The version written, or the existing one that a conditional create found.</param>
public sealed record Written(int Status, Stored Stored);

/// <summary>
/// The one way in: drafts become writes in one PostgreSQL transaction, all or none.
/// Order: answered before? - identities - references - guards - effects - rows - commit.
/// </summary>
public static class WriteDrafts
{
    /// <summary>Writes the drafts.</summary>
    /// <returns>One result for each draft in its order; or the response of the first time, verbatim; or a refusal, and nothing was written.</returns>
    public static async Task<(IReadOnlyList<Written>? Written, byte[]? FirstAnswer, Refusal? Refusal)> Write(
        this FhirStore store, FhirCaller caller, IReadOnlyList<Draft> drafts, Func<IReadOnlyList<Written>, byte[]> answer, CancellationToken cancel)
    {
        await using var transaction = await store.Begin(caller, cancel);
        if (await FirstAnswer(store, transaction, drafts, cancel) is { } first) return (null, first, null);

        var (targets, refusal) = await Identify(store, transaction, drafts, cancel);
        if (refusal is not null) return (null, null, refusal);

        refusal = await Stage(store, transaction, drafts, targets!, cancel);
        if (refusal is not null) return (null, null, refusal);

        var sent = transaction.Writes.ToList();
        foreach (var write in sent)
            foreach (var rule in store.RulesFor(write.Type))
                if (await rule.Guard(write, transaction, cancel) is { } refused) return (null, null, refused);
        foreach (var write in sent)
            foreach (var rule in store.RulesFor(write.Type))
                if (await rule.Effects(write, transaction, cancel) is { } refused) return (null, null, refused);

        var written = Results(drafts, targets!, transaction);
        foreach (var key in Keys(store, drafts))
            transaction.Effect("update fhir.answered set response = $3 where sender = $1 and key = $2", caller.Agent, key, System.Text.Encoding.UTF8.GetString(answer(written)));
        await transaction.Commit(cancel);
        return (written, null, null);
    }

    // The row is inserted first: a second sender of the same key waits for the first to commit, then reads its answer.
    static async Task<byte[]?> FirstAnswer(FhirStore store, StoreTransaction transaction, IReadOnlyList<Draft> drafts, CancellationToken cancel)
    {
        foreach (var key in Keys(store, drafts))
        {
            var inserted = await transaction.Connection.ExecuteAsync(new(
                "insert into fhir.answered (sender, key, at, response) values (@sender, @key, @at, '') on conflict do nothing",
                new { sender = transaction.Caller.Agent, key, at = transaction.Now }, cancellationToken: cancel));
            if (inserted == 0)
                return await transaction.Connection.ExecuteScalarAsync<byte[]>(new(
                    "select convert_to(response, 'UTF8') from fhir.answered where sender = @sender and key = @key",
                    new { sender = transaction.Caller.Agent, key }, cancellationToken: cancel));
        }
        return null;
    }

    static IEnumerable<string> Keys(FhirStore store, IReadOnlyList<Draft> drafts) =>
        from draft in drafts
        where draft.Kind == WriteKind.Create
        from rule in store.RulesFor(draft.Type)
        let key = rule.AnswerOnceKey(draft.Json)
        where key is not null
        select key;

    sealed record Target(string Id, Stored? Existing);

    static async Task<(Target[]? Targets, Refusal? Refusal)> Identify(FhirStore store, StoreTransaction transaction, IReadOnlyList<Draft> drafts, CancellationToken cancel)
    {
        var targets = new Target[drafts.Count];
        foreach (var (draft, i) in drafts.Select((draft, i) => (draft, i)))
        {
            if (draft.Kind != WriteKind.Create)
            {
                targets[i] = new Target(draft.Id!, null);
                continue;
            }
            var (existing, refusal) = await Existing(store, transaction, draft, cancel);
            if (refusal is not null) return (null, refusal);
            var found = existing is { } reference ? await transaction.Find(reference.ToString(), cancel) : null;
            targets[i] = new Target(found?.Id ?? transaction.NewId(), found);
        }
        return (targets, null);
    }

    // https://hl7.org/fhir/R4/http.html#ccreate. The advisory lock makes two equal conditional creates take turns.
    static async Task<(Reference? Existing, Refusal? Refusal)> Existing(FhirStore store, StoreTransaction transaction, Draft draft, CancellationToken cancel)
    {
        if (draft.IfNoneExist is { } criteria)
        {
            await transaction.Connection.ExecuteAsync(new(
                "select pg_advisory_xact_lock(hashtextextended(@criteria, 0))", new { criteria = $"{draft.Type}?{criteria}" }, cancellationToken: cancel));
            var (query, refusal) = SearchQuery.Parse(store.Parameters, draft.Type, criteria, strict: true);
            if (refusal is not null) return (null, refusal);
            var matches = await store.Match(transaction.Connection, transaction.Caller, query!, 2, cancel);
            if (matches.Count > 1) return (null, Refusal.Of(412, OperationOutcome.IssueType.MultipleMatches, $"{draft.Type}?{criteria} matches several resources."));
            if (matches.Count == 1) return (new Reference(draft.Type, matches[0].Id), null);
        }
        foreach (var rule in store.RulesFor(draft.Type))
            if (await rule.Existing(draft, transaction, cancel) is { } found && found != default) return found;
        return default;
    }

    static async Task<Refusal?> Stage(FhirStore store, StoreTransaction transaction, IReadOnlyList<Draft> drafts, Target[] targets, CancellationToken cancel)
    {
        var (references, refusal) = await ReferenceMap(store, transaction, drafts, targets, cancel);
        if (refusal is not null) return refusal;

        // Rows are locked in the order of their identity, so that two transactions never wait for each other.
        foreach (var (draft, target) in drafts.Zip(targets).OrderBy(pair => pair.First.Type, StringComparer.Ordinal).ThenBy(pair => pair.Second.Id, StringComparer.Ordinal))
        {
            if (target.Existing is not null) continue;
            var previous = draft.Kind == WriteKind.Create ? null : await transaction.Lock($"{draft.Type}/{target.Id}", cancel);
            if (previous is { Deleted: false } && !await transaction.Reaches(previous.Reference, cancel)) return Refusal.NotFound(previous.Reference);
            if (draft.IfMatch is { } version && version != previous?.Version) return Refusal.Stale(previous?.Version ?? 0);
            if (draft.Kind == WriteKind.Delete && previous is null) return Refusal.NotFound($"{draft.Type}/{target.Id}");
            if (draft.Kind == WriteKind.Delete && previous!.Deleted) continue;
            var kind = draft.Kind == WriteKind.Update && previous is null or { Deleted: true } ? WriteKind.Create : draft.Kind;
            transaction.Add(kind, draft.Type, target.Id, previous?.Key ?? await transaction.NewKey(cancel), draft.Json, references, previous, draft.IfMatch is not null);
        }
        return null;
    }

    static async Task<(Dictionary<string, string>? References, Refusal? Refusal)> ReferenceMap(
        FhirStore store, StoreTransaction transaction, IReadOnlyList<Draft> drafts, Target[] targets, CancellationToken cancel)
    {
        if (drafts.All(draft => draft.FullUrl is null)) return (null, null);
        var references = new Dictionary<string, string>();
        foreach (var (draft, target) in drafts.Zip(targets))
            if (draft.FullUrl is { } fullUrl) references[fullUrl] = $"{draft.Type}/{target.Id}";

        foreach (var reference in drafts.Where(draft => draft.Kind != WriteKind.Delete).SelectMany(draft => References(draft.Json)).Distinct())
        {
            if (references.ContainsKey(reference)) continue;
            if (reference.StartsWith("urn:uuid:", StringComparison.Ordinal))
                return (null, Refusal.Unprocessable(OperationOutcome.IssueType.NotFound, $"No entry of the transaction has the fullUrl {reference}.", "Bundle.entry.fullUrl"));
            // https://hl7.org/fhir/R4/http.html#trules: a conditional reference is resolved inside the transaction.
            if (reference.IndexOf('?', StringComparison.Ordinal) is var mark and > 0 && Hl7.Fhir.Model.ModelInfo.IsKnownResource(reference[..mark]))
            {
                var (query, refusal) = SearchQuery.Parse(store.Parameters, reference[..mark], reference[(mark + 1)..], strict: true);
                if (refusal is not null) return (null, refusal);
                var matches = await store.Match(transaction.Connection, transaction.Caller, query!, 2, cancel);
                if (matches.Count != 1) return (null, Refusal.Of(412, OperationOutcome.IssueType.MultipleMatches, $"{reference} matches {(matches.Count == 0 ? "nothing" : "several resources")}."));
                references[reference] = $"{reference[..mark]}/{matches[0].Id}";
            }
        }
        return (references, null);
    }

    static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.Name == "reference" && property.Value.ValueKind == JsonValueKind.String ? [property.Value.GetString()!] : References(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    static List<Written> Results(IReadOnlyList<Draft> drafts, Target[] targets, StoreTransaction transaction)
    {
        var byReference = transaction.Writes.ToDictionary(write => write.Reference);
        return
        [
            .. drafts.Zip(targets, (draft, target) =>
                target.Existing is { } existing ? new Written(200, existing)
                : byReference.TryGetValue($"{draft.Type}/{target.Id}", out var write)
                    ? new Written(write.Kind switch { WriteKind.Create => 201, WriteKind.Delete => 204, _ => 200 }, write.AsStored(transaction.Now))
                    : new Written(204, new Stored(0, draft.Type, target.Id, 0, transaction.Now, true, null))),
        ];
    }
}
