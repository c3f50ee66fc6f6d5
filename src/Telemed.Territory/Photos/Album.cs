using System.Collections.Concurrent;
using Telemed.Territory.Dermatology;

namespace Telemed.Territory.Photos;

/// <summary>The photos of a case: each kind of lesion is drawn once for a skin tone, when it is first wanted.</summary>
sealed class Album
{
    readonly ConcurrentDictionary<(string Lesion, int Tone, string View), Lazy<byte[]>> drawn = new();

    public byte[] Jpeg(Lesion lesion, int phototype, string view)
    {
        var tone = DrawSkin.ToneOf(phototype);
        return drawn.GetOrAdd((lesion.Name, tone, view), _ => new(() => DrawPhoto.Jpeg(lesion, tone, view))).Value;
    }
}
