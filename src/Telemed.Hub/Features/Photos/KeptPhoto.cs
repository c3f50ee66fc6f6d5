using Dapper;
using Npgsql;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Photos;

/// <summary>One size of a photo that is there to be read.</summary>
sealed record KeptPhoto(Guid Id, string Variant, string Owner, bool Referenced, int Size, byte[] Sha256)
{
    const int PieceBytes = 512 * 1024;

    public static async Task<KeptPhoto?> Find(NpgsqlDataSource db, Guid id, PhotoVariant variant, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<KeptPhoto>(new(
            Select, new { id, variant = variant.ToString().ToLowerInvariant() }, cancellationToken: cancel));
    }

    /// <summary>
    /// Until a resource shows the photo it is its owner's alone; then whoever reads one of those resources sees it. Reading the resource
    /// applies the access rule and leaves the trace.
    /// </summary>
    public async Task<bool> IsReached(NpgsqlDataSource db, FhirStore store, Caller caller, CancellationToken cancel)
    {
        if (!Referenced) return Owner == caller.Account;
        IReadOnlyList<Reference> resources;
        await using (var connection = await db.OpenConnectionAsync(cancel)) resources = await PhotoStore.ShownBy(connection, Id, cancel);
        foreach (var resource in resources)
            if ((await store.Read(caller, resource, cancel)).Refusal is null) return true;
        return false;
    }

    /// <summary>Piece by piece, with no connection held while a slow reader takes one.</summary>
    public async Task CopyTo(Stream reader, NpgsqlDataSource db, CancellationToken cancel)
    {
        for (var at = 0; at < Size; at += PieceBytes)
            await reader.WriteAsync(await Piece(db, at, cancel), cancel);
    }

    async Task<byte[]> Piece(NpgsqlDataSource db, int at, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        return await connection.QuerySingleAsync<byte[]>(new(
            SelectPiece, new { Id, Variant, from = at + 1, PieceBytes }, cancellationToken: cancel));
    }

    const string Select = """
        select id, variant, owner, referenced_at is not null as referenced, size, sha256 from hub.photo where id = @id and variant = @variant
        """;

    const string SelectPiece = """
        select substring(bytes from @from for @PieceBytes) from hub.photo where id = @Id and variant = @Variant
        """;
}
