using Hl7.Fhir.Model;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.LiveCases;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Stroke;

/// <summary>Who the patient is, said after the alert has left: nobody waits for a name.</summary>
static class CompleteIdentity
{
    /// <summary>System of the number an emergency department gives a visit; unique within its organisation.</summary>
    public const string VisitSystem = "https://telemed.example/fhir/NamingSystem/visit-number";

    /// <summary>Fills in what was posted and leaves the rest as it is.</summary>
    public static void Fill(Patient patient, IFormCollection posted)
    {
        var (family, given) = (posted["family"].ToString().Trim(), posted["given"].ToString().Trim());
        if (family.Length > 0)
            patient.Name = [new HumanName { Use = HumanName.NameUse.Official, Family = family.ToUpperInvariant(), Given = given.Length > 0 ? [given] : [] }];
        if (DateOnly.TryParse(posted["birthDate"], out var born)) patient.BirthDate = born.ToString("yyyy-MM-dd");
        if (posted["visit"].ToString().Trim() is { Length: > 0 } visit)
        {
            patient.Identifier.RemoveAll(identifier => identifier.System == VisitSystem);
            patient.Identifier.Add(new Identifier(VisitSystem, visit) { Use = Identifier.IdentifierUse.Temp });
        }
    }

    public static async Task<Refusal?> Run(FhirStore store, Caller caller, string patient, IFormCollection posted, CancellationToken cancel)
    {
        await using var transaction = await store.Begin(caller, cancel);
        if (!await transaction.Reaches(patient, cancel) || await transaction.Lock(patient, cancel) is not { Deleted: false } stored) return Refusal.NotFound(patient);
        var resource = stored.As<Patient>();
        Fill(resource, posted);
        CaseCircle.Change(transaction, stored, resource);
        await transaction.Commit(cancel);
        return null;
    }
}
