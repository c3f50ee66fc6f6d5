using System.Collections.Concurrent;
using Telemed.Territory.Dermatology;

namespace Telemed.Territory.Photos;

/// <summary>The photos of a case: each kind of lesion is drawn once for a skin tone, when it is first wanted.</summary>
sealed class Album
{
    readonly ConcurrentDictionary<(string Lesion, int Tone, string View), Lazy<byte[]>> drawn = new();

    public byte[] Jpeg(Case request, string view)
    {
        var tone = DrawSkin.ToneOf(request.Patient.Phototype);
        return drawn.GetOrAdd((request.Lesion.Name, tone, view), _ => new(() => DrawPhoto.Jpeg(request.Lesion, tone, view))).Value;
    }
}
