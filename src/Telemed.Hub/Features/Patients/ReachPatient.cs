using Dapper;
using Hl7.Fhir.Model;
using Telemed.Fhir;
using Telemed.Fhir.Search;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Patients;

/// <summary>
/// A second requester reaches a patient the hub already knows by giving every identity trait: the identifier, the names, the birth
/// date and the sex. The link is declared by that act and traced. Anything less than all traits is a new patient, or a refusal when
/// the identifier is taken; either way it tells nothing of the one who has it.
/// </summary>
sealed class ReachPatient : IWriteRule
{
    public bool Concerns(string type) => type == "Patient";

    public async ValueTask<(Reference? Existing, Refusal? Refusal)> Existing(Draft create, StoreTransaction transaction, CancellationToken cancel)
    {
        var asked = ResourceBody.Read<Patient>(System.Text.Encoding.UTF8.GetBytes(create.Json.GetRawText()));
        foreach (var identifier in asked.Identifier.Where(identifier => identifier.System is not null && identifier.Value is not null))
        {
            // Two who create the same patient at once take turns: the second finds the first one's.
            await transaction.Connection.ExecuteAsync(new("select pg_advisory_xact_lock(hashtextextended(@identifier, 1))", new { identifier = $"{identifier.System}|{identifier.Value}" }, cancellationToken: cancel));
            var known = await transaction.Connection.QuerySingleOrDefaultAsync<string>(new(WithIdentifier, new { system = identifier.System, value = identifier.Value }, cancellationToken: cancel));
            if (known is null || await transaction.Find(known, cancel) is not { } stored) continue;
            if (!SameTraits(stored.As<Patient>(), asked))
                return (null, Refusal.Of(409, OperationOutcome.IssueType.Conflict, "Les traits d’identité ne correspondent pas à ce matricule : vérifiez-les sur la pièce d’identité. / The identity traits do not go with this identifier.", "Patient.identifier"));
            if (transaction.Caller.ReachesAll) return (new Reference("Patient", stored.Id), null);
            Access.Put(transaction, transaction.Caller.Agent, stored.Key, "own");
            Access.Give(transaction, transaction.Caller.Agent, transaction.Caller.Agent, "own");
            Access.LeaveTrace(transaction, "link", stored.Reference, stored.Version);
            transaction.Admit(stored.Reference);
            return (new Reference("Patient", stored.Id), null);
        }
        return default;
    }

    public static bool SameTraits(Patient known, Patient asked) =>
        known.BirthDate == asked.BirthDate && known.Gender == asked.Gender && known.Name.Exists(a => asked.Name.Exists(b => SameName(a, b)));

    static bool SameName(HumanName a, HumanName b) => Same(a.Family, b.Family) && Same(a.Given.FirstOrDefault(), b.Given.FirstOrDefault());

    static bool Same(string? a, string? b) => a is not null && b is not null && Bare(a) == Bare(b);

    static string Bare(string name) => string.Concat(SearchText.Normalise(name).Where(char.IsLetter));

    const string WithIdentifier = """
        select 'Patient/' || r.id from fhir.search_token t join fhir.resource r on r.key = t.key
        where t.param = (select id from fhir.search_parameter where type = 'Patient' and code = 'identifier')
          and t.code = @value and t.system = @system and not r.deleted
        order by r.key limit 1
        """;
}
