using System.Collections.Concurrent;
using Telemed.Territory.Dermatology;
using Telemed.Territory.Hub;

namespace Telemed.Territory.Photos;

/// <summary>Sends a case's photos, as a phone does before the request that shows them. Sent again they change nothing.</summary>
sealed class SendPhotos(HubClient hub, Album album) : IDisposable
{
    readonly SemaphoreSlim turns = new(3);
    readonly ConcurrentDictionary<Guid, Task> sending = new();

    /// <summary>Begins, unless it was begun; ends when all are there.</summary>
    public Task Send(Case request, CancellationToken cancel) => sending.GetOrAdd(request.Identifier, _ => SendAll(request, cancel));

    async Task SendAll(Case request, CancellationToken cancel)
    {
        await turns.WaitAsync(cancel);
        try
        {
            foreach (var view in Case.Views) await Send(request, view, request.Photo(view), cancel);
        }
        finally
        {
            turns.Release();
        }
    }

    /// <summary>Sends one view that was taken again.</summary>
    public Task SendAgain(Case request, string view, CancellationToken cancel) => Send(request, view, request.NewPhoto(view), cancel);

    async Task Send(Case request, string view, Guid id, CancellationToken cancel)
    {
        var jpeg = await Task.Run(() => album.Jpeg(request, view), cancel);
        (await hub.PutJpeg(request.Requester.Account, $"/photos/{id}/preview", jpeg, cancel)).Expected();
    }

    public void Dispose() => turns.Dispose();
}
