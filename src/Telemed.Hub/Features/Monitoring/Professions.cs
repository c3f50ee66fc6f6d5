using Hl7.Fhir.Model;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>What somebody is by profession, as the directory has it: codes of TRE_G15.</summary>
static class Professions
{
    public const string Doctor = "10", Nurse = "60";

    /// <summary>Whether it is a clinician's: who may say what alarms in a patient, and what follows once they are stable.</summary>
    public static bool Decides(IEnumerable<string> professions) => professions.Any(profession => profession is Doctor or Nurse);

    /// <summary>Of the caller's own role, or of the one in whose name software writes.</summary>
    public static async Task<IReadOnlyList<string>> Of(StoreTransaction transaction, string role, CancellationToken cancel) =>
        transaction.Caller is Caller caller && role == caller.Agent ? caller.Professions
        : await transaction.Find(role, cancel) is { Type: "PractitionerRole" } stored
            ? [.. stored.As<PractitionerRole>().Code.SelectMany(code => code.Coding).Where(coding => coding.System == Caller.ProfessionSystem).Select(coding => coding.Code ?? "")] : [];
}
