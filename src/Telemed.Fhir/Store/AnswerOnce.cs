using Npgsql;

namespace Telemed.Fhir.Store;

/// <summary>
/// A request with a key of its own is answered once and for all. The key and the answer commit with what it wrote, or not at all: of two
/// senders of one key at the same time the second fails on <see cref="Constraint"/>, is done again, and finds the answer of the first.
/// </summary>
internal static class AnswerOnce
{
    /// <summary>Violated by who comes second.</summary>
    public const string Constraint = "answered_pkey";

    /// <summary>The keys of a request, in the order in which they are taken.</summary>
    public static IReadOnlyList<string> Keys(FhirStore store, IReadOnlyList<Draft> drafts) =>
    [
        .. (from draft in drafts
            where draft.Kind == WriteKind.Create
            from rule in store.RulesFor(draft.Type)
            let key = rule.AnswerOnceKey(draft.Json)
            where key is not null
            select key).Order(StringComparer.Ordinal),
    ];

    /// <summary>Asks for the first answer, verbatim: no row when none of the keys was answered yet.</summary>
    public static NpgsqlBatchCommand Ask(FhirCaller sender, IReadOnlyList<string> keys) =>
        new("select convert_to(response, 'UTF8') from fhir.answered where sender = $1 and key = any($2) limit 1") { Parameters = { new() { Value = sender.Agent }, new() { Value = keys.ToArray() } } };

    /// <summary>The first answer; null when none of the keys was answered yet.</summary>
    public static async Task<byte[]?> Find(StoreTransaction transaction, IReadOnlyList<string> keys, CancellationToken cancel)
    {
        if (keys.Count == 0) return null;
        await using var batch = new NpgsqlBatch(transaction.Connection) { BatchCommands = { Ask(transaction.Caller, keys) } };
        return (byte[]?)await batch.ExecuteScalarAsync(cancel);
    }

    /// <summary>Keeps the answer for who asks again.</summary>
    public static void Keep(StoreTransaction transaction, IReadOnlyList<string> keys, string answer) =>
        transaction.First("insert into fhir.answered (sender, key, at, response) select $1, key, $2, $3 from unnest($4) as t (key)", transaction.Caller.Agent, transaction.Now, answer, keys.ToArray());
}
