using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Telemed.Fhir.Search;
using Telemed.Fhir.Store;

namespace Telemed.Fhir.Rest;

/// <summary>The REST interactions of FHIR R4. https://hl7.org/fhir/R4/http.html</summary>
public static class FhirEndpoints
{
    /// <summary>Bytes of a body at the most: larger ones get 413. Below Kestrel's own limit, which would answer without an outcome.</summary>
    public const int MaximumBody = 16 * 1024 * 1024;

    /// <summary>Maps every interaction under the group <c>/fhir</c>.</summary>
    /// <param name="callerOf">Who the request comes from; the group's own authorisation let them in.</param>
    public static void MapFhir(this IEndpointRouteBuilder fhir, Func<HttpContext, FhirCaller> callerOf)
    {
        fhir.MapGet("/metadata", (FhirStore store, HttpContext http) => Capabilities.Of(store, BaseUrl(http))).AllowAnonymous();
        fhir.MapPost("/", (FhirStore store, HttpContext http) => Transaction(store, http, callerOf(http)));
        fhir.MapGet("/{type}", (string type, FhirStore store, HttpContext http) => Find(type, http.Request.QueryString.Value ?? "", store, http, callerOf(http)));
        fhir.MapPost("/{type}/_search", FindByForm);
        fhir.MapPost("/{type}", (string type, FhirStore store, HttpContext http) => Create(type, store, http, callerOf(http)));
        fhir.MapGet("/{type}/{id}", (string type, string id, FhirStore store, HttpContext http) => Read(type, id, store, http, callerOf(http)));
        fhir.MapGet("/{type}/{id}/_history", (string type, string id, FhirStore store, HttpContext http) => History(type, id, store, http, callerOf(http)));
        fhir.MapGet("/{type}/{id}/_history/{version}", (string type, string id, string version, FhirStore store, HttpContext http) => VRead(type, id, version, store, http, callerOf(http)));
        fhir.MapPut("/{type}/{id}", (string type, string id, FhirStore store, HttpContext http) => Update(type, id, store, http, callerOf(http)));
        fhir.MapDelete("/{type}/{id}", (string type, string id, FhirStore store, HttpContext http) => Delete(type, id, store, http, callerOf(http)));
        fhir.MapFallback("/{**rest}", (HttpContext http) => FhirResult.Of(Refusal.Of(
            http.Request.Method is "GET" or "HEAD" or "POST" ? 404 : 405, OperationOutcome.IssueType.NotSupported,
            $"{http.Request.Method} {http.Request.Path} is no interaction of this server: see /fhir/metadata.")));

        async Task<IResult> FindByForm(string type, FhirStore store, HttpContext http)
        {
            if (!http.Request.HasFormContentType)
                return FhirResult.Of(Refusal.Of(415, OperationOutcome.IssueType.NotSupported, "A search is posted as application/x-www-form-urlencoded."));
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            var pairs = form.SelectMany(pair => pair.Value.Select(value => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(value ?? "")}"));
            return await Find(type, $"{http.Request.QueryString.Value?.TrimStart('?')}&{string.Join('&', pairs)}".Trim('&'), store, http, callerOf(http));
        }
    }

    static async Task<IResult> Read(string type, string id, FhirStore store, HttpContext http, FhirCaller caller)
    {
        var (stored, refusal) = await store.Read(caller, new Reference(type, id), http.RequestAborted);
        if (refusal is not null) return FhirResult.Of(refusal);
        return http.Request.Headers.IfNoneMatch.ToString().Split(',').Any(etag => TransactionDrafts.Version(etag) == stored!.Version)
            ? new FhirResult(StatusCodes.Status304NotModified, null, FhirResult.ETag(stored!.Version), stored.Updated)
            : FhirResult.Of(stored!);
    }

    static async Task<IResult> VRead(string type, string id, string version, FhirStore store, HttpContext http, FhirCaller caller)
    {
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return FhirResult.Of(Refusal.NotFound($"{type}/{id}/_history/{version}"));
        var (versions, refusal) = await store.History(caller, new Reference(type, id), number, http.RequestAborted);
        if (refusal is not null) return FhirResult.Of(refusal);
        return versions[0].Deleted ? FhirResult.Of(Refusal.Gone(versions[0].Reference)) : FhirResult.Of(versions[0]);
    }

    static async Task<IResult> History(string type, string id, FhirStore store, HttpContext http, FhirCaller caller)
    {
        var (versions, refusal) = await store.History(caller, new Reference(type, id), null, http.RequestAborted);
        return refusal is not null ? FhirResult.Of(refusal) : new FhirResult(200, Bundles.History(BaseUrl(http), versions));
    }

    static async Task<IResult> Find(string type, string queryString, FhirStore store, HttpContext http, FhirCaller caller)
    {
        if (!ModelInfo.IsKnownResource(type)) return FhirResult.Of(Refusal.NotFound(type));
        var strict = !http.Request.Headers["Prefer"].ToString().Contains("handling=lenient", StringComparison.Ordinal);
        var (query, refusal) = SearchQuery.Parse(store.Parameters, type, queryString, strict, BaseUrl(http));
        if (refusal is not null) return FhirResult.Of(refusal);
        var (page, refused) = await store.Find(caller, query!, http.RequestAborted);
        return refused is not null ? FhirResult.Of(refused) : new FhirResult(200, Bundles.Searchset(BaseUrl(http), query!, page!));
    }

    static async Task<IResult> Create(string type, FhirStore store, HttpContext http, FhirCaller caller)
    {
        var (json, refusal) = await Body(http, type);
        using (json)
        {
            if (refusal is not null) return FhirResult.Of(refusal);
            var draft = new Draft(WriteKind.Create, type, null) { Json = json!.RootElement, Base = BaseUrl(http), IfNoneExist = Header(http, "If-None-Exist")?.TrimStart('?') };
            return await WriteOne(store, http, caller, draft);
        }
    }

    static async Task<IResult> Update(string type, string id, FhirStore store, HttpContext http, FhirCaller caller)
    {
        var (json, refusal) = await Body(http, type);
        using (json)
        {
            if (refusal is not null) return FhirResult.Of(refusal);
            if (TransactionDrafts.CheckId(json!.RootElement, id, type) is { } mismatch) return FhirResult.Of(mismatch);
            var draft = new Draft(WriteKind.Update, type, id) { Json = json.RootElement, Base = BaseUrl(http), IfMatch = TransactionDrafts.Version(Header(http, "If-Match")) };
            return await WriteOne(store, http, caller, draft);
        }
    }

    static async Task<IResult> Delete(string type, string id, FhirStore store, HttpContext http, FhirCaller caller) =>
        await WriteOne(store, http, caller, new Draft(WriteKind.Delete, type, id) { IfMatch = TransactionDrafts.Version(Header(http, "If-Match")) });

    static async Task<IResult> WriteOne(FhirStore store, HttpContext http, FhirCaller caller, Draft draft)
    {
        var (written, first, refusal) = await store.Write(caller, [draft], results => results[0].Stored.Body!, http.RequestAborted);
        if (refusal is not null) return FhirResult.Of(refusal);
        // Asked again, a create gets the answer it got the first time, headers included; unless it came as a transaction then.
        var again = first is null ? null : Stored.Of(first);
        if (first is not null && again is null) return new FhirResult(200, first);
        var (status, stored) = again is null ? written![0] : new Written(StatusCodes.Status201Created, again);
        if (status == StatusCodes.Status204NoContent) return new FhirResult(status, null, stored.Version > 0 ? FhirResult.ETag(stored.Version) : null);
        var location = draft.Kind == WriteKind.Create || status == StatusCodes.Status201Created ? $"{BaseUrl(http)}/{stored.Reference}/_history/{stored.Version}" : null;
        return http.Request.Headers["Prefer"].ToString().Contains("return=minimal", StringComparison.Ordinal)
            ? new FhirResult(status, null, FhirResult.ETag(stored.Version), stored.Updated, location)
            : FhirResult.Of(stored, status, location);
    }

    static async Task<IResult> Transaction(FhirStore store, HttpContext http, FhirCaller caller)
    {
        var (json, refusal) = await Body(http, "Bundle", check: false);
        using (json)
            return refusal is not null ? FhirResult.Of(refusal)
                : TransactionDrafts.IsBatch(json!.RootElement) ? await Batch.Run(store, caller, json.RootElement, BaseUrl(http), http.RequestAborted)
                : await Transaction(store, caller, json.RootElement, http.RequestAborted, BaseUrl(http));
    }

    /// <summary>Runs a transaction Bundle, from wherever it came.</summary>
    /// <param name="fhirBase">The address of the FHIR base as the sender knows it; null when the Bundle was made in process.</param>
    public static async Task<IResult> Transaction(FhirStore store, FhirCaller caller, JsonElement bundle, CancellationToken cancel, string? fhirBase = null)
    {
        var (response, refusal) = await RunTransaction(store, caller, bundle, cancel, fhirBase);
        return refusal is not null ? FhirResult.Of(refusal) : new FhirResult(200, response);
    }

    /// <summary>Runs a transaction Bundle and gives its response Bundle; sent again, the first one.</summary>
    /// <param name="fhirBase">The address of the FHIR base as the sender knows it; null when the Bundle was made in process.</param>
    public static async Task<(byte[]? Response, Refusal? Refusal)> RunTransaction(
        FhirStore store, FhirCaller caller, JsonElement bundle, CancellationToken cancel, string? fhirBase = null)
    {
        var (drafts, refusal) = TransactionDrafts.Read(bundle, fhirBase);
        if (refusal is not null) return (null, refusal);
        var (written, first, refused) = await store.Write(caller, drafts!, Bundles.TransactionResponse, cancel);
        return refused is not null ? (null, refused) : (first ?? Bundles.TransactionResponse(written!), null);
    }

    /// <summary>Reads a request's body as a resource of the type wanted.</summary>
    public static async Task<(JsonDocument? Json, Refusal? Refusal)> Body(HttpContext http, string type, bool check = true)
    {
        if (http.Request.ContentType is { } media && !media.Contains("json", StringComparison.Ordinal))
            return (null, Refusal.Of(415, OperationOutcome.IssueType.NotSupported, $"{media} is not read here: send application/fhir+json."));
        if (await Bytes(http) is not { } body)
            return (null, Refusal.Of(413, OperationOutcome.IssueType.TooLong, $"A body has at most {MaximumBody} bytes."));
        var (json, refusal) = ResourceBody.ParseJson(body);
        if (json is null) return (null, refusal);
        if (ResourceBody.TypeOf(json.RootElement) is var found && found != type)
            refusal = Refusal.Malformed($"A {found} was sent where a {type} belongs.", "resourceType");
        else if (check)
            refusal = ResourceBody.Check(json.RootElement);
        if (refusal is null) return (json, null);
        json.Dispose();
        return (null, refusal);
    }

    // Null when there are more than may be. The length that is announced is not trusted: no room is made for it, and what comes is counted.
    static async Task<ReadOnlyMemory<byte>?> Bytes(HttpContext http)
    {
        if (http.Request.ContentLength > MaximumBody) return null;
        using var body = new MemoryStream((int)Math.Min(http.Request.ContentLength ?? 0, 64 * 1024));
        var piece = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            while (await http.Request.Body.ReadAsync(piece, http.RequestAborted) is var read and > 0)
            {
                if (body.Length + read > MaximumBody) return null;
                body.Write(piece, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    static string? Header(HttpContext http, string name) => http.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;

    static string BaseUrl(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/fhir";
}
