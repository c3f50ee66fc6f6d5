using System.Security.Cryptography;
using Dapper;
using Hl7.Fhir.Model;
using Microsoft.Extensions.Options;
using Npgsql;
using Telemed.Fhir;
using Telemed.Fhir.Rest;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Photos;

/// <summary>
/// Takes the next piece of an original. The last piece is not stored: it makes the photo or, when the whole is refused, undoes the
/// upload; so a node that dies in between leaves an upload that still waits for its last piece.
/// </summary>
static class AppendToUpload
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPatch("/{id:guid}/original", Handle);

    static async Task<IResult> Handle(
        Guid id, Caller caller, HttpContext http, FhirStore store, NpgsqlDataSource db, IOptions<PhotoOptions> options)
    {
        var cancel = http.RequestAborted;
        if (Upload.Count(http.Request, Upload.OffsetHeader) is not { } offset)
            return FhirResult.Of(Refusal.Malformed($"{Upload.OffsetHeader} says where the piece starts."));
        if (await Upload.Body(http.Request, Upload.PieceBytes) is not { } bytes)
            return FhirResult.Of(Refusal.Of(413, OperationOutcome.IssueType.TooLong, $"A piece has at most {Upload.PieceBytes} bytes."));

        var piece = new Piece(id, caller.Account, offset, bytes);
        var (last, refusal) = await Append(db, piece, cancel);
        if (last) refusal = await Complete(store, caller, piece, options.Value, cancel);
        return await Answer(db, http.Response, id, refusal, cancel);
    }

    /// <summary>Stores the piece, unless it is the last one.</summary>
    static async Task<(bool Last, Refusal? Refusal)> Append(NpgsqlDataSource db, Piece piece, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        var upload = await Upload.Find(connection, piece.Id, cancel);
        if (upload is null || upload.Owner != piece.Owner) return (false, Refusal.NotFound($"Upload of photo {piece.Id}"));
        if (upload.Received != piece.Offset) return (false, WrongOffset);
        if (piece.Bytes.Length > upload.Length - piece.Offset) return (false, Refusal.Malformed("These are more bytes than were announced."));
        if (piece.Bytes.Length == 0) return (false, null);
        if (piece.Bytes.Length == upload.Length - piece.Offset) return (true, null);
        var stored = await connection.ExecuteAsync(new(StorePiece, piece, cancellationToken: cancel));
        return (false, stored == 0 ? WrongOffset : null);
    }

    static async Task<Refusal?> Complete(FhirStore store, Caller caller, Piece last, PhotoOptions options, CancellationToken cancel)
    {
        using var turn = await DecodeTurn.Take(cancel);
        await using var transaction = await store.Begin(caller, cancel);
        var upload = await transaction.Connection.QuerySingleOrDefaultAsync<Waiting>(new(
            LockUpload, new { last.Id }, cancellationToken: cancel));
        if (upload is null || upload.Received != last.Offset) return WrongOffset;

        var first = await transaction.Connection.ExecuteScalarAsync<byte[]>(new(JoinPieces, new { last.Id }, cancellationToken: cancel));
        var refusal = await Keep(transaction, last, upload.Sha256, [.. first ?? [], .. last.Bytes], options, cancel);
        await transaction.Connection.ExecuteAsync(new(Forget, new { last.Id }, cancellationToken: cancel));
        await transaction.Commit(cancel);
        return refusal;
    }

    static async Task<Refusal?> Keep(
        StoreTransaction transaction, Piece last, byte[]? announced, byte[] file, PhotoOptions options, CancellationToken cancel)
    {
        if (announced is not null && !SHA256.HashData(file).AsSpan().SequenceEqual(announced)) return PhotoRefusal.Altered.ToRefusal();
        var outcome = ReencodePhoto.Reencode(file, options.MaxBytes);
        if (outcome is not PhotoOutcome.Clean clean) return ((PhotoOutcome.Refused)outcome).Why.ToRefusal();
        return (await PhotoStore.KeepOriginal(transaction, SentPhoto.Of(last.Id, last.Owner, file), clean.Photo, cancel)).Refusal;
    }

    /// <summary>Tells where the upload stands, whenever it stands somewhere.</summary>
    static async Task<IResult> Answer(NpgsqlDataSource db, HttpResponse response, Guid id, Refusal? refusal, CancellationToken cancel)
    {
        if (refusal is { Status: not 409 }) return FhirResult.Of(refusal);
        await using var connection = await db.OpenConnectionAsync(cancel);
        (await Upload.Find(connection, id, cancel))?.Tell(response);
        return refusal is null ? Results.NoContent() : FhirResult.Of(refusal);
    }

    static readonly Refusal WrongOffset = Refusal.Conflict($"The next piece starts where {Upload.OffsetHeader} of this answer says.");

    sealed record Piece(Guid Id, string Owner, int Offset, byte[] Bytes);

    sealed record Waiting(int Received, byte[]? Sha256);

    const string StorePiece = """
        with moved as (
            update hub.upload set received = received + length(@Bytes) where id = @Id and owner = @Owner and received = @Offset returning id
        )
        insert into hub.upload_piece (upload_id, at, bytes) select id, @Offset, @Bytes from moved
        """;

    const string LockUpload = "select received, sha256 from hub.upload where id = @Id for update";

    const string JoinPieces = "select string_agg(bytes, '' order by at) from hub.upload_piece where upload_id = @Id";

    const string Forget = "delete from hub.upload where id = @Id";
}
