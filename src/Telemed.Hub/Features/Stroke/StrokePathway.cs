using Telemed.Core.Pathways;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Stroke;

/// <summary>The pathway these pages are about, and the names its files give to what the pages must know.</summary>
static class StrokePathway
{
    public const string Onset = "onset", KnownOnset = "known", WakeUp = "wake-up", UnknownOnset = "unknown", AgeBand = "age-band", Side = "side", Nihss = "nihss";

    /// <summary>Null where the territory has no stroke pathway: then these pages do not exist.</summary>
    public static Pathway? Stroke(this PathwayList pathways) => pathways.All.FirstOrDefault(pathway => pathway is { Name: "stroke", IsLive: true });
}
