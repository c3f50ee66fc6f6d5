using Telemed.Territory.Dermatology;
using Telemed.Territory.Hub;

namespace Telemed.Territory.Photos;

/// <summary>Sends a case's photos, as a phone does before the request that shows them. Sent again they change nothing.</summary>
sealed class SendPhotos(HubClient hub, Album album) : IDisposable
{
    readonly SemaphoreSlim turns = new(3);

    public async Task Send(Case request, CancellationToken cancel)
    {
        await turns.WaitAsync(cancel);
        try
        {
            foreach (var view in Case.Views) await Send(request.Requester.Account, request.Photo(view), request.Lesion, request.Patient.Phototype, view, cancel);
        }
        finally
        {
            turns.Release();
        }
    }

    /// <summary>Sends one photo under its id.</summary>
    public async Task Send(string account, Guid id, Lesion lesion, int phototype, string view, CancellationToken cancel)
    {
        var jpeg = await Task.Run(() => album.Jpeg(lesion, phototype, view), cancel);
        (await hub.PutJpeg(account, $"/photos/{id}/preview", jpeg, cancel)).Expected();
    }

    public void Dispose() => turns.Dispose();
}
