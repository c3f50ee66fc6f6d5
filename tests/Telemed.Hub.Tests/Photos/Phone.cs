using System.Net.Http.Headers;
using Telemed.Hub.Features.Photos;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Photos;

/// <summary>What somebody's phone says to the hub about photos.</summary>
sealed class Phone(HttpClient hub)
{
    public static async Task<Phone> Of(HubUnderTest hub, string account) => new((await hub.As(account)).Http);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Task<HttpResponseMessage> SendPreview(Guid photo, byte[] file) =>
        hub.PutAsync($"/photos/{photo}/preview", new ByteArrayContent(file) { Headers = { ContentType = new("image/jpeg") } }, Cancel);

    public Task<HttpResponseMessage> Announce(Guid photo, int length, byte[]? sha256 = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/photos/{photo}/original") { Headers = { { Upload.LengthHeader, length.ToString() } } };
        if (sha256 is not null) request.Headers.Add("Repr-Digest", $"sha-256=:{Convert.ToBase64String(sha256)}:");
        return hub.SendAsync(request, Cancel);
    }

    public Task<HttpResponseMessage> AskWhere(Guid photo) => hub.SendAsync(new(HttpMethod.Head, $"/photos/{photo}/original"), Cancel);

    public Task<HttpResponseMessage> SendPiece(Guid photo, byte[] file, int from, int count) =>
        hub.SendAsync(new(HttpMethod.Patch, $"/photos/{photo}/original")
        {
            Headers = { { Upload.OffsetHeader, from.ToString() } },
            Content = new ByteArrayContent(file, from, count) { Headers = { ContentType = new MediaTypeHeaderValue("application/offset+octet-stream") } },
        }, Cancel);

    /// <returns>The answer to the last piece.</returns>
    public async Task<HttpResponseMessage> SendOriginal(Guid photo, byte[] file, int pieceBytes = Upload.PieceBytes)
    {
        var answer = await Announce(photo, file.Length);
        for (var at = 0; at < file.Length; at += pieceBytes)
            answer = await SendPiece(photo, file, at, Math.Min(pieceBytes, file.Length - at));
        return answer;
    }

    public Task<HttpResponseMessage> Look(Guid photo, string size = "preview", EntityTagHeaderValue? copy = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/photos/{photo}?size={size}");
        if (copy is not null) request.Headers.IfNoneMatch.Add(copy);
        return hub.SendAsync(request, Cancel);
    }

    public async Task<byte[]> Picture(Guid photo, string size = "preview") =>
        await (await Look(photo, size)).EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(Cancel);

    public static int Offset(HttpResponseMessage answer) => int.Parse(answer.Headers.GetValues(Upload.OffsetHeader).Single());
}
