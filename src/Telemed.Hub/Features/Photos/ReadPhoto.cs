using Npgsql;
using Telemed.Fhir;
using Telemed.Fhir.Rest;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Photos;

/// <summary>One size of a photo, as an image on the console's pages loads it.</summary>
static class ReadPhoto
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id:guid}", Handle);

    static async Task<IResult> Handle(Guid id, string? size, Caller caller, NpgsqlDataSource db, FhirStore store, CancellationToken cancel)
    {
        if (!Enum.TryParse<PhotoVariant>(size ?? "preview", ignoreCase: true, out var variant) || !Enum.IsDefined(variant))
            return FhirResult.Of(Refusal.Malformed("size is thumbnail, preview or original."));
        var photo = await KeptPhoto.Find(db, id, variant, cancel);
        return photo is not null && await photo.IsReached(db, store, caller, cancel)
            ? new Picture(db, photo)
            : FhirResult.Of(Refusal.NotFound($"Photo {id}"));
    }

    /// <summary>Always an image, never a page: the headers leave a browser nothing to guess and nothing to run.</summary>
    public sealed class Picture(NpgsqlDataSource db, KeptPhoto photo) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var (response, headers) = (httpContext.Response, httpContext.Response.Headers);
            var etag = $"\"{Convert.ToHexStringLower(photo.Sha256)}\"";
            headers.XContentTypeOptions = "nosniff";
            headers.ContentDisposition = $"inline; filename=\"photo-{photo.Id}.jpg\"";
            headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            // Asked again before every use: who no longer reaches the photo no longer sees the copy either.
            headers.CacheControl = "private, no-cache";
            headers.ETag = etag;
            if (httpContext.Request.Headers.IfNoneMatch == etag)
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
            response.ContentType = "image/jpeg";
            response.ContentLength = photo.Size;
            await photo.CopyTo(response.Body, db, httpContext.RequestAborted);
        }
    }
}
