using System.Buffers.Binary;
using SkiaSharp;

namespace Telemed.Hub.Tests.Photos;

/// <summary>
/// Photos as phones write them: a scene whose four quarters are red, green, blue and yellow (clockwise from top left), stored as the
/// sensor saw it, with an Exif segment that says how to turn it, where it was taken and by what, and holds a thumbnail.
/// </summary>
static class CameraPhoto
{
    public static readonly SKColor Red = new(200, 30, 30), Green = new(30, 160, 30), Blue = new(30, 30, 200), Yellow = new(220, 200, 30);

    // Exif 4.6.4, tag 0112. Stored corners (clockwise from the first pixel) for each orientation of the upright scene.
    static readonly SKColor[][] StoredCorners =
    [
        [Red, Green, Blue, Yellow],
        [Green, Red, Yellow, Blue],
        [Blue, Yellow, Red, Green],
        [Yellow, Blue, Green, Red],
        [Red, Yellow, Blue, Green],
        [Green, Blue, Yellow, Red],
        [Blue, Green, Red, Yellow],
        [Yellow, Red, Green, Blue],
    ];

    /// <param name="width">Of the upright scene.</param>
    /// <param name="height">Of the upright scene.</param>
    /// <param name="orientation">1 to 8.</param>
    public static byte[] Jpeg(int width = 800, int height = 600, int orientation = 1)
    {
        var (storedWidth, storedHeight) = orientation < 5 ? (width, height) : (height, width);
        using var stored = Scene(storedWidth, storedHeight, StoredCorners[orientation - 1]);
        using var small = Scene(160, 120, StoredCorners[orientation - 1]);
        return WithSegment(Plain(stored, 92), 0xE1, Exif((ushort)orientation, Plain(small, 60)));
    }

    /// <summary>As heavy as a real one: skin and hair do not compress.</summary>
    public static byte[] Noisy(int width, int height, int orientation)
    {
        var (storedWidth, storedHeight) = orientation < 5 ? (width, height) : (height, width);
        using var stored = new SKBitmap(storedWidth, storedHeight, SKColorType.Rgba8888, SKAlphaType.Opaque);
        new Random(7).NextBytes(stored.GetPixelSpan());
        return WithSegment(Plain(stored, 80), 0xE1, Exif((ushort)orientation, []));
    }

    public static byte[] Png(int width = 800, int height = 600) => Encoded(width, height, SKEncodedImageFormat.Png);

    /// <summary>A WebP lying on its side, in the extended layout whose EXIF chunk says so.</summary>
    public static byte[] TurnedWebP(int width = 800, int height = 600)
    {
        using var stored = Scene(height, width, StoredCorners[5]);
        using var small = Scene(160, 120, StoredCorners[5]);
        using var webP = stored.Encode(SKEncodedImageFormat.Webp, 90);
        byte[] exif = [.. Exif(6, Plain(small, 60)).AsSpan(6)];
        byte[] extended = [0x08, 0, 0, 0, .. Little(height - 1)[..3], .. Little(width - 1)[..3]];
        byte[] body = [.. "WEBPVP8X"u8, .. Little(10), .. extended, .. webP!.ToArray().AsSpan(12), .. "EXIF"u8, .. Little(exif.Length), .. exif, .. new byte[exif.Length % 2]];
        return [.. "RIFF"u8, .. Little(body.Length), .. body];
    }

    public static byte[] WebP(int width = 800, int height = 600) => Encoded(width, height, SKEncodedImageFormat.Webp);

    public static byte[] DisplayP3(SKColor colour, int width = 400, int height = 300)
    {
        var wide = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque,
            SKColorSpace.CreateRgb(SKColorSpaceTransferFn.Srgb, SKColorSpaceXyz.DisplayP3));
        using var bitmap = new SKBitmap(wide);
        bitmap.Erase(colour);
        return Plain(bitmap, 95);
    }

    public static byte[] Grey(int width = 400, int height = 300)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Gray8, SKAlphaType.Opaque);
        bitmap.Erase(new SKColor(128, 128, 128));
        return Plain(bitmap, 90);
    }

    public static byte[] Transparent(int width = 400, int height = 300)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);
        bitmap.Erase(SKColors.Transparent);
        using var bytes = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return bytes!.ToArray();
    }

    /// <summary>A JPEG with one more application segment right after its start.</summary>
    public static byte[] WithSegment(byte[] jpeg, byte marker, byte[] payload)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(payload.Length + 2));
        return [.. jpeg.AsSpan(0, 2), 0xFF, marker, .. length, .. payload, .. jpeg.AsSpan(2)];
    }

    public static SKBitmap Decoded(byte[] file) => SKBitmap.Decode(file) ?? throw new InvalidDataException("not decodable");

    static SKBitmap Scene(int width, int height, SKColor[] corners)
    {
        var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint();
        for (var corner = 0; corner < 4; corner++)
        {
            paint.Color = corners[corner];
            canvas.DrawRect(corner is 1 or 2 ? width / 2 : 0, corner is 2 or 3 ? height / 2 : 0, width / 2, height / 2, paint);
        }
        return bitmap;
    }

    static byte[] Encoded(int width, int height, SKEncodedImageFormat format)
    {
        using var bitmap = Scene(width, height, StoredCorners[0]);
        using var bytes = bitmap.Encode(format, 90);
        return bytes!.ToArray();
    }

    static byte[] Plain(SKBitmap bitmap, int quality)
    {
        using var bytes = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        return bytes!.ToArray();
    }

    static byte[] Little(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    // TIFF 6.0 big-endian: IFD0 (make, orientation, GPS pointer), the GPS IFD, then IFD1 with a thumbnail.
    static byte[] Exif(ushort orientation, byte[] thumbnail)
    {
        const int ifd0 = 8, gps = ifd0 + 2 + 3 * 12 + 4, values = gps + 2 + 4 * 12 + 4, ifd1 = values + 48 + 12, picture = ifd1 + 2 + 3 * 12 + 4;
        var tiff = new Tiff(picture + thumbnail.Length);
        tiff.Header(ifd0);
        tiff.Directory(ifd0, next: ifd1,
            (0x010F, 2, 12, values + 48), (0x0112, 3, 1, orientation << 16), (0x8825, 4, 1, gps));
        tiff.Directory(gps, next: 0,
            (1, 2, 2, 'N' << 24), (2, 5, 3, values), (3, 2, 2, 'E' << 24), (4, 5, 3, values + 24));
        tiff.Rationals(values, 50, 10, 36, 3, 14, 6);
        "PhoneMaker\0\0"u8.CopyTo(tiff.Bytes.AsSpan(values + 48));
        tiff.Directory(ifd1, next: 0, (0x0103, 3, 1, 6 << 16), (0x0201, 4, 1, picture), (0x0202, 4, 1, thumbnail.Length));
        thumbnail.CopyTo(tiff.Bytes, picture);
        return [.. "Exif\0\0"u8, .. tiff.Bytes];
    }

    sealed class Tiff(int size)
    {
        public byte[] Bytes { get; } = new byte[size];

        public void Header(int firstDirectory)
        {
            "MM\0*"u8.CopyTo(Bytes);
            Int(4, firstDirectory);
        }

        public void Directory(int at, int next, params (int Tag, int Type, int Count, int Value)[] entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(Bytes.AsSpan(at), (ushort)entries.Length);
            at += 2;
            foreach (var (tag, type, count, value) in entries)
            {
                Int(at, (tag << 16) | type);
                Int(at + 4, count);
                Int(at + 8, value);
                at += 12;
            }
            Int(at, next);
        }

        public void Rationals(int at, params int[] wholes)
        {
            for (var i = 0; i < wholes.Length; i++)
            {
                Int(at + 8 * i, wholes[i]);
                Int(at + 8 * i + 4, 1);
            }
        }

        void Int(int at, int value) => BinaryPrimitives.WriteInt32BigEndian(Bytes.AsSpan(at), value);
    }
}
