using System.Buffers.Binary;
using System.Text;

namespace Telemed.Hub.Tests.Photos;

/// <summary>Files that look like photos, or claim to be, and are not to be kept.</summary>
static class HostilePhoto
{
    /// <summary>A PNG of some fifty bytes that declares a picture of any size.</summary>
    public static byte[] PngDeclaring(uint width, uint height) =>
        [0x89, .. "PNG\r\n\u001a\n"u8, .. PngChunk("IHDR", [.. Big(width), .. Big(height), 8, 6, 0, 0, 0]),
            .. PngChunk("IDAT", [0x78, 0x9C, 0x03, 0, 0, 0, 0, 1]), .. PngChunk("IEND", [])];

    /// <summary>A still PNG made an animation by an animation control chunk.</summary>
    public static byte[] Animated(byte[] png) => WithChunk(png, "acTL", [0, 0, 0, 2, 0, 0, 0, 0]);

    /// <summary>A PNG with one more chunk right after its header.</summary>
    public static byte[] WithChunk(byte[] png, string name, byte[] payload) =>
        [.. png.AsSpan(0, 33), .. PngChunk(name, payload), .. png.AsSpan(33)];

    public static byte[] AnimatedWebP()
    {
        byte[] body = [.. "WEBPVP8X"u8, 10, 0, 0, 0, 0x02, 0, 0, 0, 0x8F, 1, 0, 0x2B, 1, 0, .. "ANIM"u8, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        return [.. "RIFF"u8, (byte)body.Length, 0, 0, 0, .. body];
    }

    /// <summary>A progressive JPEG that announces a picture and then so many passes over it.</summary>
    public static byte[] JpegWithScans(ushort width, ushort height, int scans) =>
        [0xFF, 0xD8, .. Frame(0xC2, width, height, 3), .. Enumerable.Repeat<byte[]>([0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0, 0], scans).SelectMany(s => s),
            0xFF, 0xD9];

    /// <summary>A whole CMYK JPEG in one colour, as a print shop's software writes it: four components and Adobe's mark.</summary>
    public static byte[] Cmyk(ushort width, ushort height)
    {
        byte[] quantisation = [0, .. Enumerable.Repeat((byte)1, 64)];
        byte[] directCurrent = [0x00, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9];
        byte[] endOfBlock = [0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        // First block of each component: '10' = nine bits follow, 400 = a step from the middle, '0' = nothing else. Then only zeros.
        var bits = string.Concat(Enumerable.Repeat("10" + Convert.ToString(400, 2) + "0", 4))
            + new string('0', 8 * (((width + 7) / 8 * ((height + 7) / 8)) - 1));
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '1');
        var scan = bits.Chunk(8).Select(octet => Convert.ToByte(new string(octet), 2)).SelectMany<byte, byte>(b => b == 0xFF ? [0xFF, 0] : [b]);
        return [0xFF, 0xD8, .. Segment(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0]), .. Segment(0xDB, quantisation),
            .. Frame(0xC0, width, height, 4), .. Segment(0xC4, directCurrent), .. Segment(0xC4, endOfBlock),
            .. Segment(0xDA, [4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]), .. scan, 0xFF, 0xD9];
    }

    public static byte[] Gif() => [.. "GIF89a"u8, 0x90, 1, 0x2C, 1, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B];

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    static byte[] Frame(byte marker, ushort width, ushort height, int components) =>
        Segment(marker, [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, (byte)components,
            .. Enumerable.Range(1, components).SelectMany<int, byte>(c => [(byte)c, 0x11, 0])]);

    static byte[] Segment(byte marker, byte[] payload) =>
        [0xFF, marker, (byte)((payload.Length + 2) >> 8), (byte)(payload.Length + 2), .. payload];

    static byte[] PngChunk(string name, byte[] payload)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. payload];
        return [.. Big((uint)payload.Length), .. named, .. Big(Crc32(named))];
    }

    static uint Crc32(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
        }
        return ~crc;
    }

    static byte[] Big(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
