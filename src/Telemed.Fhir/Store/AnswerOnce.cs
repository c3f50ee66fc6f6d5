using Dapper;
using Hl7.Fhir.Model;

namespace Telemed.Fhir.Store;

/// <summary>A request with a key of its own is answered once and for all. The key and the answer commit with what it wrote, or not at all.</summary>
internal static class AnswerOnce
{
    /// <summary>
    /// Claims the keys of a request. A second sender of the same key waits here for the first to end: it then gets that answer, or,
    /// when the first was refused, is the first.
    /// </summary>
    public static async Task<(IReadOnlyList<string> Keys, byte[]? FirstAnswer, Refusal? Refusal)> Claim(
        FhirStore store, StoreTransaction transaction, IReadOnlyList<Draft> drafts, CancellationToken cancel)
    {
        var keys = Keys(store, drafts).Order(StringComparer.Ordinal).ToList();
        if (keys.Distinct().Count() < keys.Count)
            return (keys, null, Refusal.Unprocessable(OperationOutcome.IssueType.Duplicate, "Two resources of the transaction say that they are the same request."));
        foreach (var key in keys)
        {
            var inserted = await transaction.Connection.ExecuteAsync(new(
                "insert into fhir.answered (sender, key, at, response) values (@sender, @key, @at, '') on conflict do nothing",
                new { sender = transaction.Caller.Agent, key, at = transaction.Now }, cancellationToken: cancel));
            if (inserted == 1) continue;
            var first = await transaction.Connection.ExecuteScalarAsync<byte[]>(new(
                "select convert_to(response, 'UTF8') from fhir.answered where sender = @sender and key = @key",
                new { sender = transaction.Caller.Agent, key }, cancellationToken: cancel));
            return (keys, first, null);
        }
        return (keys, null, null);
    }

    /// <summary>Keeps the answer for who asks again.</summary>
    public static void Keep(StoreTransaction transaction, IReadOnlyList<string> keys, string answer) =>
        transaction.Effect("update fhir.answered set response = $3 where sender = $1 and key = any($2)", transaction.Caller.Agent, keys.ToArray(), answer);

    static IEnumerable<string> Keys(FhirStore store, IReadOnlyList<Draft> drafts) =>
        from draft in drafts
        where draft.Kind == WriteKind.Create
        from rule in store.RulesFor(draft.Type)
        let key = rule.AnswerOnceKey(draft.Json)
        where key is not null
        select key;
}
