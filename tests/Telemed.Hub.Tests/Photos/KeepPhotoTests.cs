using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Telemed.Hub.Features.Photos;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Photos;

/// <summary>Who sees a photo, how it gets to them, and how long it stays.</summary>
public sealed class KeepPhotoTests(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task A_photo_is_its_owners_alone_until_a_request_shows_it_to_who_reaches_the_request()
    {
        var photo = await Sent();
        Assert.Equal(HttpStatusCode.OK, await Status("gp", photo));
        Assert.Equal(HttpStatusCode.NotFound, await Status("derm1", photo));

        await Asked(photo);

        Assert.Equal(HttpStatusCode.OK, await Status("gp", photo));
        Assert.Equal(HttpStatusCode.OK, await Status("derm1", photo));
        Assert.Equal(HttpStatusCode.NotFound, await Status("other-gp", photo));
        Assert.Equal(HttpStatusCode.Unauthorized, (await new Phone(new HttpClient { BaseAddress = hub.Url }).Look(photo)).StatusCode);
    }

    [Fact]
    public async Task Every_look_at_a_photo_of_a_request_leaves_a_trace()
    {
        var photo = await Sent();
        await Asked(photo);

        await Status("derm2", photo);

        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("""
            select count(*)::int from hub.trace t join fhir.resource r on t.resource = r.type || '/' || r.id join hub.photo_shown s on s.key = r.key
             where s.photo_id = @photo and t.agent = 'PractitionerRole/derm2' and t.interaction = 'read'
            """, new { photo }));
    }

    [Fact]
    public async Task A_browser_gets_an_image_and_nothing_it_could_run()
    {
        var photo = await Sent();

        var answer = await (await Phone.Of(hub, "gp")).Look(photo, "thumbnail");

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
        var (photo, gp) = (await Sent(), await Phone.Of(hub, "gp"));
        var copy = (await gp.Look(photo)).Headers.ETag;

        Assert.Equal(HttpStatusCode.NotModified, (await gp.Look(photo, copy: copy)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gp.Look(photo, "thumbnail", copy)).StatusCode);
    }

    [Theory, InlineData("original", HttpStatusCode.NotFound), InlineData("huge", HttpStatusCode.BadRequest), InlineData("7", HttpStatusCode.BadRequest)]
    public async Task A_size_that_is_not_there_is_said(string size, HttpStatusCode status) =>
        Assert.Equal(status, (await (await Phone.Of(hub, "gp")).Look(await Sent(), size)).StatusCode);

    [Fact]
    public async Task A_request_shows_only_photos_that_are_there_and_its_senders_own()
    {
        var (gp, elsewhere) = (await hub.As("gp"), await Sent("other-gp"));
        foreach (var photo in new[] { Guid.CreateVersion7(), elsewhere })
        {
            var answer = await gp.Post("/fhir", Showing(photo));

            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
            Assert.Equal("photo-missing", answer.Body!["issue"]![0]!["details"]!["coding"]![0]!["code"]!.GetValue<string>());
        }
        Assert.Equal(HttpStatusCode.OK, await Status("other-gp", elsewhere));
    }

    [Fact]
    public async Task After_a_day_only_photos_that_a_request_shows_are_left()
    {
        var (shown, forgotten) = (await Sent(), await Sent());
        var gp = await Phone.Of(hub, "gp");
        var upload = Guid.CreateVersion7();
        await gp.Announce(upload, 100);
        await Asked(shown);

        await Age("23 hours 50 minutes");
        await PurgePhotos.Run(hub.Db, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, await Status("gp", forgotten));

        await Age("20 minutes");
        Assert.True(await PurgePhotos.Run(hub.Db, TestContext.Current.CancellationToken) >= 2);
        Assert.Equal(HttpStatusCode.NotFound, await Status("gp", forgotten));
        Assert.Equal(HttpStatusCode.NotFound, (await gp.AskWhere(upload)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, await Status("gp", shown));
    }

    [Fact]
    public async Task An_original_that_comes_after_the_request_stays_with_it()
    {
        var photo = await Sent();
        await Asked(photo);
        Assert.Equal(HttpStatusCode.NoContent, (await (await Phone.Of(hub, "gp")).SendOriginal(photo, CameraPhoto.Jpeg(1000, 800))).StatusCode);

        await Age("2 days");
        await PurgePhotos.Run(hub.Db, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, (await (await Phone.Of(hub, "derm1")).Look(photo, "original")).StatusCode);
    }

    async Task<Guid> Sent(string account = "gp")
    {
        var photo = Guid.CreateVersion7();
        var answer = await (await Phone.Of(hub, account)).SendPreview(photo, CameraPhoto.Jpeg());
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return photo;
    }

    async Task Asked(Guid photo)
    {
        var answer = await (await hub.As("gp")).Post("/fhir", Showing(photo));
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body?.ToJsonString());
    }

    static JsonObject Showing(Guid photo)
    {
        var bundle = Lesion.Bundle();
        bundle.Resource("photo-site")["content"] = new JsonObject { ["contentType"] = "image/jpeg", ["url"] = $"Binary/{photo}" };
        return bundle;
    }

    async Task<HttpStatusCode> Status(string account, Guid photo) => (await (await Phone.Of(hub, account)).Look(photo)).StatusCode;

    /// <summary>Makes everything that was sent older; the clock that sessions live by stays.</summary>
    async Task Age(string by)
    {
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync($"""
            update hub.photo set created_at = created_at - interval '{by}';
            update hub.upload set created_at = created_at - interval '{by}'
            """);
    }
}
