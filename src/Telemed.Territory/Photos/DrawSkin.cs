using System.Collections.Concurrent;
using SkiaSharp;

namespace Telemed.Territory.Photos;

/// <summary>Skin: a tone, the unevenness of light and blood, fine lines, a few hairs.</summary>
static class DrawSkin
{
    /// <summary>Light, medium, dark: two phototypes each.</summary>
    static readonly SKColor[] Tones = [new(0xE9, 0xC3, 0xAE), new(0xC9, 0x98, 0x78), new(0x7C, 0x53, 0x3D)];

    public static int ToneOf(int phototype) => (Math.Clamp(phototype, 1, 6) - 1) / 2;

    public static SKColor Colour(int tone) => Tones[tone];

    static readonly ConcurrentDictionary<(int Tone, float Grain), Lazy<SKImage>> Drawn = new();

    /// <summary>Covers the picture with skin. Its noise is the slow part of a drawing, so each sort is drawn once.</summary>
    /// <param name="grain">Pixels of one skin cell: larger the nearer one looks.</param>
    public static void Draw(SKCanvas canvas, int tone, float grain) =>
        canvas.DrawImage(Drawn.GetOrAdd((tone, grain), _ => new(() => Picture(tone, grain))).Value, 0, 0, SKSamplingOptions.Default);

    static SKImage Picture(int tone, float grain)
    {
        var area = new SKRect(0, 0, DrawPhoto.Width, DrawPhoto.Height);
        using var surface = SKSurface.Create(new SKImageInfo(DrawPhoto.Width, DrawPhoto.Height, SKImageInfo.PlatformColorType, SKAlphaType.Opaque));
        using var ground = new SKPaint();
        ground.Shader = SKShader.CreateLinearGradient(
            new SKPoint(area.Left, area.Top), new SKPoint(area.Right, area.Bottom),
            [Shade(Tones[tone], 1.06f), Tones[tone], Shade(Tones[tone], 0.90f)], [0, 0.45f, 1], SKShaderTileMode.Clamp);
        surface.Canvas.DrawRect(area, ground);
        Noise(surface.Canvas, area, 0.9f / (grain * 14), 46, SKBlendMode.SoftLight);
        Noise(surface.Canvas, area, 0.9f / grain, 58, SKBlendMode.SoftLight);
        Noise(surface.Canvas, area, 2.6f / grain, 34, SKBlendMode.Overlay);
        return surface.Snapshot();
    }

    public static void Hairs(SKCanvas canvas, SKRect area, float length, int count, int seed)
    {
        var dice = new Dice($"hairs/{seed}");
        using var hair = new SKPaint { Style = SKPaintStyle.Stroke, IsAntialias = true, StrokeWidth = length / 60, Color = new SKColor(50, 32, 24, 105) };
        for (var i = 0; i < count; i++)
        {
            var (x, y) = ((float)dice.Between((double)area.Left, area.Right), (float)dice.Between((double)area.Top, area.Bottom));
            var lean = (float)dice.Between(0.2, 1.1);
            using var path = new SKPathBuilder();
            path.MoveTo(x, y);
            path.QuadTo(x + length * 0.5f * lean, y + length * 0.2f, x + length * lean, y + length * 0.7f);
            using var line = path.Detach();
            canvas.DrawPath(line, hair);
        }
    }

    public static SKColor Shade(SKColor colour, float by) =>
        new((byte)Math.Clamp(colour.Red * by, 0, 255), (byte)Math.Clamp(colour.Green * by, 0, 255), (byte)Math.Clamp(colour.Blue * by, 0, 255), colour.Alpha);

    static void Noise(SKCanvas canvas, SKRect area, float frequency, byte strength, SKBlendMode mode)
    {
        using var paint = new SKPaint { BlendMode = mode, Color = SKColors.White.WithAlpha(strength) };
        using var grey = SKColorFilter.CreateColorMatrix(
        [
            1.1f, 0.5f, 0, 0, -0.3f,
            1.1f, 0.5f, 0, 0, -0.3f,
            1.1f, 0.5f, 0, 0, -0.3f,
            0, 0, 0, 0, strength / 255f,
        ]);
        paint.Shader = SKShader.CreatePerlinNoiseFractalNoise(frequency, frequency, 3, strength);
        paint.ColorFilter = grey;
        canvas.DrawRect(area, paint);
    }
}
