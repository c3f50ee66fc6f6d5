using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Telemed.Hub.Platform.Pages;

/// <summary>
/// The console's own files: few and small, so they are read once, compressed once at the best level, and their addresses carry a
/// fingerprint of their content, so that a browser keeps them for a year.
/// </summary>
public sealed class WebFiles
{
    const string Fingerprint = "v", Brotli = "br";

    readonly FrozenDictionary<string, WebFile> files;

    public WebFiles(IWebHostEnvironment host) =>
        files = Below(host.WebRootFileProvider, "").ToFrozenDictionary(file => file.Path, StringComparer.Ordinal);

    /// <summary>The address of a file such as <c>app.css</c>.</summary>
    public string this[string path] => $"/{path}?{Fingerprint}={files[$"/{path}"].Hash}";

    /// <summary>Answers for the files and leaves everything else alone.</summary>
    public async Task Serve(HttpContext http, RequestDelegate next)
    {
        if (!HttpMethods.IsGet(http.Request.Method) || !files.TryGetValue(http.Request.Path.Value ?? "", out var file))
        {
            await next(http);
            return;
        }
        var (response, headers) = (http.Response, http.Response.Headers);
        var compressed = file.Compressed is not null && http.Request.Headers.AcceptEncoding.ToString().Contains(Brotli, StringComparison.Ordinal);
        headers.ETag = $"\"{file.Hash}\"";
        headers.Vary = "Accept-Encoding";
        headers.CacheControl = http.Request.Query.ContainsKey(Fingerprint) ? "public, max-age=31536000, immutable" : "no-cache";
        headers.XContentTypeOptions = "nosniff";
        if (file.Path == "/js/service-worker.js")
        {
            // The worker lies beside the other scripts and looks after every page; no page's policy holds for it.
            headers["Service-Worker-Allowed"] = "/";
            headers.ContentSecurityPolicy = "default-src 'none'; connect-src 'self'";
        }
        if (StringValues.Equals(http.Request.Headers.IfNoneMatch, headers.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        if (compressed) headers.ContentEncoding = Brotli;
        var body = compressed ? file.Compressed! : file.Content;
        response.ContentType = file.Type;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, http.RequestAborted);
    }

    static IEnumerable<WebFile> Below(IFileProvider root, string folder)
    {
        var types = new FileExtensionContentTypeProvider();
        foreach (var entry in root.GetDirectoryContents(folder))
        {
            if (entry.IsDirectory)
                foreach (var file in Below(root, $"{folder}/{entry.Name}")) yield return file;
            else if (types.TryGetContentType(entry.Name, out var type)) yield return WebFile.Read($"{folder}/{entry.Name}", type, entry);
        }
    }

    sealed record WebFile(string Path, string Type, string Hash, byte[] Content, byte[]? Compressed)
    {
        public static WebFile Read(string path, string type, IFileInfo file)
        {
            using var buffer = new MemoryStream();
            using (var content = file.CreateReadStream()) content.CopyTo(buffer);
            var bytes = buffer.ToArray();
            var isText = !type.StartsWith("image/", StringComparison.Ordinal) || type == "image/svg+xml";
            return new(path, isText ? $"{type}; charset=utf-8" : type, Convert.ToHexStringLower(SHA256.HashData(bytes))[..10], bytes, isText ? Compress(bytes) : null);
        }

        static byte[] Compress(byte[] bytes)
        {
            using var buffer = new MemoryStream();
            using (var brotli = new BrotliStream(buffer, CompressionLevel.SmallestSize)) brotli.Write(bytes);
            return buffer.ToArray();
        }
    }
}
