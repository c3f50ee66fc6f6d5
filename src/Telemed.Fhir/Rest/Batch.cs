using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Telemed.Fhir.Store;

namespace Telemed.Fhir.Rest;

/// <summary>A batch Bundle: each entry stands or falls alone, in its order. https://hl7.org/fhir/R4/http.html#brules</summary>
internal static class Batch
{
    public static async Task<IResult> Run(FhirStore store, FhirCaller caller, JsonElement bundle, string fhirBase, CancellationToken cancel)
    {
        var (entries, refusal) = TransactionDrafts.Entries(bundle);
        if (refusal is not null) return FhirResult.Of(refusal);
        var answers = new List<(Written? Written, Refusal? Refusal)>();
        foreach (var entry in entries!) answers.Add(await Write(store, caller, entry, $"Bundle.entry[{answers.Count}]", fhirBase, cancel));
        return new FhirResult(StatusCodes.Status200OK, Bundles.BatchResponse(answers));
    }

    static async Task<(Written? Written, Refusal? Refusal)> Write(FhirStore store, FhirCaller caller, JsonElement entry, string path, string fhirBase, CancellationToken cancel)
    {
        var (draft, refusal) = TransactionDrafts.ReadEntry(entry, path);
        if (refusal is not null) return (null, refusal);
        (var written, var first, refusal) = await store.Write(caller, [draft! with { Base = fhirBase }], results => results[0].Stored.Body ?? [], cancel);
        if (refusal is not null) return (null, refusal);
        // Answered before: the same again, unless it came in a transaction then, whose answer is a Bundle.
        return (written?[0] ?? (Stored.Of(first!) is { } stored ? new Written(StatusCodes.Status201Created, stored) : null), null);
    }
}
