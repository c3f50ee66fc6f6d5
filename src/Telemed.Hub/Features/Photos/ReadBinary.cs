using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Fhir;
using Telemed.Fhir.Rest;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Photos;

/// <summary>
/// A photo as FHIR software asks for it: the picture itself, or a Binary with the picture in it when FHIR's own format is asked for.
/// The largest size there is. https://hl7.org/fhir/R4/binary.html#rest
/// </summary>
static class ReadBinary
{
    public static void Map(IEndpointRouteBuilder fhir) => fhir.MapGet("/Binary/{id:guid}", Handle);

    static async Task<IResult> Handle(Guid id, HttpContext http, NpgsqlDataSource db, FhirStore store)
    {
        var (caller, cancel) = (Caller.Of(http), http.RequestAborted);
        var photo = await KeptPhoto.Find(db, id, PhotoVariant.Original, cancel) ?? await KeptPhoto.Find(db, id, PhotoVariant.Preview, cancel);
        if (photo is null)
        {
            var (stored, refusal) = await store.Read(caller, new Reference("Binary", id.ToString()), cancel);
            return refusal is null ? FhirResult.Of(stored!) : FhirResult.Of(refusal);
        }
        if (!await photo.IsReached(db, store, caller, cancel)) return FhirResult.Of(Refusal.NotFound($"Binary/{id}"));
        if (!http.Request.Headers.Accept.ToString().Contains("json", StringComparison.OrdinalIgnoreCase)) return new ReadPhoto.Picture(db, photo);

        using var picture = new MemoryStream(photo.Size);
        await photo.CopyTo(picture, db, cancel);
        return FhirResult.Of(new Binary { Id = id.ToString(), ContentType = "image/jpeg", Data = picture.ToArray() });
    }
}
