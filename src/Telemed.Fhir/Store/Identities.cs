using Dapper;
using Hl7.Fhir.Model;
using Telemed.Fhir.Search;

namespace Telemed.Fhir.Store;

/// <summary>Which resource a draft is about: the one it names, an existing one that stands for its create, or a new one.</summary>
/// <param name="Existing">Then nothing is written.</param>
internal sealed record Target(string Id, Stored? Existing);

/// <summary>Finds out what each draft of a transaction is about. https://hl7.org/fhir/R4/http.html#ccreate</summary>
internal static class Identities
{
    public static async Task<(Target[]? Targets, Refusal? Refusal)> Find(FhirStore store, StoreTransaction transaction, IReadOnlyList<Draft> drafts, CancellationToken cancel)
    {
        var (conditions, refusal) = Conditions(store, drafts);
        if (refusal is not null) return (null, refusal);
        await TakeTurns(transaction, conditions!, cancel);

        var targets = new Target[drafts.Count];
        for (var i = 0; i < drafts.Count; i++)
        {
            if (drafts[i].Kind != WriteKind.Create)
            {
                targets[i] = new Target(drafts[i].Id!, null);
                continue;
            }
            (var existing, refusal) = await Existing(store, transaction, drafts[i], conditions!.GetValueOrDefault(drafts[i]), cancel);
            if (refusal is not null) return (null, refusal);
            var found = existing is { } reference ? await transaction.Find(reference.ToString(), cancel) : null;
            targets[i] = new Target(found?.Id ?? transaction.NewId(), found);
        }
        return (targets, null);
    }

    static (Dictionary<Draft, SearchQuery>? Conditions, Refusal? Refusal) Conditions(FhirStore store, IReadOnlyList<Draft> drafts)
    {
        var conditions = new Dictionary<Draft, SearchQuery>(ReferenceEqualityComparer.Instance);
        foreach (var draft in drafts)
        {
            if (draft.IfNoneExist is not { } criteria) continue;
            var (query, refusal) = SearchQuery.Parse(store.Parameters, draft.Type, criteria, strict: true, draft.Base);
            if (refusal is not null) return (null, refusal);
            if (query!.Identity.Length == 0) return (null, Refusal.Invalid("A conditional create says what must not exist.", draft.At("request.ifNoneExist")));
            if (conditions.Values.Any(other => other.Type == query.Type && other.Identity == query.Identity))
                return (null, Refusal.Invalid($"{query.Type}?{query.Identity} is created twice in one transaction.", draft.At("request.ifNoneExist")));
            conditions.Add(draft, query);
        }
        return (conditions, null);
    }

    // Two equal conditional creates take turns: the second one's search sees what the first one committed. The locks are taken in a
    // fixed order, so that two transactions never wait for each other.
    static async Task TakeTurns(StoreTransaction transaction, Dictionary<Draft, SearchQuery> conditions, CancellationToken cancel)
    {
        foreach (var condition in conditions.Values.Select(query => $"{query.Type}?{query.Identity}").Order(StringComparer.Ordinal))
            await transaction.Connection.ExecuteAsync(new("select pg_advisory_xact_lock(hashtextextended(@condition, 0))", new { condition }, cancellationToken: cancel));
    }

    static async Task<(Reference? Existing, Refusal? Refusal)> Existing(FhirStore store, StoreTransaction transaction, Draft draft, SearchQuery? condition, CancellationToken cancel)
    {
        if (condition is not null)
        {
            var (matches, refusal) = await store.Match(transaction.Connection, transaction.Caller, condition, 2, cancel);
            if (refusal is not null) return (null, refusal);
            if (matches.Count > 1)
            {
                var several = $"{condition.Type}?{condition.Identity} matches several resources.";
                return (null, Refusal.Of(412, OperationOutcome.IssueType.MultipleMatches, several, draft.At("request.ifNoneExist")));
            }
            if (matches.Count == 1) return (new Reference(draft.Type, matches[0].Id), null);
        }
        foreach (var rule in store.RulesFor(draft.Type))
            if (await rule.Existing(draft, transaction, cancel) is { } found && found != default) return found;
        return default;
    }
}
