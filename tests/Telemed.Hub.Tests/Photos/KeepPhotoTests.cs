using System.Net;
using Telemed.Fhir;
using Telemed.Hub.Features.Photos;
using Xunit;

namespace Telemed.Hub.Tests.Photos;

/// <summary>Who sees a photo, how a browser gets it, and how long it stays.</summary>
public sealed class KeepPhotoTests : IAsyncLifetime
{
    PhotoHub hub = null!;

    public async ValueTask InitializeAsync() => hub = await PhotoHub.Start();

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Fact]
    public async Task Until_a_request_refers_to_it_a_photo_is_its_owners_alone()
    {
        var photo = await Sent();

        Assert.Equal(HttpStatusCode.OK, await Status(PhotoHub.Owner, photo));
        Assert.Equal(HttpStatusCode.NotFound, await Status(PhotoHub.Colleague, photo));

        Assert.Empty(await hub.Refer(photo));

        Assert.Equal(HttpStatusCode.OK, await Status(PhotoHub.Owner, photo));
        Assert.Equal(HttpStatusCode.OK, await Status(PhotoHub.Colleague, photo));
        Assert.Equal(HttpStatusCode.NotFound, await Status(PhotoHub.Stranger, photo));
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.As("").Look(photo)).StatusCode);
    }

    [Fact]
    public async Task A_browser_gets_an_image_and_nothing_it_could_run()
    {
        var photo = await Sent();

        var answer = await hub.As(PhotoHub.Owner).Look(photo, "thumbnail");

        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("default-src 'none'; sandbox", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal($"inline; filename=\"photo-{photo}.jpg\"", answer.Content.Headers.ContentDisposition!.ToString());
        Assert.True(answer.Headers.CacheControl is { Private: true, NoCache: true });
        using var seen = CameraPhoto.Decoded(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(320, seen.Width);
    }

    [Fact]
    public async Task A_copy_that_is_still_right_is_not_sent_again()
    {
        var (photo, gp) = (await Sent(), hub.As(PhotoHub.Owner));
        var copy = (await gp.Look(photo)).Headers.ETag;

        Assert.Equal(HttpStatusCode.NotModified, (await gp.Look(photo, copy: copy)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gp.Look(photo, "thumbnail", copy)).StatusCode);
    }

    [Theory, InlineData("original", HttpStatusCode.NotFound), InlineData("huge", HttpStatusCode.BadRequest), InlineData("7", HttpStatusCode.BadRequest)]
    public async Task A_size_that_is_not_there_is_said(string size, HttpStatusCode status) =>
        Assert.Equal(status, (await hub.As(PhotoHub.Owner).Look(await Sent(), size)).StatusCode);

    [Fact]
    public async Task A_request_takes_only_photos_that_are_there_and_its_own()
    {
        var (photo, unknown) = (await Sent(), Guid.CreateVersion7());

        Assert.Equal([unknown], await hub.Refer(unknown));
        Assert.Equal([photo], await hub.Refer(photo, PhotoHub.Stranger));
        Assert.Empty(await hub.Refer(photo));
    }

    [Fact]
    public async Task After_a_day_only_photos_that_a_request_refers_to_are_left()
    {
        var (kept, _) = (await Sent(), await Sent());
        await hub.As(PhotoHub.Owner).Announce(Guid.CreateVersion7(), 100);
        await hub.Refer(kept);

        await hub.Jump(TimeSpan.FromHours(23));
        Assert.Equal(0, await PurgePhotos.Run(hub.Database, CancellationToken.None));
        await hub.Jump(TimeSpan.FromHours(25));
        Assert.Equal(2, await PurgePhotos.Run(hub.Database, CancellationToken.None));

        Assert.Equal(HttpStatusCode.OK, await Status(PhotoHub.Owner, kept));
        Assert.Equal((2, 0), (await hub.Count("hub.photo"), await hub.Count("hub.upload")));
    }

    [Fact]
    public async Task An_original_that_comes_after_the_request_stays_with_it()
    {
        var photo = await Sent();
        await hub.Refer(photo);
        await hub.As(PhotoHub.Owner).SendOriginal(photo, CameraPhoto.Jpeg(1000, 800));

        await hub.Jump(TimeSpan.FromHours(48));
        Assert.Equal(0, await PurgePhotos.Run(hub.Database, CancellationToken.None));
        Assert.Equal(HttpStatusCode.OK, (await hub.As(PhotoHub.Colleague).Look(photo, "original")).StatusCode);
    }

    [Fact]
    public async Task A_photo_inside_the_Bundle_of_another_software_is_cleaned_like_any()
    {
        var photo = Guid.CreateVersion7();

        Assert.Null(await StoredInline(photo, CameraPhoto.Jpeg(2000, 1500, orientation: 6)));
        Assert.Equal(422, (await StoredInline(Guid.CreateVersion7(), CameraPhoto.Jpeg()[..2000]))!.Status);
        Assert.Equal(409, (await StoredInline(photo, CameraPhoto.Jpeg()))!.Status);

        Assert.Equal(3, await hub.Count("hub.photo where referenced_at is not null"));
    }

    async Task<Refusal?> StoredInline(Guid photo, byte[] file)
    {
        await using var transaction = await hub.Store.Begin(PhotoHub.Person(PhotoHub.Owner), CancellationToken.None);
        var refusal = await PhotoStore.StoreInline(transaction, photo, PhotoHub.Owner, file, new PhotoOptions(), CancellationToken.None);
        if (refusal is null) await transaction.Commit(CancellationToken.None);
        return refusal;
    }

    async Task<Guid> Sent()
    {
        var photo = Guid.CreateVersion7();
        var answer = await hub.As(PhotoHub.Owner).SendPreview(photo, CameraPhoto.Jpeg());
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return photo;
    }

    async Task<HttpStatusCode> Status(string account, Guid photo) => (await hub.As(account).Look(photo)).StatusCode;
}
