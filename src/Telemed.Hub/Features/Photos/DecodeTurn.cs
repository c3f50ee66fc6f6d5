namespace Telemed.Hub.Features.Photos;

/// <summary>
/// Leave to decode one photo: one at a time per core, whatever the number of requests, so that a burst of photos costs waiting and not
/// memory. Bytes are best fetched after the turn is taken.
/// </summary>
sealed class DecodeTurn : IDisposable
{
    static readonly SemaphoreSlim Turns = new(Environment.ProcessorCount);

    DecodeTurn() { }

    public static async Task<DecodeTurn> Take(CancellationToken cancel)
    {
        await Turns.WaitAsync(cancel);
        return new();
    }

    public void Dispose() => Turns.Release();
}
