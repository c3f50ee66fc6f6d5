using Hl7.Fhir.Model;
using Telemed.Fhir.Store;

namespace Telemed.Hub.Platform;

/// <summary>What somebody is, as the directory has it: professions of TRE_G15, and the hub's own duties.</summary>
sealed record RoleCodes(IReadOnlyList<string> Professions, IReadOnlyList<string> Duties)
{
    /// <summary>Of the caller's own role, or of the PractitionerRole in whose name software writes; none where there is no such role.</summary>
    public static async Task<RoleCodes> Of(StoreTransaction transaction, string role, CancellationToken cancel)
    {
        if (transaction.Caller is Caller caller && role == caller.Agent) return new(caller.Professions, caller.Duties);
        if (await transaction.Find(role, cancel) is not { Type: "PractitionerRole" } stored) return new([], []);
        var codings = stored.As<PractitionerRole>().Code.SelectMany(code => code.Coding).ToLookup(coding => coding.System, coding => coding.Code ?? "");
        return new([.. codings[Caller.ProfessionSystem]], [.. codings[Caller.DutySystem]]);
    }
}
