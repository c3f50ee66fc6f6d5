using Telemed.Hub.Features.Photos;

namespace Telemed.Hub.Tests.Photos;

/// <summary>What is refused, and why, whatever the file calls itself.</summary>
public class HostilePhotoTests
{
    const int Cap = 2 * 1024 * 1024;

    public static TheoryData<string, byte[], string> Refused => new()
    {
        { "empty", [], "empty" },
        { "over the cap", new byte[Cap + 1], "too-long" },
        { "SVG", HostilePhoto.Text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), "not-a-photo" },
        { "HTML", HostilePhoto.Text("<!doctype html><script>alert(1)</script>"), "not-a-photo" },
        { "PDF", HostilePhoto.Text("%PDF-1.7\n"), "not-a-photo" },
        { "GIF", HostilePhoto.Gif(), "not-a-photo" },
        { "zeros", new byte[4096], "not-a-photo" },
        { "three bytes of JPEG", [0xFF, 0xD8, 0xFF], "damaged" },
        { "PNG signature alone", [.. CameraPhoto.Png().AsSpan(0, 8)], "damaged" },
        { "RIFF that is not WebP", HostilePhoto.Text("RIFF\0\0\0\0WAVEfmt                       "), "not-a-photo" },
        { "PNG of 100,000 x 100,000", HostilePhoto.PngDeclaring(100_000, 100_000), "too-many-pixels" },
        { "PNG of 4 billion x 4 billion", HostilePhoto.PngDeclaring(uint.MaxValue, uint.MaxValue), "too-many-pixels" },
        { "PNG of 40,000,200 pixels", HostilePhoto.PngDeclaring(200_001, 200), "too-many-pixels" },
        { "PNG without width", HostilePhoto.PngDeclaring(0, 300), "damaged" },
        { "PNG without data", HostilePhoto.PngDeclaring(400, 300), "damaged" },
        { "JPEG of 65,535 x 65,535", HostilePhoto.JpegWithScans(65_535, 65_535, 1), "too-many-pixels" },
        { "progressive JPEG larger than memory allows", HostilePhoto.JpegWithScans(6000, 6000, 10), "too-many-pixels" },
        { "JPEG of 10,000 passes", HostilePhoto.JpegWithScans(4000, 3000, 10_000), "damaged" },
        { "JPEG without a scan", HostilePhoto.JpegWithScans(400, 300, 0), "damaged" },
        { "JPEG of 199 pixels", CameraPhoto.Jpeg(400, 199), "too-few-pixels" },
        { "animated PNG", HostilePhoto.Animated(CameraPhoto.Png()), "animated" },
        { "animated WebP", HostilePhoto.AnimatedWebP(), "animated" },
        { "JPEG cut in half", Half(CameraPhoto.Jpeg()), "damaged" },
        { "PNG cut in half", Half(CameraPhoto.Png()), "damaged" },
        { "WebP cut in half", Half(CameraPhoto.WebP()), "damaged" },
        { "JPEG without its last byte", CameraPhoto.Jpeg()[..^1], "damaged" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void What_is_not_a_whole_photo_is_refused_with_its_reason(string what, byte[] file, string code)
    {
        var refusal = Assert.IsType<PhotoOutcome.Refused>(ReencodePhoto.Reencode(file, Cap)).Why;

        Assert.True(refusal.Code == code, $"{what}: {refusal.Code}");
        Assert.EndsWith(".", refusal.French, StringComparison.Ordinal);
        Assert.EndsWith(".", refusal.English, StringComparison.Ordinal);
        Assert.InRange(refusal.Status, 400, 499);
    }

    /// <summary>Two thousand seeded mutations of whole photos: each gives a clean photo or a refusal, and never a crash.</summary>
    [Fact]
    public void No_damage_to_a_file_crashes_the_decoder()
    {
        byte[][] whole = [CameraPhoto.Jpeg(240, 200, 6), CameraPhoto.Png(240, 200), CameraPhoto.WebP(240, 200), HostilePhoto.Cmyk(240, 208)];
        var random = new Random(2026);
        var (clean, refused) = (0, 0);
        for (var i = 0; i < 2000; i++)
        {
            var file = Damaged(whole[i % whole.Length], random);
            switch (ReencodePhoto.Reencode(file, Cap))
            {
                case PhotoOutcome.Clean kept:
                    Assert.True(kept.Photo.Original.Bytes.AsSpan().StartsWith<byte>([0xFF, 0xD8, 0xFF, 0xE0]), $"seed step {i}");
                    clean++;
                    break;
                case PhotoOutcome.Refused:
                    refused++;
                    break;
            }
        }
        Assert.True(clean > 0 && refused > 0, $"{clean} clean, {refused} refused");
    }

    static byte[] Damaged(byte[] whole, Random random)
    {
        var file = (byte[])whole.Clone();
        for (var hits = random.Next(1, 12); hits > 0; hits--)
            file[random.Next(random.Next(2) == 0 ? Math.Min(256, file.Length) : file.Length)] = (byte)random.Next(256);
        return random.Next(4) == 0 ? file[..random.Next(1, file.Length)] : file;
    }

    static byte[] Half(byte[] file) => file[..(file.Length / 2)];
}
