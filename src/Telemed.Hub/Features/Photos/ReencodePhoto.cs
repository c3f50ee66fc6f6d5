using System.Security.Cryptography;
using SkiaSharp;

namespace Telemed.Hub.Features.Photos;

/// <summary>A JPEG written by the hub: upright, sRGB, with pixels and nothing else.</summary>
sealed record Rendition(byte[] Bytes, int Width, int Height)
{
    public byte[] Sha256 { get; } = SHA256.HashData(Bytes);
}

/// <summary>What is shown of a photo. No byte of the file that was received is in it.</summary>
record SmallPhoto(Rendition Preview, Rendition Thumbnail);

/// <summary>The three sizes kept of a photo that came whole.</summary>
sealed record CleanPhoto(Rendition Original, Rendition Preview, Rendition Thumbnail) : SmallPhoto(Preview, Thumbnail);

abstract record PhotoOutcome
{
    public sealed record Clean(CleanPhoto Photo) : PhotoOutcome;
    public sealed record Small(SmallPhoto Photo) : PhotoOutcome;
    public sealed record Refused(PhotoRefusal Why) : PhotoOutcome;
}

/// <summary>
/// Turns the bytes of a stranger's file into photos that are safe to keep and show: what is not plainly a photo is refused, and what
/// is kept is drawn anew, so that place, device, hidden thumbnails and anything appended to the file are gone.
/// </summary>
static class ReencodePhoto
{
    public const int MaxPixels = 40_000_000;
    public const int MinSide = 200;
    public const int PreviewSide = 1600;
    public const int ThumbnailSide = 320;

    /// <summary>A larger photo is reduced to this many pixels, which bounds the memory of one decoding to about 256 MB.</summary>
    public const int KeptPixels = 25_000_000;

    // A camera writes 1 scan, a progressive JPEG about 10; each scan may cost a pass over every pixel for a few bytes of file.
    const int MaxScans = 32;
    const long MaxCoefficients = 3L * KeptPixels;

    static readonly SKSamplingOptions Linear = new(SKFilterMode.Linear);
    static readonly SKSamplingOptions Cubic = new(SKCubicResampler.CatmullRom);

    /// <returns>Clean, or refused.</returns>
    public static PhotoOutcome Reencode(ReadOnlySpan<byte> file, int maxBytes) =>
        Reencode(file, maxBytes, photo => new PhotoOutcome.Clean(Whole(photo)));

    /// <summary>The same for a picture whose original comes later: that size, the dearest, is not made.</summary>
    /// <returns>Small, or refused.</returns>
    public static PhotoOutcome ReencodeSmall(ReadOnlySpan<byte> file, int maxBytes) =>
        Reencode(file, maxBytes, photo => new PhotoOutcome.Small(Small(photo)));

    static PhotoOutcome Reencode(ReadOnlySpan<byte> file, int maxBytes, Func<SKBitmap, PhotoOutcome> render)
    {
        var refusal = Refusal(file, maxBytes, out var header);
        if (refusal is not null) return new PhotoOutcome.Refused(refusal);
        return Decode(file[..header.End], header) is { } photo ? render(photo) : new PhotoOutcome.Refused(PhotoRefusal.Damaged);
    }

    /// <summary>Null when the header promises a photo that may be decoded.</summary>
    static PhotoRefusal? Refusal(ReadOnlySpan<byte> file, int maxBytes, out PhotoHeader header)
    {
        header = default;
        if (file.IsEmpty) return PhotoRefusal.Empty;
        if (file.Length > maxBytes) return PhotoRefusal.TooLong(maxBytes);
        if (PhotoHeader.Read(file) is not { } read) return PhotoRefusal.NotAPhoto;
        header = read;
        if (header.Width == 0 || header.Height == 0) return PhotoRefusal.Damaged;
        if (header.Pixels > MaxPixels || header.Coefficients > MaxCoefficients) return PhotoRefusal.TooManyPixels;
        if (Math.Min(header.Width, header.Height) < MinSide) return PhotoRefusal.TooFewPixels;
        if (header.Animated) return PhotoRefusal.Animated;
        return header.End == 0 || header.Scans is 0 or > MaxScans ? PhotoRefusal.Damaged : null;
    }

    static SKBitmap? Decode(ReadOnlySpan<byte> file, PhotoHeader header)
    {
        using var bytes = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(bytes);
        if (codec is null || codec.Info.Width != header.Width || codec.Info.Height != header.Height) return null;

        var size = codec.GetScaledDimensions((float)Fit(header.Width, header.Height));
        // The colour space makes the decoder convert: a photo in Display P3 keeps its colours after its profile is gone.
        var opaque = codec.Info.IsOpaque;
        var info = new SKImageInfo(size.Width, size.Height, SKImageInfo.PlatformColorType,
            opaque ? SKAlphaType.Opaque : SKAlphaType.Premul, SKColorSpace.CreateSrgb());

        var decoded = new SKBitmap(info);
        if (codec.GetPixels(info, decoded.GetPixels()) != SKCodecResult.Success)
        {
            decoded.Dispose();
            return null;
        }
        // Only JPEG and WebP decoders reduce while they decode.
        var scale = Fit(size.Width, size.Height);
        return Upright(scale < 1 ? Resized(decoded, scale, Linear) : decoded, codec.EncodedOrigin, opaque);
    }

    /// <summary>How much a picture must be reduced to have no more than <see cref="KeptPixels"/>; 1 when it need not be.</summary>
    static double Fit(int width, int height) => Math.Min(1, Math.Sqrt((double)KeptPixels / ((long)width * height)));

    /// <summary>Turns the picture as the camera was held, on white where it was transparent. Takes over <paramref name="photo"/>.</summary>
    static SKBitmap Upright(SKBitmap photo, SKEncodedOrigin origin, bool opaque)
    {
        if (origin is SKEncodedOrigin.TopLeft && opaque) return photo;

        var turned = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop
            or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var (width, height) = turned ? (photo.Height, photo.Width) : (photo.Width, photo.Height);
        photo.SetImmutable(); // else drawing copies it first
        var upright = new SKBitmap(photo.Info.WithSize(width, height).WithAlphaType(SKAlphaType.Opaque));
        using (photo)
        using (var canvas = new SKCanvas(upright))
        {
            canvas.Clear(SKColors.White);
            canvas.SetMatrix(Turn(origin, width, height));
            canvas.DrawBitmap(photo, 0, 0, SKSamplingOptions.Default);
        }
        return upright;
    }

    // CIPA DC-008 (Exif) 4.6.4, tag 0112: which edges of the scene the first row and the first column of the file are.
    static SKMatrix Turn(SKEncodedOrigin origin, int width, int height) => origin switch
    {
        SKEncodedOrigin.TopRight => new(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new(0, -1, width, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new(0, -1, width, -1, 0, height, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new(0, 1, 0, -1, 0, height, 0, 0, 1),
        _ => SKMatrix.Identity,
    };

    static CleanPhoto Whole(SKBitmap upright)
    {
        var original = Jpeg(upright, 90);
        var small = Small(upright);
        return new(original, small.Preview, small.Thumbnail);
    }

    /// <summary>Takes over <paramref name="upright"/>.</summary>
    static SmallPhoto Small(SKBitmap upright)
    {
        var preview = Shrink(upright, PreviewSide);
        var previewJpeg = Jpeg(preview, 85);
        using var thumbnail = Shrink(preview, ThumbnailSide);
        return new(previewJpeg, Jpeg(thumbnail, 75));
    }

    /// <summary>Halves while it can, each pixel the mean of four: fine lines do not flicker. Takes over the photo, never enlarges it.</summary>
    static SKBitmap Shrink(SKBitmap photo, int longSide)
    {
        while (LongSide(photo) >= 2 * longSide)
            photo = Resized(photo, 0.5, Linear);
        return LongSide(photo) > longSide ? Resized(photo, (double)longSide / LongSide(photo), Cubic) : photo;
    }

    /// <summary>Takes over <paramref name="photo"/>: the larger picture is freed before the next one is made.</summary>
    static SKBitmap Resized(SKBitmap photo, double scale, SKSamplingOptions sampling)
    {
        using (photo)
            return photo.Resize(new SKSizeI(Scaled(photo.Width, scale), Scaled(photo.Height, scale)), sampling);
    }

    static int Scaled(int side, double scale) => Math.Max(1, (int)Math.Round(side * scale));

    static int LongSide(SKBitmap photo) => Math.Max(photo.Width, photo.Height);

    static Rendition Jpeg(SKBitmap photo, int quality)
    {
        // Without a colour space the encoder writes no profile; a reader then assumes sRGB, which these pixels are.
        var plain = new SKImageInfo(photo.Width, photo.Height, photo.ColorType, photo.AlphaType);
        using var pixels = new SKPixmap(plain, photo.GetPixels(), photo.RowBytes);
        using var encoded = pixels.Encode(new SKJpegEncoderOptions(quality));
        return new(encoded!.ToArray(), photo.Width, photo.Height);
    }
}
