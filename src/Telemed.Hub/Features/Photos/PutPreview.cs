using Microsoft.Extensions.Options;
using Telemed.Fhir.Rest;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Photos;

/// <summary>
/// Takes the small picture that a phone makes of its photo, so that the request can leave on a bad network. Sent again it changes nothing.
/// </summary>
static class PutPreview
{
    const int MaxBytes = 4 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/{id:guid}/preview", Handle);

    static async Task<IResult> Handle(
        Guid id, Caller caller, HttpRequest request, FhirStore store, IOptions<PhotoOptions> options, CancellationToken cancel)
    {
        if (await Upload.Body(request, MaxBytes) is not { } file) return FhirResult.Of(PhotoRefusal.TooLong(MaxBytes).ToRefusal());

        PhotoOutcome outcome;
        using (await DecodeTurn.Take(cancel)) outcome = ReencodePhoto.ReencodeSmall(file, MaxBytes);
        if (outcome is not PhotoOutcome.Small small) return FhirResult.Of(((PhotoOutcome.Refused)outcome).Why.ToRefusal());

        await using var transaction = await store.Begin(caller, cancel);
        var (created, refusal) = await PhotoStore.KeepPreview(transaction, SentPhoto.Of(id, caller.Account, file), small.Photo, cancel);
        if (created) refusal ??= await PhotoStore.RefuseOverQuota(transaction.Connection, caller.Account, options.Value, cancel);
        if (refusal is not null) return FhirResult.Of(refusal);
        await transaction.Commit(cancel);
        return created ? Results.Created($"/photos/{id}", null) : Results.Ok();
    }
}
