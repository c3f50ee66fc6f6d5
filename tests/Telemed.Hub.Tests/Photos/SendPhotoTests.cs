using System.Net;
using Dapper;
using Telemed.Hub.Features.Photos;
using Telemed.Hub.Tests.Support;
using static Telemed.Hub.Tests.Photos.Phone;

namespace Telemed.Hub.Tests.Photos;

/// <summary>A phone sends photos over a bad network; what arrives is whole, clean and there once.</summary>
public sealed class SendPhotoTests(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task A_preview_is_kept_with_its_thumbnail_and_sent_again_changes_nothing()
    {
        var (photo, gp) = (Guid.CreateVersion7(), await Of(hub, "gp"));
        var preview = CameraPhoto.Jpeg(1600, 1200);

        Assert.Equal(HttpStatusCode.Created, (await gp.SendPreview(photo, preview)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gp.SendPreview(photo, preview)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await gp.SendPreview(photo, CameraPhoto.Jpeg(1600, 1200, orientation: 3))).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await (await Of(hub, "nurse")).SendPreview(photo, preview)).StatusCode);
        Assert.Equal((2, 0), await Rows(photo));
    }

    [Fact]
    public async Task An_original_in_pieces_becomes_a_photo_in_three_sizes()
    {
        var (photo, gp) = (Guid.CreateVersion7(), await Of(hub, "gp"));
        var file = CameraPhoto.Noisy(2400, 1800, orientation: 6);

        Assert.Equal(HttpStatusCode.Created, (await gp.Announce(photo, file.Length)).StatusCode);
        var answer = await gp.SendOriginal(photo, file, pieceBytes: 300_000);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(file.Length, Offset(answer));
        Assert.Equal((3, 0), await Rows(photo));
        using var kept = CameraPhoto.Decoded(await gp.Picture(photo, "original"));
        Assert.Equal((2400, 1800), (kept.Width, kept.Height));
    }

    [Fact]
    public async Task A_client_that_lost_the_network_asks_where_to_take_up_again()
    {
        var (photo, gp) = (Guid.CreateVersion7(), await Of(hub, "gp"));
        var file = CameraPhoto.Jpeg(1200, 900);
        await gp.Announce(photo, file.Length);
        Assert.Equal(4000, Offset(await gp.SendPiece(photo, file, 0, 4000)));

        var wrong = await gp.SendPiece(photo, file, 0, 4000);
        Assert.Equal((HttpStatusCode.Conflict, 4000), (wrong.StatusCode, Offset(wrong)));
        Assert.Equal(4000, Offset(await gp.AskWhere(photo)));
        var again = await gp.Announce(photo, file.Length);
        Assert.Equal((HttpStatusCode.OK, 4000), (again.StatusCode, Offset(again)));

        Assert.Equal(HttpStatusCode.NoContent, (await gp.SendPiece(photo, file, 4000, file.Length - 4000)).StatusCode);
        Assert.Equal(file.Length, Offset(await gp.AskWhere(photo)));
        Assert.Equal(file.Length, Offset(await gp.Announce(photo, file.Length)));
        Assert.Equal(HttpStatusCode.Conflict, (await gp.Announce(photo, file.Length + 1)).StatusCode);
    }

    [Fact]
    public async Task Ten_deliveries_of_the_same_last_piece_make_one_photo()
    {
        var (photo, gp) = (Guid.CreateVersion7(), await Of(hub, "gp"));
        var file = CameraPhoto.Jpeg();
        await gp.Announce(photo, file.Length);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => gp.SendPiece(photo, file, 0, file.Length)));

        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.NoContent);
        Assert.All(answers, answer => Assert.Equal(file.Length, Offset(answer)));
        Assert.Equal((3, 0), await Rows(photo));
    }

    [Fact]
    public async Task An_original_leaves_the_preview_that_was_there_as_it_was()
    {
        var (photo, gp) = (Guid.CreateVersion7(), await Of(hub, "gp"));
        await gp.SendPreview(photo, CameraPhoto.Jpeg(800, 600));
        var before = await gp.Picture(photo);

        Assert.Equal(HttpStatusCode.NoContent, (await gp.SendOriginal(photo, CameraPhoto.Jpeg(2000, 1500))).StatusCode);

        Assert.Equal(before, await gp.Picture(photo));
        Assert.Equal(HttpStatusCode.OK, (await gp.Look(photo, "original")).StatusCode);
    }

    [Fact]
    public async Task A_preview_that_comes_after_its_original_is_not_missed()
    {
        var (photo, gp) = (Guid.CreateVersion7(), await Of(hub, "gp"));
        var file = CameraPhoto.Jpeg(2000, 1500);
        await gp.SendOriginal(photo, file);

        Assert.Equal(HttpStatusCode.OK, (await gp.SendPreview(photo, CameraPhoto.Jpeg(800, 600))).StatusCode);
        Assert.Equal((3, 0), await Rows(photo));
    }

    [Fact]
    public async Task A_refused_file_says_why_and_leaves_nothing_behind()
    {
        var (photo, gp) = (Guid.CreateVersion7(), await Of(hub, "gp"));
        var html = HostilePhoto.Text("<!doctype html><script>alert(1)</script>");

        var preview = await gp.SendPreview(photo, html);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, preview.StatusCode);
        Assert.Contains("Prenez la photo avec", await preview.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await gp.Announce(photo, html.Length);
        await gp.SendPiece(photo, html, 0, 10);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await gp.SendPiece(photo, html, 10, html.Length - 10)).StatusCode);
        var half = CameraPhoto.Jpeg()[..3000];
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await gp.SendOriginal(photo, half)).StatusCode);

        Assert.Equal((0, 0), await Rows(photo));
    }

    [Fact]
    public async Task A_photo_that_changed_on_its_way_is_refused()
    {
        var (photo, gp) = (Guid.CreateVersion7(), await Of(hub, "gp"));
        var file = CameraPhoto.Jpeg();
        await gp.Announce(photo, file.Length, sha256: new byte[32]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await gp.SendPiece(photo, file, 0, file.Length)).StatusCode);
        Assert.Equal((0, 0), await Rows(photo));
    }

    [Fact]
    public async Task What_is_too_long_is_refused_before_it_is_sent()
    {
        var (photo, gp) = (Guid.CreateVersion7(), await Of(hub, "gp"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await gp.Announce(photo, 16 * 1024 * 1024)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await gp.Announce(photo, 0)).StatusCode);
        await gp.Announce(photo, 5_000_000);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await gp.SendPiece(photo, new byte[Upload.PieceBytes + 1], 0, Upload.PieceBytes + 1)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await gp.SendPreview(photo, new byte[5_000_000])).StatusCode);
    }

    [Fact]
    public async Task An_account_sends_its_requests_before_it_sends_more_photos()
    {
        var (family, nurse) = (await Of(hub, "family-doctor"), await Of(hub, "nurse"));
        for (var i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.Created, (await family.Announce(Guid.CreateVersion7(), 15 * 1024 * 1024)).StatusCode);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await family.Announce(Guid.CreateVersion7(), 1)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await family.SendPreview(Guid.CreateVersion7(), CameraPhoto.Jpeg())).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await nurse.Announce(Guid.CreateVersion7(), 1)).StatusCode);
    }

    [Fact]
    public async Task Somebody_elses_upload_is_not_known()
    {
        var (photo, gp, nurse) = (Guid.CreateVersion7(), await Of(hub, "gp"), await Of(hub, "nurse"));
        var file = CameraPhoto.Jpeg();
        await gp.Announce(photo, file.Length);

        Assert.Equal(HttpStatusCode.NotFound, (await nurse.AskWhere(photo)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await nurse.SendPiece(photo, file, 0, 100)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await nurse.Announce(photo, file.Length)).StatusCode);
        Assert.Equal(0, Offset(await gp.AskWhere(photo)));
    }

    async Task<(int Photos, int Uploads)> Rows(Guid photo)
    {
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await connection.QuerySingleAsync<(int, int)>("""
            select (select count(*)::int from hub.photo where id = @photo),
                   (select count(*)::int from hub.upload u left join hub.upload_piece p on p.upload_id = u.id where u.id = @photo)
            """, new { photo });
    }
}
