using System.Text.Json;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Http;
using Telemed.Fhir.Store;

namespace Telemed.Fhir.Rest;

/// <summary>An answer in <c>application/fhir+json</c>: stored bytes as they are, or an outcome.</summary>
public sealed class FhirResult(int status, byte[]? body, string? etag = null, DateTimeOffset? lastModified = null, string? location = null) : IResult
{
    /// <summary>The media type of every body. https://hl7.org/fhir/R4/http.html#mime-type</summary>
    public const string MediaType = "application/fhir+json; charset=utf-8";

    /// <summary>A version of a resource, with its ETag.</summary>
    public static FhirResult Of(Stored stored, int status = 200, string? location = null) =>
        new(status, stored.Body, ETag(stored.Version), stored.Updated, location);

    /// <summary>A resource that is not stored, such as a Bundle.</summary>
    public static FhirResult Of(Resource resource, int status = 200) => new(status, ResourceBody.Write(resource));

    /// <summary>A refusal with its status.</summary>
    public static FhirResult Of(Refusal refusal) => Of(refusal.Outcome, refusal.Status);

    /// <summary>The weak ETag of a version. https://hl7.org/fhir/R4/http.html#versioning</summary>
    public static string ETag(int version) => $"W/\"{version}\"";

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        if (etag is not null) response.Headers.ETag = etag;
        if (lastModified is { } time) response.Headers.LastModified = time.ToString("R");
        if (location is not null) response.Headers.Location = location;
        response.Headers.CacheControl = "no-store";
        if (body is null || status == StatusCodes.Status304NotModified) return;
        response.ContentType = MediaType;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }

    internal static byte[] Raw(Action<Utf8JsonWriter> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        write(writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
