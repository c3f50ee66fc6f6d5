using System.Text.Json;
using Hl7.Fhir.Model;
using Telemed.Fhir.Search;

namespace Telemed.Fhir.Store;

/// <summary>Where the references between the entries of a transaction lead. https://hl7.org/fhir/R4/http.html#trules</summary>
internal sealed class TransactionReferences
{
    readonly Dictionary<string, string> targets = [];

    /// <summary>Null outside a transaction: a reference then means what it says.</summary>
    public static async Task<(TransactionReferences? References, Refusal? Refusal)> Resolve(
        FhirStore store, StoreTransaction transaction, IReadOnlyList<Draft> drafts, Target[] targets, CancellationToken cancel)
    {
        if (drafts.All(draft => draft.Entry is null)) return (null, null);
        var references = new TransactionReferences();
        foreach (var (draft, target) in drafts.Zip(targets))
            if (draft.FullUrl is { } fullUrl && !references.targets.TryAdd(fullUrl, $"{draft.Type}/{target.Id}"))
                return (null, Refusal.Invalid($"Two entries have the fullUrl {fullUrl}.", draft.At("fullUrl")));

        foreach (var draft in drafts.Where(draft => draft.Kind != WriteKind.Delete))
            foreach (var reference in In(draft.Json))
                if (!references.targets.ContainsKey(reference) && await references.Add(reference, draft, store, transaction, cancel) is { } refusal)
                    return (null, refusal);
        return (references, null);
    }

    /// <summary>What to write for each reference that the entry has.</summary>
    public IReadOnlyDictionary<string, string> In(Draft draft)
    {
        // https://hl7.org/fhir/R4/bundle.html#references: beside a fullUrl http://x/fhir/Patient/1, Observation/2 is http://x/fhir/Observation/2,
        // and never the Observation/2 that this server may have.
        if (Reference.Parse(draft.FullUrl)?.ToString() is not { } own || !draft.FullUrl!.EndsWith($"/{own}", StringComparison.Ordinal)) return targets;
        var folder = draft.FullUrl[..^own.Length];
        var inside = targets.Where(pair => pair.Key.StartsWith(folder, StringComparison.Ordinal)).Select(pair => KeyValuePair.Create(pair.Key[folder.Length..], pair.Value));
        return new Dictionary<string, string>(inside.Concat(targets).DistinctBy(pair => pair.Key));
    }

    async Task<Refusal?> Add(string reference, Draft draft, FhirStore store, StoreTransaction transaction, CancellationToken cancel)
    {
        if (reference.StartsWith("urn:uuid:", StringComparison.Ordinal))
            return Refusal.Unprocessable(OperationOutcome.IssueType.NotFound, $"No entry of the transaction has the fullUrl {reference}.", draft.At("resource"));
        if (reference.IndexOf('?', StringComparison.Ordinal) is var mark && (mark < 0 || !ModelInfo.IsKnownResource(reference[..mark]))) return null;

        var (query, refusal) = SearchQuery.Parse(store.Parameters, reference[..mark], reference[(mark + 1)..], strict: true, draft.Base);
        if (refusal is not null) return refusal;
        (var matches, refusal) = await store.Match(transaction.Connection, transaction.Caller, query!, 2, cancel);
        if (refusal is not null) return refusal;
        if (matches.Count == 0) return Refusal.Of(412, OperationOutcome.IssueType.NotFound, $"{reference} matches nothing.", draft.At("resource"));
        if (matches.Count > 1) return Refusal.Of(412, OperationOutcome.IssueType.MultipleMatches, $"{reference} matches several resources.", draft.At("resource"));
        targets[reference] = matches[0].Reference;
        return null;
    }

    static IEnumerable<string> In(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.Name == "reference" && property.Value.ValueKind == JsonValueKind.String ? [property.Value.GetString()!] : In(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(In),
        _ => [],
    };
}
