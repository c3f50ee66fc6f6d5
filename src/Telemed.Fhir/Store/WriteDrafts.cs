using System.Text;
using Hl7.Fhir.Model;
using Npgsql;

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
    const int Attempts = 4;

    /// <summary>
    /// Writes the drafts. What loses a race with another transaction (a deadlock, or two who create the same id) is done again from
    /// the start, rules included: a rule keeps nothing outside the transaction.
    /// </summary>
    /// <returns>One result for each draft in its order; or the response of the first time, verbatim; or a refusal, and nothing was written.</returns>
    public static async Task<(IReadOnlyList<Written>? Written, byte[]? FirstAnswer, Refusal? Refusal)> Write(
        this FhirStore store, FhirCaller caller, IReadOnlyList<Draft> drafts, Func<IReadOnlyList<Written>, byte[]> answer, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await WriteOnce(store, caller, drafts, answer, cancel);
            }
            catch (PostgresException e) when (LostARace(e))
            {
                if (attempt == Attempts) return (null, null, Refusal.Of(503, OperationOutcome.IssueType.LockError, "Others write the same resources at this moment: send it again."));
            }
            catch (PostgresException e) when (Explain(store, drafts, e) is { } refusal)
            {
                return (null, null, refusal);
            }
        }
    }

    static bool LostARace(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure || e.ConstraintName is "resource_identity" or AnswerOnce.Constraint;

    static Refusal? Explain(FhirStore store, IReadOnlyList<Draft> drafts, PostgresException e) =>
        e.ConstraintName is not { Length: > 0 } constraint ? null
        : drafts.Select(draft => draft.Type).Distinct().SelectMany(store.RulesFor).Select(rule => rule.Broken(constraint)).FirstOrDefault(refusal => refusal is not null);

    static async Task<(IReadOnlyList<Written>? Written, byte[]? FirstAnswer, Refusal? Refusal)> WriteOnce(
        FhirStore store, FhirCaller caller, IReadOnlyList<Draft> drafts, Func<IReadOnlyList<Written>, byte[]> answer, CancellationToken cancel)
    {
        var keys = AnswerOnce.Keys(store, drafts);
        if (keys.Distinct().Count() < keys.Count)
            return (null, null, Refusal.Unprocessable(OperationOutcome.IssueType.Duplicate, "Two resources of the transaction say that they are the same request."));

        var (transaction, first) = await store.Begin(caller, keys, cancel);
        await using var _ = transaction;
        if (first is not null) return (null, first, null);
        var (targets, refusal) = await Identities.Find(store, transaction, drafts, cancel);
        refusal ??= await Stage(store, transaction, drafts, targets!, cancel);
        refusal ??= await AskRules(store, transaction, cancel);
        // What refuses it may be what its own first sending wrote, a moment ago.
        if (refusal is not null) return await AnswerOnce.Find(transaction, keys, cancel) is { } answered ? (null, answered, null) : (null, null, refusal);

        var written = Results(drafts, targets!, transaction);
        if (keys.Count > 0) AnswerOnce.Keep(transaction, keys, Encoding.UTF8.GetString(answer(written)));
        await transaction.Commit(cancel);
        return (written, null, null);
    }

    static async Task<Refusal?> Stage(FhirStore store, StoreTransaction transaction, IReadOnlyList<Draft> drafts, Target[] targets, CancellationToken cancel)
    {
        var (references, refusal) = await TransactionReferences.Resolve(store, transaction, drafts, targets, cancel);
        if (refusal is not null) return refusal;

        // Rows are locked in the order of their identity, so that two transactions never wait for each other.
        var inOrder = drafts.Zip(targets, (draft, target) => (draft, target))
            .OrderBy(pair => pair.draft.Type, StringComparer.Ordinal).ThenBy(pair => pair.target.Id, StringComparer.Ordinal);
        foreach (var (draft, target) in inOrder)
            if (target.Existing is null && await Stage(transaction, draft, target.Id, references?.In(draft), cancel) is { } refused)
                return refused;
        return null;
    }

    static async Task<Refusal?> Stage(StoreTransaction transaction, Draft draft, string id, IReadOnlyDictionary<string, string>? references, CancellationToken cancel)
    {
        var reference = new Reference(draft.Type, id);
        var previous = draft.Kind == WriteKind.Create ? null : await transaction.Lock(reference.ToString(), cancel);
        if (previous is not null && !await transaction.Reaches(previous, cancel)) return Refusal.NotFound(previous.Reference);
        if (draft.IfMatch is { } version && version != previous?.Version) return Refusal.Stale(previous?.Version);
        if (draft.Kind == WriteKind.Delete)
        {
            if (previous is null) return Refusal.NotFound(reference.ToString());
            if (previous.Deleted) return null;
        }
        var kind = draft.Kind == WriteKind.Update && previous is null or { Deleted: true } ? WriteKind.Create : draft.Kind;
        transaction.Add(kind, draft.Type, id, previous?.Key ?? await transaction.NewKey(cancel), draft.Json, references, previous, draft);
        return null;
    }

    static async Task<Refusal?> AskRules(FhirStore store, StoreTransaction transaction, CancellationToken cancel)
    {
        var sent = transaction.Writes.ToList();
        foreach (var write in sent)
            foreach (var rule in store.RulesFor(write.Type))
                if (await rule.Guard(write, transaction, cancel) is { } refused) return refused;
        foreach (var write in sent)
            foreach (var rule in store.RulesFor(write.Type))
                if (await rule.Effects(write, transaction, cancel) is { } refused) return refused;
        return null;
    }

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
