using System.Text.Json.Nodes;
using SkiaSharp;
using Telemed.Hub.Tests.Support;

namespace Telemed.Browser.Tests.Support;

/// <summary>A drawn patch of skin with a mole and a ruler: sharp and well lit, or not.</summary>
static class SkinPhoto
{
    public static byte[] Sharp(int magnified = 3) => Drawn(magnified, blur: 0);

    public static byte[] Blurred() => Drawn(3, blur: 14);

    /// <summary>The three views of a Bundle as three distances from the same mole.</summary>
    public static void Replace(JsonObject bundle)
    {
        foreach (var (view, magnified) in new[] { ("close-up", 4), ("20-cm", 2), ("site", 1) })
            bundle.Resource($"photo-{view}")["content"]!["data"] = Convert.ToBase64String(Sharp(magnified));
    }

    static byte[] Drawn(int magnified, float blur)
    {
        using var bitmap = new SKBitmap(1600, 1200, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        using var soft = blur > 0 ? SKImageFilter.CreateBlur(blur, blur) : null;
        using var layer = new SKPaint { ImageFilter = soft };
        canvas.Clear(new SKColor(222, 178, 152));
        canvas.SaveLayer(layer);
        Skin(canvas);
        Mole(canvas, magnified * 60f);
        Ruler(canvas, magnified * 20f);
        canvas.Restore();
        using var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, 88);
        return jpeg!.ToArray();
    }

    static void Skin(SKCanvas canvas)
    {
        var random = new Random(3);
        using var light = SKShader.CreateRadialGradient(new(760, 540), 1100, [new(236, 196, 170), new(204, 156, 130)], SKShaderTileMode.Clamp);
        using var ground = new SKPaint { Shader = light };
        canvas.DrawRect(0, 0, 1600, 1200, ground);
        using var pore = new SKPaint { IsAntialias = true, Color = new(176, 122, 98, 70) };
        for (var i = 0; i < 5_000; i++) canvas.DrawCircle(random.Next(1600), random.Next(1200), 1 + random.NextSingle() * 2, pore);
    }

    static void Mole(SKCanvas canvas, float radius)
    {
        var random = new Random(11);
        using var paint = new SKPaint { IsAntialias = true };
        for (var ring = 0; ring < 4; ring++)
        {
            using var border = new SKPathBuilder();
            var around = radius * (1 - ring * 0.22f);
            var corners = Enumerable.Range(0, 40).Select(i => (Angle: i * MathF.Tau / 40, Reach: around * (0.86f + random.NextSingle() * 0.22f)));
            border.AddPoly([.. corners.Select(c => new SKPoint(800 + ring * 9 + c.Reach * MathF.Cos(c.Angle), 560 + c.Reach * 0.8f * MathF.Sin(c.Angle)))]);
            paint.Color = new((byte)(122 - ring * 22), (byte)(74 - ring * 14), (byte)(56 - ring * 8));
            using var edge = border.Detach();
            canvas.DrawPath(edge, paint);
        }
    }

    static void Ruler(SKCanvas canvas, float millimetre)
    {
        using var paper = new SKPaint { Color = new(240, 240, 234) };
        using var ink = new SKPaint { Color = new(30, 30, 34), StrokeWidth = 4 };
        canvas.DrawRect(120, 1000, 1360, 150, paper);
        for (var (x, i) = (150f, 0); x < 1450; x += millimetre, i++) canvas.DrawLine(x, 1000, x, i % 10 == 0 ? 1090 : i % 5 == 0 ? 1065 : 1045, ink);
    }
}
