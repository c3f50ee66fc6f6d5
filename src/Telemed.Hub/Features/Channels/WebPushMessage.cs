using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Telemed.Hub.Features.Channels;

/// <summary>
/// The body of a push message, which only the subscribed browser can read: one aes128gcm record under keys agreed by P-256.
/// https://www.rfc-editor.org/rfc/rfc8291 and https://www.rfc-editor.org/rfc/rfc8188
/// </summary>
static class WebPushMessage
{
    public const int PublicKeyLength = 65, SecretLength = 16;
    const int SaltLength = 16, TagLength = 16, RecordSize = 4096;

    /// <param name="p256dh">The browser's public key, uncompressed.</param>
    /// <param name="secret">The browser's authentication secret.</param>
    public static byte[] Encrypt(byte[] plaintext, byte[] p256dh, byte[] secret)
    {
        using var ours = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Encrypt(plaintext, p256dh, secret, ours, RandomNumberGenerator.GetBytes(SaltLength));
    }

    public static byte[] Encrypt(byte[] plaintext, byte[] p256dh, byte[] secret, ECDiffieHellman ours, byte[] salt)
    {
        using var theirs = ECDiffieHellman.Create(Key(p256dh));
        var key = Uncompressed(ours.PublicKey.ExportParameters());
        var agreed = ours.DeriveRawSecretAgreement(theirs.PublicKey);
        var material = HKDF.DeriveKey(HashAlgorithmName.SHA256, agreed, 32, secret, [.. "WebPush: info\0"u8, .. p256dh, .. key]);
        var contentKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 16, salt, "Content-Encoding: aes128gcm\0"u8.ToArray());
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 12, salt, "Content-Encoding: nonce\0"u8.ToArray());

        // 2 ends the last record; there is only one.
        byte[] padded = [.. plaintext, 2];
        var sealedRecord = new byte[padded.Length];
        var tag = new byte[TagLength];
        using (var aes = new AesGcm(contentKey, TagLength)) aes.Encrypt(nonce, padded, sealedRecord, tag);

        var size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, RecordSize);
        return [.. salt, .. size, (byte)key.Length, .. key, .. sealedRecord, .. tag];
    }

    /// <summary>A point as browsers give it. Throws when it is not on the curve.</summary>
    public static ECParameters Key(byte[] uncompressed) => new()
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = uncompressed[1..33], Y = uncompressed[33..65] },
    };

    public static byte[] Uncompressed(ECParameters key) => [4, .. key.Q.X!, .. key.Q.Y!];

    /// <summary>True for what a browser may name as its keys; anything else would fail at every alert.</summary>
    public static bool AreKeys(byte[] p256dh, byte[] secret)
    {
        if (p256dh is not [4, ..] || p256dh.Length != PublicKeyLength || secret.Length != SecretLength) return false;
        try
        {
            using var key = ECDiffieHellman.Create(Key(p256dh));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
