using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Icc;
using SkiaSharp;
using Telemed.Hub.Features.Photos;

namespace Telemed.Hub.Tests.Photos;

/// <summary>What is kept of a photo that a phone took.</summary>
public class ReencodePhotoTests
{
    const int Cap = 15 * 1024 * 1024;

    public static TheoryData<int> Orientations => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory, MemberData(nameof(Orientations))]
    public void A_photo_is_turned_as_the_camera_was_held(int orientation)
    {
        var input = CameraPhoto.Jpeg(900, 600, orientation);
        Assert.Equal(orientation, Exif<ExifIfd0Directory>(input).GetInt32(ExifDirectoryBase.TagOrientation));

        var photo = Clean(input);

        foreach (var rendition in new[] { photo.Original, photo.Preview, photo.Thumbnail })
            AssertUprightScene(rendition);
        Assert.Equal((900, 600), (photo.Original.Width, photo.Original.Height));
        Assert.Equal((320, 213), (photo.Thumbnail.Width, photo.Thumbnail.Height));
    }

    [Fact]
    public void Nothing_the_camera_wrote_beside_the_pixels_is_kept()
    {
        var input = CameraPhoto.WithSegment(CameraPhoto.Jpeg(orientation: 6), 0xE1,
            [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"u8]);
        input = CameraPhoto.WithSegment(input, 0xFE, [.. "Mme Martin"u8]);
        var before = ImageMetadataReader.ReadMetadata(new MemoryStream(input));
        Assert.Equal(50.176, before.OfType<GpsDirectory>().Single().GetGeoLocation()!.Latitude, 0.001);
        Assert.NotEmpty(before.OfType<ExifThumbnailDirectory>());
        Assert.Contains(before, d => d.Name.StartsWith("XMP", StringComparison.Ordinal));

        var photo = Clean(input);

        foreach (var rendition in new[] { photo.Original, photo.Preview, photo.Thumbnail })
            AssertOnlyPixels(rendition.Bytes);
    }

    [Fact]
    public void Colours_survive_the_profile_that_named_them()
    {
        var input = CameraPhoto.DisplayP3(new SKColor(180, 90, 70));
        Assert.NotEmpty(ImageMetadataReader.ReadMetadata(new MemoryStream(input)).OfType<IccDirectory>());
        using var seen = SKImage.FromEncodedData(input);
        using var expected = new SKBitmap(new SKImageInfo(1, 1, SKColorType.Rgba8888, SKAlphaType.Opaque, SKColorSpace.CreateSrgb()));
        Assert.True(seen.ReadPixels(expected.Info, expected.GetPixels(), expected.RowBytes, 10, 10));

        var photo = Clean(input);

        AssertOnlyPixels(photo.Original.Bytes);
        using var kept = CameraPhoto.Decoded(photo.Original.Bytes);
        AssertClose(expected.GetPixel(0, 0), kept.GetPixel(10, 10));
    }

    [Fact]
    public void The_preview_fits_in_1600_pixels_and_the_thumbnail_in_320()
    {
        var photo = Clean(CameraPhoto.Jpeg(3000, 4000, orientation: 6));

        Assert.Equal((3000, 4000), (photo.Original.Width, photo.Original.Height));
        Assert.Equal((1200, 1600), (photo.Preview.Width, photo.Preview.Height));
        Assert.Equal((240, 320), (photo.Thumbnail.Width, photo.Thumbnail.Height));
        Assert.Equal(32, photo.Preview.Sha256.Length);
        AssertUprightScene(photo.Preview);
    }

    [Fact]
    public void A_photo_whose_original_comes_later_has_the_same_small_sizes()
    {
        var file = CameraPhoto.Jpeg(1600, 1200, orientation: 6);

        var small = Assert.IsType<PhotoOutcome.Small>(ReencodePhoto.ReencodeSmall(file, Cap)).Photo;

        Assert.Equal(Clean(file).Preview.Bytes, small.Preview.Bytes);
        Assert.Equal(Clean(file).Thumbnail.Bytes, small.Thumbnail.Bytes);
        Assert.Equal(PhotoRefusal.Empty, Assert.IsType<PhotoOutcome.Refused>(ReencodePhoto.ReencodeSmall([], Cap)).Why);
    }

    [Fact]
    public void A_small_photo_is_not_enlarged()
    {
        var photo = Clean(CameraPhoto.Jpeg(240, 200));

        Assert.Equal((240, 200), (photo.Preview.Width, photo.Preview.Height));
        Assert.Equal((240, 200), (photo.Thumbnail.Width, photo.Thumbnail.Height));
    }

    [Fact]
    public void More_than_25_million_pixels_are_reduced()
    {
        var photo = Clean(CameraPhoto.Jpeg(7300, 5400, orientation: 8));

        Assert.InRange(photo.Original.Width * photo.Original.Height, 15_000_000, ReencodePhoto.KeptPixels);
        AssertUprightScene(photo.Original);
    }

    public static TheoryData<string, byte[]> OtherKindsOfPhoto => new()
    {
        { "PNG", CameraPhoto.Png() },
        { "WebP", CameraPhoto.WebP() },
        { "WebP lying on its side", CameraPhoto.TurnedWebP() },
    };

    [Theory, MemberData(nameof(OtherKindsOfPhoto))]
    public void A_photo_of_another_kind_becomes_a_JPEG(string kind, byte[] input)
    {
        var photo = Clean(input);

        Assert.NotEmpty(kind);
        AssertUprightScene(photo.Original);
        AssertOnlyPixels(photo.Original.Bytes);
    }

    [Fact]
    public void What_was_transparent_is_white()
    {
        using var kept = CameraPhoto.Decoded(Clean(CameraPhoto.Transparent()).Original.Bytes);

        AssertClose(SKColors.White, kept.GetPixel(5, 5));
    }

    [Fact]
    public void Grey_and_printers_colours_are_photos_too()
    {
        using var grey = CameraPhoto.Decoded(Clean(CameraPhoto.Grey()).Original.Bytes);
        AssertClose(new SKColor(128, 128, 128), grey.GetPixel(5, 5));

        Assert.Equal((240, 208), Size(Clean(HostilePhoto.Cmyk(240, 208)).Original));
    }

    [Fact]
    public void The_same_bytes_give_the_same_photo()
    {
        var input = CameraPhoto.Jpeg();

        Assert.Equal(Clean(input).Original.Sha256, Clean(input).Original.Sha256);
    }

    [Fact]
    public void What_follows_the_photo_in_the_file_is_gone()
    {
        var photo = Clean([.. CameraPhoto.Jpeg(), .. "PK\u0003\u0004 secret.txt <script>alert(1)</script>"u8]);

        Assert.Equal(-1, photo.Original.Bytes.AsSpan().IndexOf("secret"u8));
        Assert.Equal(Clean(CameraPhoto.Jpeg()).Original.Sha256, photo.Original.Sha256);
    }

    static CleanPhoto Clean(byte[] file) => Assert.IsType<PhotoOutcome.Clean>(ReencodePhoto.Reencode(file, Cap)).Photo;

    static (int, int) Size(Rendition rendition) => (rendition.Width, rendition.Height);

    static T Exif<T>(byte[] file) where T : MetadataExtractor.Directory => ImageMetadataReader.ReadMetadata(new MemoryStream(file)).OfType<T>().Single();

    static void AssertUprightScene(Rendition rendition)
    {
        using var picture = CameraPhoto.Decoded(rendition.Bytes);
        Assert.Equal((rendition.Width, rendition.Height), (picture.Width, picture.Height));
        var (right, bottom) = (picture.Width - 10, picture.Height - 10);
        AssertClose(CameraPhoto.Red, picture.GetPixel(10, 10));
        AssertClose(CameraPhoto.Green, picture.GetPixel(right, 10));
        AssertClose(CameraPhoto.Blue, picture.GetPixel(right, bottom));
        AssertClose(CameraPhoto.Yellow, picture.GetPixel(10, bottom));
    }

    /// <summary>JFIF's own header is the only application segment; no comment either.</summary>
    static void AssertOnlyPixels(byte[] jpeg)
    {
        var found = ImageMetadataReader.ReadMetadata(new MemoryStream(jpeg)).Select(d => d.Name);
        Assert.Empty(found.Except(["JPEG", "JFIF", "Huffman", "File Type"]));
        Assert.Equal(-1, jpeg.AsSpan().IndexOf("Exif"u8));
        Assert.Equal(-1, jpeg.AsSpan().IndexOf("ICC_PROFILE"u8));
    }

    static void AssertClose(SKColor expected, SKColor actual)
    {
        var off = Math.Max(Math.Abs(expected.Red - actual.Red),
            Math.Max(Math.Abs(expected.Green - actual.Green), Math.Abs(expected.Blue - actual.Blue)));
        Assert.True(off <= 8, $"expected {expected}, got {actual}");
    }
}
