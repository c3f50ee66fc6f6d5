using SkiaSharp;

namespace Telemed.Territory.Photos;

/// <summary>A lesion: an outline like a coastline, several colours inside it, and what lies on its surface.</summary>
static class DrawLesion
{
    public static void Draw(SKCanvas canvas, LesionLook look, SKPoint centre, float radius, string name)
    {
        var dice = new Dice($"{name}/lesion");
        using var outline = Outline(centre, radius, look.Irregular, dice);
        Halo(canvas, outline, look, radius);
        using (new SKAutoCanvasRestore(canvas))
        {
            // The inside is faded with the border: what is drawn in this layer is kept only where the soft outline is.
            canvas.SaveLayer();
            using var body = new SKPaint { IsAntialias = true, Color = look.Colours[0], MaskFilter = Blur(radius * look.Soft) };
            canvas.DrawPath(outline, body);
            using var inside = new SKPaint { BlendMode = SKBlendMode.SrcATop };
            canvas.SaveLayer(inside);
            Blotches(canvas, look, centre, radius, dice);
            DrawSurface.Draw(canvas, look, centre, radius, dice);
            canvas.Restore();
            canvas.Restore();
        }
        if (look.Surface is Surface.Plugs or Surface.Lacunae) Relief(canvas, outline, radius);
    }

    /// <summary>A closed line whose distance from the centre is a sum of a few waves.</summary>
    static SKPath Outline(SKPoint centre, float radius, float irregular, Dice dice)
    {
        var waves = Enumerable.Range(2, 7).Select(k => (K: k, Size: irregular * dice.Between(0.3, 1) / Math.Sqrt(k - 1), Phase: dice.Between(0, Math.Tau))).ToList();
        using var path = new SKPathBuilder();
        const int Points = 160;
        for (var i = 0; i < Points; i++)
        {
            var angle = i * Math.Tau / Points;
            var reach = radius * (1 + waves.Sum(wave => wave.Size * Math.Cos(wave.K * angle + wave.Phase)));
            var point = Around(centre, angle, reach);
            if (i == 0) path.MoveTo(point);
            else path.LineTo(point);
        }
        path.Close();
        return path.Detach();
    }

    /// <summary>A point of the ellipse that lesions are in.</summary>
    public static SKPoint Around(SKPoint centre, double angle, double reach) =>
        new(centre.X + (float)(reach * Math.Cos(angle)), centre.Y + (float)(reach * 0.86 * Math.Sin(angle)));

    static void Halo(SKCanvas canvas, SKPath outline, LesionLook look, float radius)
    {
        if (look.Surface is not (Surface.Crust or Surface.Vessels or Surface.Lacunae or Surface.Scales)) return;
        using var redness = new SKPaint { Color = new SKColor(205, 80, 76, 70), MaskFilter = Blur(radius * 0.28f), BlendMode = SKBlendMode.Multiply };
        canvas.DrawPath(outline, redness);
    }

    static void Blotches(SKCanvas canvas, LesionLook look, SKPoint centre, float radius, Dice dice)
    {
        foreach (var i in Enumerable.Range(0, 10 + 6 * look.Colours.Length))
        {
            var colour = look.Colours[1 + i % (look.Colours.Length - 1)];
            var (angle, reach) = (dice.Between(0, Math.Tau), radius * Math.Sqrt(dice.Between(0.0, 1)));
            var size = radius * (float)dice.Between(0.10, 0.34);
            using var blotch = new SKPaint { Color = colour.WithAlpha((byte)dice.Between(60, 150)), MaskFilter = Blur(size * 0.35f), IsAntialias = true };
            var at = Around(centre, angle, reach);
            canvas.DrawOval(at.X, at.Y, size, size * (float)dice.Between(0.5, 1), blotch);
        }
    }

    /// <summary>Light from above left, as on something raised.</summary>
    static void Relief(SKCanvas canvas, SKPath outline, float radius)
    {
        using var light = Edge(SKColors.White.WithAlpha(50), radius * 0.05f);
        using var shade = Edge(SKColors.Black.WithAlpha(70), radius * 0.07f);
        using (new SKAutoCanvasRestore(canvas))
        {
            canvas.Translate(radius * 0.03f, radius * 0.04f);
            canvas.DrawPath(outline, shade);
        }
        using (new SKAutoCanvasRestore(canvas))
        {
            canvas.ClipPath(outline, antialias: true);
            canvas.Translate(radius * 0.03f, radius * 0.03f);
            canvas.DrawPath(outline, light);
        }
    }

    static SKPaint Edge(SKColor colour, float width) =>
        new() { Style = SKPaintStyle.Stroke, StrokeWidth = width, Color = colour, MaskFilter = Blur(width * 0.6f), IsAntialias = true };

    public static SKMaskFilter? Blur(float sigma) => sigma < 0.4f ? null : SKMaskFilter.CreateBlur(SKBlurStyle.Normal, sigma);
}
