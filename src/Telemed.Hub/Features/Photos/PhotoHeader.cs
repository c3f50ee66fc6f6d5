using System.Buffers.Binary;

namespace Telemed.Hub.Features.Photos;

/// <summary>What a photo file says of itself, read in managed code before any decoder sees a byte of it.</summary>
/// <param name="Width">Pixels as stored, before orientation. 0 when the file does not say.</param>
/// <param name="Height">Pixels as stored, before orientation. 0 when the file does not say.</param>
/// <param name="End">Bytes that belong to the image; whatever follows is not part of it. 0 when the file is cut short.</param>
/// <param name="Animated">More than one frame.</param>
/// <param name="Scans">JPEG only: how many passes the decoder must make over the picture.</param>
/// <param name="Coefficients">JPEG only: values the decoder must hold beside the picture, because passes refine one another.</param>
readonly record struct PhotoHeader(int Width, int Height, int End, bool Animated = false, int Scans = 1, long Coefficients = 0)
{
    static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public long Pixels => (long)Width * Height;

    /// <summary>Null when the bytes are neither JPEG, PNG nor WebP, whatever their name or declared type.</summary>
    public static PhotoHeader? Read(ReadOnlySpan<byte> file) =>
        file.StartsWith<byte>([0xFF, 0xD8, 0xFF]) ? Jpeg(file)
        : file.StartsWith(PngSignature) ? Png(file)
        : file.StartsWith("RIFF"u8) && file.Length >= 12 && file[8..12].SequenceEqual("WEBP"u8) ? WebP(file)
        : null;

    // https://www.w3.org/Graphics/JPEG/itu-t81.pdf annex B: FFxx, two bytes of length, payload; a scan is followed by unframed data.
    static PhotoHeader Jpeg(ReadOnlySpan<byte> file)
    {
        var (width, height, components, progressive, scans) = (0, 0, 0, false, 0);
        for (var at = NextMarker(file, 2); at + 1 < file.Length; at = NextMarker(file, at))
        {
            var marker = file[at + 1];
            if (marker == 0xD9)
                return new(width, height, at + 2, Scans: scans,
                    Coefficients: progressive || scans > 1 ? (long)width * height * components : 0);

            if (at + 4 > file.Length) break;
            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (IsFrame(marker))
            {
                if (width != 0 || length < 8 || at + 10 > file.Length) break;
                height = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]);
                width = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]);
                components = file[at + 9];
                progressive = marker == 0xC2;
            }
            if (marker == 0xDA) scans++;
            at += 2 + length;
        }
        return new(width, height, End: 0, Scans: scans);
    }

    /// <summary>Start of frame in any coding; C4, C8 and CC share its range but are tables.</summary>
    static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    /// <summary>Where the next segment starts; a stuffed FF00, a restart mark or padding is not one.</summary>
    static int NextMarker(ReadOnlySpan<byte> file, int at)
    {
        while (at < file.Length)
        {
            var found = file[at..].IndexOf((byte)0xFF);
            if (found < 0) return file.Length;
            at += found;
            if (at + 1 >= file.Length) return file.Length;
            if (file[at + 1] is not (0x00 or 0x01 or 0xFF or >= 0xD0 and <= 0xD7)) return at;
            at++;
        }
        return file.Length;
    }

    // https://www.w3.org/TR/png-3/#5Chunk-layout: length, name, payload, checksum; IHDR first, acTL before IDAT when animated.
    static PhotoHeader Png(ReadOnlySpan<byte> file)
    {
        if (file.Length < 33 || !file[12..16].SequenceEqual("IHDR"u8)) return default;
        var width = Dimension(BinaryPrimitives.ReadUInt32BigEndian(file[16..]));
        var height = Dimension(BinaryPrimitives.ReadUInt32BigEndian(file[20..]));
        var animated = false;
        for (long at = 8; at + 12 <= file.Length;)
        {
            var chunk = file[(int)at..];
            if (chunk[4..8].SequenceEqual("IEND"u8)) return new(width, height, (int)at + 12, animated);
            animated |= chunk[4..8].SequenceEqual("acTL"u8);
            at += 12L + BinaryPrimitives.ReadUInt32BigEndian(chunk);
        }
        return new(width, height, End: 0, animated);
    }

    // https://developers.google.com/speed/webp/docs/riff_container
    static PhotoHeader WebP(ReadOnlySpan<byte> file)
    {
        if (file.Length < 30) return default;
        var declared = 8L + BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        var end = declared <= file.Length ? (int)declared : 0;
        var body = file[20..];
        return file[12..16] switch
        {
            var name when name.SequenceEqual("VP8X"u8) => new(1 + UInt24(body[4..]), 1 + UInt24(body[7..]), end, (body[0] & 0x02) != 0),
            var name when name.SequenceEqual("VP8L"u8) && body[0] == 0x2F =>
                new(1 + (UInt24(body[1..]) & 0x3FFF), 1 + ((BinaryPrimitives.ReadInt32LittleEndian(body[1..]) >> 14) & 0x3FFF), end),
            var name when name.SequenceEqual("VP8 "u8) =>
                new(BinaryPrimitives.ReadUInt16LittleEndian(body[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(body[8..]) & 0x3FFF, end),
            _ => default,
        };
    }

    static int Dimension(uint declared) => (int)Math.Min(declared, int.MaxValue);

    static int UInt24(ReadOnlySpan<byte> at) => at[0] | (at[1] << 8) | (at[2] << 16);
}
