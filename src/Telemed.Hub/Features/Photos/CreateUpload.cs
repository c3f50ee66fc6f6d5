using Dapper;
using Microsoft.Extensions.Options;
using Telemed.Fhir;
using Telemed.Fhir.Rest;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Photos;

/// <summary>Announces an original that will come in pieces, as tus 1.0 does. Announcing it again tells how far it has come.</summary>
static class CreateUpload
{
    const string DigestPrefix = "sha-256=:";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/{id:guid}/original", Handle);

    static async Task<IResult> Handle(
        Guid id, Caller caller, HttpContext http, FhirStore store, IOptions<PhotoOptions> options, CancellationToken cancel)
    {
        if (Upload.Count(http.Request, Upload.LengthHeader) is not (> 0 and var length))
            return FhirResult.Of(Refusal.Malformed($"{Upload.LengthHeader} says how many bytes the photo has."));
        if (length > options.Value.MaxBytes) return FhirResult.Of(PhotoRefusal.TooLong(options.Value.MaxBytes).ToRefusal());

        await using var transaction = await store.Begin(caller, cancel);
        await PhotoStore.TakeTurn(transaction.Connection, id, cancel);
        if (await Upload.Find(transaction.Connection, id, cancel) is { } there)
            return there.Owner == caller.Account && there.Length == length ? Answer(http, there, 200) : FhirResult.Of(PhotoStore.OtherBytes);

        var added = await transaction.Connection.ExecuteAsync(new(InsertUnlessTaken,
            new { id, owner = caller.Account, length, sha256 = Digest(http.Request), now = transaction.Now }, cancellationToken: cancel));
        if (added == 0) return FhirResult.Of(PhotoStore.TakenId);
        if (await PhotoStore.RefuseOverQuota(transaction.Connection, caller.Account, options.Value, cancel) is { } full)
            return FhirResult.Of(full);
        await transaction.Commit(cancel);
        http.Response.Headers.Location = $"/photos/{id}/original";
        return Answer(http, new(caller.Account, length, 0), 201);
    }

    static IResult Answer(HttpContext http, Upload upload, int status)
    {
        upload.Tell(http.Response);
        return Results.StatusCode(status);
    }

    // https://www.rfc-editor.org/rfc/rfc9530#name-the-repr-digest-field
    static byte[]? Digest(HttpRequest request)
    {
        var field = request.Headers["Repr-Digest"].ToString().Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(digest => digest.StartsWith(DigestPrefix, StringComparison.OrdinalIgnoreCase) && digest.EndsWith(':'));
        var bytes = new byte[32];
        return field is { Length: > 10 } && Convert.TryFromBase64String(field[DigestPrefix.Length..^1], bytes, out var written) && written == 32
            ? bytes
            : null;
    }

    const string InsertUnlessTaken = """
        insert into hub.upload (id, owner, length, sha256, created_at)
        select @id, @owner, @length, @sha256, @now
         where not exists (select from hub.photo where id = @id and owner <> @owner)
        """;
}
