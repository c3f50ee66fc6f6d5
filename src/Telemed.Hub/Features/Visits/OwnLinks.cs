using System.Buffers.Binary;
using System.Security.Cryptography;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Npgsql;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Monitoring;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Visits;

/// <summary>A link that a patient has.</summary>
public sealed record OwnLink(Guid Id, string Patient, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset ExpiresAt);

/// <summary>
/// Links by which a patient says how they are. The link carries its id and its end, signed and sealed; a row says whether it still holds.
/// It opens an empty form and nothing else. Its end is judged by the hub's clock, like everything else.
/// </summary>
sealed class OwnLinks(FhirStore store, NpgsqlDataSource db, IDataProtectionProvider protection, IOptions<OwnLinkOptions> options, TimeProvider clock)
{
    const int Length = 16 + sizeof(long);

    readonly IDataProtector seal = protection.CreateProtector("own-link");

    /// <summary>The patient, where the caller cares for them at home; null for whoever is beyond reach or not watched. Leaves the trace of a read.</summary>
    public async Task<(Stored Patient, Monitored Monitored)?> Find(Caller caller, string patientId, CancellationToken cancel)
    {
        Monitored? monitored;
        await using (var connection = await db.OpenConnectionAsync(cancel)) monitored = await MonitoringRows.Of(connection, $"Patient/{patientId}", cancel);
        if (monitored is null) return null;
        var read = (await store.ReadMany(caller, [monitored.Patient, monitored.Plan], cancel)).ToDictionary(one => one.Reference);
        return read.ContainsKey(monitored.Plan) && read.TryGetValue(monitored.Patient, out var patient) ? (patient, monitored) : null;
    }

    /// <summary>A new link; the one before holds no more.</summary>
    public async Task<string> Create(Caller caller, Stored patient, CancellationToken cancel)
    {
        await using var transaction = await store.Begin(caller, cancel);
        await Alone(transaction, patient.Reference, cancel);
        var (id, expires) = (Guid.CreateVersion7(transaction.Now), transaction.Now.AddDays(options.Value.Days));
        transaction.Effect(RevokeLinks, patient.Reference, transaction.Now, caller.Agent);
        transaction.Effect(
            "insert into hub.own_link (id, patient, created_at, created_by, expires_at) values ($1, $2, $3, $4, $5)", id, patient.Reference, transaction.Now, caller.Agent, expires);
        Access.LeaveTrace(transaction, "create-link", patient.Reference, patient.Version);
        await transaction.Commit(cancel);
        return Seal(id, expires);
    }

    public async Task Revoke(Caller caller, Stored patient, CancellationToken cancel)
    {
        await using var transaction = await store.Begin(caller, cancel);
        await Alone(transaction, patient.Reference, cancel);
        transaction.Effect(RevokeLinks, patient.Reference, transaction.Now, caller.Agent);
        Access.LeaveTrace(transaction, "revoke-link", patient.Reference, patient.Version);
        await transaction.Commit(cancel);
    }

    /// <summary>The link of a patient that still holds; null for none.</summary>
    public async Task<OwnLink?> Of(string patient, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<OwnLink?>(new(
            "select id, patient, created_at, created_by, expires_at from hub.own_link where patient = @patient and revoked_at is null and expires_at > @now",
            new { patient, now = clock.GetUtcNow() }, cancellationToken: cancel));
    }

    /// <summary>The id of a link that the hub has made and whose time is not over, without asking the database; null for any other.</summary>
    public Guid? Open(string sealedLink)
    {
        try
        {
            var said = seal.Unprotect(WebEncoders.Base64UrlDecode(sealedLink));
            return said.Length == Length && BinaryPrimitives.ReadInt64BigEndian(said.AsSpan(16)) > clock.GetUtcNow().ToUnixTimeSeconds() ? new Guid(said.AsSpan(0, 16)) : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Whose link it is, while it was not revoked and the patient is watched at home; and whether they have answered today.</summary>
    public async Task<(string Patient, string Pathway, bool SaidToday)?> Holder(string sealedLink, DateOnly today, CancellationToken cancel)
    {
        if (Open(sealedLink) is not { } id) return null;
        await using var connection = await db.OpenConnectionAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<(string, string, bool)?>(new(
            """
            select m.patient, m.pathway, exists (select from hub.visit v where v.patient = m.patient and v.own_day = @today)
            from hub.own_link l join hub.monitoring m on m.patient = l.patient and m.ended_at is null
            where l.id = @id and l.revoked_at is null
            """, new { id, today }, cancellationToken: cancel));
    }

    string Seal(Guid id, DateTimeOffset expires)
    {
        var said = new byte[Length];
        id.TryWriteBytes(said);
        BinaryPrimitives.WriteInt64BigEndian(said.AsSpan(16), expires.ToUnixTimeSeconds());
        return WebEncoders.Base64UrlEncode(seal.Protect(said));
    }

    // Two who make a link at once take turns: the second ends the first one's.
    static Task<int> Alone(StoreTransaction transaction, string patient, CancellationToken cancel) => transaction.Connection.ExecuteAsync(new(
        "select pg_advisory_xact_lock(hashtextextended(@patient, 3))", new { patient }, cancellationToken: cancel));

    const string RevokeLinks = "update hub.own_link set revoked_at = $2, revoked_by = $3 where patient = $1 and revoked_at is null";
}
