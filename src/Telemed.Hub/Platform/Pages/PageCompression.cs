using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Telemed.Hub.Platform.Pages;

/// <summary>Brotli as pages need it: the framework offers qualities 4 and 11, of which one is large and the other slow.</summary>
sealed class PageCompression : ICompressionProvider
{
    static readonly BrotliCompressionOptions Quality = new() { Quality = 6 };

    public string EncodingName => "br";

    public bool SupportsFlush => true;

    public Stream CreateStream(Stream outputStream) => new BrotliStream(outputStream, Quality, leaveOpen: true);
}
