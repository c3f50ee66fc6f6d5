using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Telemed.Hub.Platform.Pages;

/// <summary>Addresses of the console's own files, each with a fingerprint of its content: a browser may keep them for a year.</summary>
public sealed class WebFiles(IWebHostEnvironment host)
{
    public const string Fingerprint = "v";

    readonly ConcurrentDictionary<string, string> addresses = new();

    public string this[string path] => addresses.GetOrAdd(path, Address);

    string Address(string path)
    {
        var file = host.WebRootFileProvider.GetFileInfo(path);
        if (!file.Exists) return $"/{path}";
        using var content = file.CreateReadStream();
        return $"/{path}?{Fingerprint}={Convert.ToHexStringLower(SHA256.HashData(content))[..10]}";
    }
}
