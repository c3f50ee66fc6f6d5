using Dapper;
using Npgsql;
using Telemed.Fhir;
using Telemed.Fhir.Rest;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Photos;

/// <summary>
/// Streams one size of a photo to who reaches it: until a request refers to it its owner alone, then whoever the request's access rule
/// lets in. Always an image, never a page: the answer's headers leave a browser nothing to guess and nothing to run.
/// </summary>
static class ReadPhoto
{
    const int PieceBytes = 512 * 1024;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id:guid}", Handle);

    static async Task<IResult> Handle(
        Guid id, string? size, Caller caller, HttpContext http, NpgsqlDataSource db, FhirStore store, CancellationToken cancel)
    {
        if (!Enum.TryParse<PhotoVariant>(size ?? "preview", ignoreCase: true, out var variant) || !Enum.IsDefined(variant))
            return FhirResult.Of(Refusal.Malformed("size is thumbnail, preview or original."));

        var photo = await Find(db, id, variant, cancel);
        if (photo is null || !await Reaches(store, caller, id, photo, cancel)) return FhirResult.Of(Refusal.NotFound($"Photo {id}"));

        Describe(http.Response, id, photo);
        if (http.Request.Headers.IfNoneMatch == photo.ETag) return Results.StatusCode(304);
        http.Response.ContentLength = photo.Size;
        return Results.Stream(body => Send(body, db, id, photo, cancel), "image/jpeg");
    }

    static async Task<Kept?> Find(NpgsqlDataSource db, Guid id, PhotoVariant variant, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<Kept>(new(
            Select, new { id, variant = variant.ToString().ToLowerInvariant() }, cancellationToken: cancel));
    }

    /// <summary>Reading the Binary applies the access rule and leaves the trace.</summary>
    static async Task<bool> Reaches(FhirStore store, Caller caller, Guid id, Kept photo, CancellationToken cancel) =>
        photo.Referenced
            ? (await store.Read(caller, new Reference("Binary", id.ToString()), cancel)).Refusal is null
            : photo.Owner == caller.Account;

    static void Describe(HttpResponse response, Guid id, Kept photo)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentDisposition = $"inline; filename=\"photo-{id}.jpg\"";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Asked again before every use: who no longer reaches the photo no longer sees the copy either.
        headers.CacheControl = "private, no-cache";
        headers.ETag = photo.ETag;
    }

    /// <summary>Piece by piece, with no connection held while a slow reader takes one.</summary>
    static async Task Send(Stream body, NpgsqlDataSource db, Guid id, Kept photo, CancellationToken cancel)
    {
        for (var at = 0; at < photo.Size; at += PieceBytes)
        {
            byte[] piece;
            await using (var connection = await db.OpenConnectionAsync(cancel))
                piece = await connection.QuerySingleAsync<byte[]>(new(
                    SelectPiece, new { id, photo.Variant, from = at + 1, PieceBytes }, cancellationToken: cancel));
            await body.WriteAsync(piece, cancel);
        }
    }

    sealed record Kept(string Variant, string Owner, bool Referenced, int Size, byte[] Sha256)
    {
        public string ETag => $"\"{Convert.ToHexStringLower(Sha256)}\"";
    }

    const string Select = """
        select variant, owner, referenced_at is not null as referenced, size, sha256 from hub.photo where id = @id and variant = @variant
        """;

    const string SelectPiece = """
        select substring(bytes from @from for @PieceBytes) from hub.photo where id = @id and variant = @Variant
        """;
}
