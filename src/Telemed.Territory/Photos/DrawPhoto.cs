using SkiaSharp;
using Telemed.Territory.Dermatology;

namespace Telemed.Territory.Photos;

/// <summary>The three views of a request (domain 3.12), drawn: through a dermatoscope, at 20 cm with a ruler, and of the region.</summary>
static class DrawPhoto
{
    public const int Width = 960, Height = 720;

    /// <summary>Millimetres across the picture at 20 cm, and of the region.</summary>
    const float NearMm = 64, RegionMm = 300;

    static readonly SKPoint Middle = new(Width / 2f, Height / 2f);
    static readonly SKRect Frame = new(0, 0, Width, Height);

    public static byte[] Jpeg(Lesion lesion, int tone, string view)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKImageInfo.PlatformColorType, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap)) Draw(canvas, lesion, tone, view);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 84);
        return data.ToArray();
    }

    static void Draw(SKCanvas canvas, Lesion lesion, int tone, string view)
    {
        var (look, seed) = (LesionLook.Of(lesion.Name), StableId.Number($"{lesion.Name}/{tone}/{view}") % 1000);
        switch (view)
        {
            case "close-up":
                CloseUp(canvas, look, tone, seed, lesion);
                break;
            case "20-cm":
                Near(canvas, look, tone, seed, lesion);
                break;
            default:
                Region(canvas, look, tone, lesion);
                break;
        }
    }

    static void CloseUp(SKCanvas canvas, LesionLook look, int tone, int seed, Lesion lesion)
    {
        DrawSkin.Draw(canvas, tone, grain: 26);
        DrawLesion.Draw(canvas, look, Middle, Height * 0.34f, lesion.Name);
        DrawSkin.Hairs(canvas, Frame, Height * 0.5f, count: 4, seed);
        // Bubbles in the gel, then the black ring of the dermatoscope.
        using var glint = new SKPaint { Color = SKColors.White.WithAlpha(46), IsAntialias = true, MaskFilter = DrawLesion.Blur(3) };
        canvas.DrawOval(Width * 0.34f, Height * 0.24f, 30, 17, glint);
        using var ring = new SKPaint();
        ring.Shader = SKShader.CreateRadialGradient(
            Middle, Height * 0.56f, [SKColors.Transparent, new SKColor(0, 0, 0, 60), new SKColor(8, 8, 8)], [0.72f, 0.86f, 0.91f], SKShaderTileMode.Clamp);
        canvas.DrawRect(Frame, ring);
    }

    static void Near(SKCanvas canvas, LesionLook look, int tone, int seed, Lesion lesion)
    {
        const float PerMm = Width / NearMm;
        DrawSkin.Draw(canvas, tone, grain: 9);
        DrawLesion.Draw(canvas, look, new SKPoint(Middle.X, Middle.Y - 50), lesion.SizeMm * PerMm / 2, lesion.Name);
        DrawSkin.Hairs(canvas, Frame, 90, count: look.OnLimb ? 26 : 7, seed);
        Ruler(canvas, PerMm);
    }

    static void Region(SKCanvas canvas, LesionLook look, int tone, Lesion lesion)
    {
        const float PerMm = Width / RegionMm;
        using var cloth = new SKPaint { Color = new SKColor(0x9C, 0xAE, 0xB6) };
        canvas.DrawRect(Frame, cloth);
        using var body = Body(look.OnLimb);
        using (new SKAutoCanvasRestore(canvas))
        {
            canvas.ClipPath(body, antialias: true);
            DrawSkin.Draw(canvas, tone, grain: 4);
            Round(canvas, look.OnLimb);
            var dice = new Dice($"{lesion.Name}/marks");
            using var mark = new SKPaint { Color = DrawSkin.Shade(DrawSkin.Colour(tone), 0.55f).WithAlpha(170), IsAntialias = true };
            for (var i = 0; i < 9; i++) canvas.DrawCircle((float)dice.Between(0.0, Width), (float)dice.Between(0.0, Height), (float)dice.Between(1.2, 3.4), mark);
            var at = new SKPoint(Width * 0.55f, Height * 0.47f);
            DrawLesion.Draw(canvas, look, at, Math.Max(5, lesion.SizeMm * PerMm / 2), lesion.Name);
            // The lesion is ringed with a pen: which one it is must not be guessed.
            using var pen = new SKPaint { Style = SKPaintStyle.Stroke, StrokeWidth = 3, Color = new SKColor(40, 60, 170, 150), IsAntialias = true };
            canvas.DrawOval(at.X, at.Y, Math.Max(5, lesion.SizeMm * PerMm / 2) * 1.35f + 16, Math.Max(5, lesion.SizeMm * PerMm / 2) * 1.25f + 14, pen);
        }
    }

    /// <summary>A forearm across the picture, or a back that fills it.</summary>
    static SKPath Body(bool limb)
    {
        using var path = new SKPathBuilder();
        if (limb)
        {
            path.MoveTo(-10, Height * 0.20f);
            path.CubicTo(Width * 0.35f, Height * 0.10f, Width * 0.7f, Height * 0.26f, Width + 10, Height * 0.27f);
            path.LineTo(Width + 10, Height * 0.70f);
            path.CubicTo(Width * 0.7f, Height * 0.72f, Width * 0.35f, Height * 0.92f, -10, Height * 0.86f);
        }
        else
        {
            path.MoveTo(Width * 0.06f, Height + 10);
            path.CubicTo(Width * 0.02f, Height * 0.6f, Width * 0.0f, Height * 0.25f, Width * 0.10f, -10);
            path.LineTo(Width * 0.91f, -10);
            path.CubicTo(Width * 1.0f, Height * 0.25f, Width * 0.98f, Height * 0.6f, Width * 0.94f, Height + 10);
        }
        path.Close();
        return path.Detach();
    }

    /// <summary>Shade towards the sides, so that the region looks round.</summary>
    static void Round(SKCanvas canvas, bool limb)
    {
        using var shade = new SKPaint { BlendMode = SKBlendMode.Multiply };
        var end = limb ? new SKPoint(0, Height * 0.92f) : new SKPoint(Width, 0);
        var start = limb ? new SKPoint(0, Height * 0.12f) : new SKPoint(0, 0);
        SKColor edge = new(150, 120, 110), clear = SKColors.White;
        shade.Shader = SKShader.CreateLinearGradient(start, end, [edge, clear, clear, edge], [0, 0.3f, 0.68f, 1], SKShaderTileMode.Clamp);
        canvas.DrawRect(Frame, shade);
    }

    /// <summary>White plastic with a tick every millimetre, longer at five and at ten.</summary>
    static void Ruler(SKCanvas canvas, float perMm)
    {
        const float Top = Height - 120;
        using var plastic = new SKPaint { Color = new SKColor(246, 246, 240) };
        canvas.DrawRect(new SKRect(0, Top, Width, Height - 26), plastic);
        using var tick = new SKPaint { Color = new SKColor(28, 28, 30), StrokeWidth = 2, IsAntialias = true };
        for (var mm = 0; mm * perMm < Width; mm++)
            canvas.DrawLine(mm * perMm + 6, Top, mm * perMm + 6, Top + (mm % 10 == 0 ? 46 : mm % 5 == 0 ? 32 : 20), tick);
    }
}
