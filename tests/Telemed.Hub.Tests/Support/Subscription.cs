using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Telemed.Hub.Tests.Support;

/// <summary>A browser's push subscription, with the private half that only the browser has. https://www.rfc-editor.org/rfc/rfc8291</summary>
public sealed class Subscription : IDisposable
{
    readonly ECDiffieHellman key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    public Subscription()
    {
        var point = key.PublicKey.ExportParameters().Q;
        P256dh = [4, .. point.X!, .. point.Y!];
    }

    public byte[] P256dh { get; }

    public byte[] Secret { get; } = RandomNumberGenerator.GetBytes(16);

    /// <summary>What the browser makes of a push message's body.</summary>
    public JsonObject Decrypt(byte[] body)
    {
        var salt = body[..16];
        Assert.Equal(4096, BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(16)));
        Assert.Equal(65, body[20]);
        var theirs = body[21..86];
        using var sender = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = theirs[1..33], Y = theirs[33..] } });
        var agreed = key.DeriveRawSecretAgreement(sender.PublicKey);
        var material = HKDF.DeriveKey(HashAlgorithmName.SHA256, agreed, 32, Secret, [.. "WebPush: info\0"u8, .. P256dh, .. theirs]);
        var contentKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 16, salt, "Content-Encoding: aes128gcm\0"u8.ToArray());
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 12, salt, "Content-Encoding: nonce\0"u8.ToArray());
        var (record, tag) = (body[86..^16], body[^16..]);
        var plain = new byte[record.Length];
        using var aes = new AesGcm(contentKey, 16);
        aes.Decrypt(nonce, record, tag, plain);
        Assert.Equal(2, plain[^1]);
        return JsonNode.Parse(plain.AsSpan(..^1))!.AsObject();
    }

    public void Dispose() => key.Dispose();
}
