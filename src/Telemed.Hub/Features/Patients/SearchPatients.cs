using Hl7.Fhir.Model;
using Telemed.Fhir.Search;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Patients;

/// <summary>GET /patients?q=: those of one's own patients whose name, birth date or identifier it is. Nobody else's can be found by searching.</summary>
static class SearchPatients
{
    const int Most = 8;

    /// <param name="Reference">What a request's subject will be.</param>
    public sealed record Found(string Reference, string Name, string BirthDate, string Gender, string? Ins);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/patients", Handle);

    static async Task<IResult> Handle(string? q, Caller caller, FhirStore store, CancellationToken cancel)
    {
        if (Criterion(q?.Trim() ?? "") is not { } criterion) return Results.Json(Array.Empty<Found>());
        var (query, refusal) = SearchQuery.Parse(store.Parameters, "Patient", $"{criterion}&_count={Most}", strict: true);
        if (refusal is not null) return Results.Json(Array.Empty<Found>());
        var (page, _) = await store.Find(caller, query!, cancel);
        return Results.Json(page!.Matches.Select(stored => Of(stored.Id, stored.As<Patient>())));
    }

    /// <summary>A birth date as French people write it, an INS, else the beginning of a name: every word must fit.</summary>
    static string? Criterion(string words)
    {
        if (words.Length < 2) return null;
        if (DateOnly.TryParseExact(words, ["d/M/yyyy", "yyyy-MM-dd", "ddMMyyyy"], out var born)) return $"birthdate={born:yyyy-MM-dd}";
        var digits = words.Replace(" ", "", StringComparison.Ordinal);
        if (digits.Length >= 13 && digits.All(char.IsAsciiLetterOrDigit)) return $"identifier={Uri.EscapeDataString(digits)}";
        return string.Join('&', words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => $"name={Uri.EscapeDataString(word)}"));
    }

    static Found Of(string id, Patient patient) => new(
        $"Patient/{id}", $"{patient.Name.FirstOrDefault()?.Family?.ToUpperInvariant()} {string.Join(' ', patient.Name.FirstOrDefault()?.Given ?? [])}".Trim(),
        patient.BirthDate ?? "", patient.Gender?.ToString().ToLowerInvariant() ?? "unknown", patient.Identifier.FirstOrDefault()?.Value);
}
