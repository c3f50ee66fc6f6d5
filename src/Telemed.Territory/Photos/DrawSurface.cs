using SkiaSharp;

namespace Telemed.Territory.Photos;

/// <summary>What a dermatologist looks for on a lesion, drawn in a few strokes: network, veil, vessels, crust, scales, plugs, lacunae.</summary>
static class DrawSurface
{
    public static void Draw(SKCanvas canvas, LesionLook look, SKPoint centre, float radius, Dice dice)
    {
        switch (look.Surface)
        {
            case Surface.Network:
                Network(canvas, DrawSkin.Shade(look.Colours[1], 0.7f).WithAlpha(120), centre, radius, dice);
                break;
            case Surface.Veil:
                Network(canvas, new SKColor(20, 12, 10, 110), centre, radius, dice);
                Patches(canvas, new SKColor(96, 116, 150, 130), centre, radius * 0.5f, radius * 0.32f, 4, dice);
                Dots(canvas, new SKColor(10, 8, 8, 220), centre, radius, radius * 0.035f, 40, dice);
                break;
            case Surface.Vessels:
                Patches(canvas, new SKColor(255, 240, 232, 110), centre, radius * 0.9f, radius * 0.22f, 14, dice);
                Vessels(canvas, centre, radius, dice);
                Patches(canvas, new SKColor(120, 52, 34, 190), centre, radius * 0.25f, radius * 0.13f, 3, dice);
                break;
            case Surface.Crust:
                Patches(canvas, new SKColor(196, 142, 60, 150), centre, radius * 0.6f, radius * 0.2f, 16, dice);
                Patches(canvas, new SKColor(104, 50, 30, 170), centre, radius * 0.45f, radius * 0.10f, 12, dice);
                break;
            case Surface.Scales:
                Flakes(canvas, centre, radius, 150, dice);
                break;
            case Surface.Plugs:
                Dots(canvas, new SKColor(34, 22, 16, 210), centre, radius, radius * 0.055f, 30, dice);
                Dots(canvas, new SKColor(244, 226, 190, 210), centre, radius, radius * 0.035f, 36, dice);
                break;
            case Surface.Lacunae:
                Patches(canvas, new SKColor(84, 12, 36, 150), centre, radius * 0.85f, radius * 0.2f, 22, dice);
                Patches(canvas, new SKColor(230, 90, 96, 120), centre, radius * 0.85f, radius * 0.12f, 16, dice);
                break;
            case Surface.Ring:
                using (var clearing = new SKPaint { Color = new SKColor(226, 178, 158, 200), MaskFilter = DrawLesion.Blur(radius * 0.16f) })
                    canvas.DrawOval(centre.X, centre.Y, radius * 0.66f, radius * 0.56f, clearing);
                Flakes(canvas, centre, radius, 90, dice, innermost: 0.8);
                break;
            case Surface.Scar:
                Patches(canvas, new SKColor(242, 222, 206, 170), centre, radius * 0.12f, radius * 0.26f, 5, dice);
                break;
        }
    }

    /// <summary>A honeycomb, as pigment shows through a dermatoscope; left out here and there.</summary>
    static void Network(SKCanvas canvas, SKColor colour, SKPoint centre, float radius, Dice dice)
    {
        using var line = new SKPaint { Style = SKPaintStyle.Stroke, StrokeWidth = Math.Max(1, radius * 0.022f), Color = colour, IsAntialias = true };
        var step = radius * 0.13f;
        for (var row = -10; row <= 10; row++)
            for (var column = -10; column <= 10; column++)
            {
                if (dice.Chance(0.12)) continue;
                var x = centre.X + (column + row % 2 * 0.5f) * step + (float)dice.Between(-0.12, 0.12) * step;
                var y = centre.Y + row * step * 0.86f + (float)dice.Between(-0.12, 0.12) * step;
                canvas.DrawOval(x, y, step * (float)dice.Between(0.38, 0.5), step * (float)dice.Between(0.38, 0.5), line);
            }
    }

    /// <summary>Branching, sharp, in focus: each branch thinner than its stem.</summary>
    static void Vessels(SKCanvas canvas, SKPoint centre, float radius, Dice dice)
    {
        using var line = new SKPaint { Style = SKPaintStyle.Stroke, Color = new SKColor(170, 32, 40, 190), StrokeCap = SKStrokeCap.Round, IsAntialias = true };
        for (var i = 0; i < 7; i++)
        {
            var angle = dice.Between(0, Math.Tau);
            Branch(DrawLesion.Around(centre, angle, radius * 0.95), angle + Math.PI, radius * 0.42f, radius * 0.03f);
        }

        void Branch(SKPoint from, double angle, float length, float width)
        {
            if (length < radius * 0.08f) return;
            angle += dice.Between(-0.5, 0.5);
            var to = new SKPoint(from.X + length * (float)Math.Cos(angle), from.Y + length * (float)Math.Sin(angle));
            line.StrokeWidth = Math.Max(0.8f, width);
            canvas.DrawLine(from, to, line);
            Branch(to, angle + 0.5, length * 0.62f, width * 0.7f);
            if (dice.Chance(0.7)) Branch(to, angle - 0.6, length * 0.55f, width * 0.6f);
        }
    }

    static void Flakes(SKCanvas canvas, SKPoint centre, float radius, int count, Dice dice, double innermost = 0)
    {
        for (var i = 0; i < count; i++)
        {
            var (angle, reach, size) = (dice.Between(0, Math.Tau), radius * dice.Between(innermost, 1), radius * (float)dice.Between(0.02, 0.09));
            using var flake = new SKPaint { Color = new SKColor(250, 240, 226, (byte)dice.Between(70, 190)), IsAntialias = true };
            using var shape = new SKPathBuilder();
            var middle = DrawLesion.Around(centre, angle, reach);
            for (var corner = 0; corner < 6; corner++)
            {
                var point = DrawLesion.Around(middle, corner * Math.Tau / 6, size * dice.Between(0.4, 1.2));
                if (corner == 0) shape.MoveTo(point);
                else shape.LineTo(point);
            }
            shape.Close();
            using var path = shape.Detach();
            canvas.DrawPath(path, flake);
        }
    }

    static void Patches(SKCanvas canvas, SKColor colour, SKPoint centre, float spread, float size, int count, Dice dice) =>
        Spots(canvas, colour, centre, spread, size, count, size * 0.25f, dice);

    static void Dots(SKCanvas canvas, SKColor colour, SKPoint centre, float spread, float size, int count, Dice dice) =>
        Spots(canvas, colour, centre, spread, size, count, size * 0.1f, dice);

    static void Spots(SKCanvas canvas, SKColor colour, SKPoint centre, float spread, float size, int count, float blur, Dice dice)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true, MaskFilter = DrawLesion.Blur(blur) };
        for (var i = 0; i < count; i++)
        {
            var (angle, reach, large) = (dice.Between(0, Math.Tau), spread * Math.Sqrt(dice.Between(0.0, 1)), size * (float)dice.Between(0.5, 1.2));
            var at = DrawLesion.Around(centre, angle, reach);
            canvas.DrawOval(at.X, at.Y, large, large * (float)dice.Between(0.6, 1), paint);
        }
    }
}
