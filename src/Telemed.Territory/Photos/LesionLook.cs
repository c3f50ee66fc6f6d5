using SkiaSharp;

namespace Telemed.Territory.Photos;

/// <summary>What lies on the lesion's surface.</summary>
enum Surface
{
    Plain,
    Network,
    Veil,
    Vessels,
    Crust,
    Scales,
    Plugs,
    Lacunae,
    Ring,
    Scar,
}

/// <summary>How a kind of lesion is drawn. No picture of a real person is behind it.</summary>
/// <param name="Colours">The ground first, then those of the blotches.</param>
/// <param name="Irregular">0 a disc, 0.4 a coastline.</param>
/// <param name="Soft">How far the border fades into the skin, as a part of the radius.</param>
/// <param name="OnLimb">The overview shows an arm or a leg, else the trunk.</param>
sealed record LesionLook(SKColor[] Colours, float Irregular, float Soft, Surface Surface, bool OnLimb)
{
    public static LesionLook Of(string lesion) => lesion switch
    {
        "naevus" => new(Colors(0x8A5A3B, 0x6E4227), 0.05f, 0.10f, Surface.Network, false),
        "atypical-naevus" => new(Colors(0x8B5E40, 0x5B3620, 0xB07C5C), 0.16f, 0.22f, Surface.Network, false),
        "melanoma" => new(Colors(0x3B2417, 0x17100E, 0x7A4630, 0x4A5668, 0xA24C4A), 0.30f, 0.06f, Surface.Veil, false),
        "basal-cell-carcinoma" => new(Colors(0xD9A096, 0xE7BFB4, 0xC77F78), 0.09f, 0.12f, Surface.Vessels, false),
        "squamous-cell-carcinoma" => new(Colors(0xBE6A5E, 0xA64C45, 0xD69482), 0.18f, 0.10f, Surface.Crust, true),
        "actinic-keratosis" => new(Colors(0xCC8B7C, 0xDFA993, 0xC0766B), 0.20f, 0.25f, Surface.Scales, true),
        "seborrhoeic-keratosis" => new(Colors(0x6F4A33, 0x4E3324, 0x8E6547), 0.10f, 0.02f, Surface.Plugs, false),
        "dermatofibroma" => new(Colors(0xA9745A, 0x8E5C46), 0.06f, 0.28f, Surface.Scar, true),
        "angioma" => new(Colors(0xA5232F, 0x6F1426, 0xC9404A), 0.07f, 0.04f, Surface.Lacunae, false),
        "eczema" => new(Colors(0xC97368, 0xDB958A, 0xB5574F), 0.14f, 0.22f, Surface.Crust, true),
        "tinea" => new(Colors(0xD98E82, 0xC8695F), 0.08f, 0.14f, Surface.Ring, true),
        _ => new(Colors(0xC4584F, 0xD3776C, 0xB24A44), 0.13f, 0.05f, Surface.Scales, true),
    };

    static SKColor[] Colors(params uint[] rgb) => [.. rgb.Select(value => new SKColor(value | 0xFF000000))];
}
