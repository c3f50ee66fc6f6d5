using System.Security.Cryptography;
using System.Text;

namespace Telemed.Territory;

/// <summary>Ids and dice that a name decides: the same territory, written again, is the same to the letter.</summary>
static class StableId
{
    /// <summary>A UUID of version 8 (RFC 9562 5.8): the first bits of the name's SHA-256.</summary>
    public static Guid Of(string name)
    {
        var bytes = Hash(name)[..16];
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x80);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    public static int Number(string name) => BitConverter.ToInt32(Hash(name)) & int.MaxValue;

    static byte[] Hash(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name));
}
