using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Photos;

/// <summary>Another vendor's software sends photos inside its Bundle and reads them as FHIR says.</summary>
public sealed class InlinePhotoTests(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task Bytes_in_a_Media_become_a_clean_photo_beside_it()
    {
        var bundle = Lesion.Bundle();
        bundle.Resource("photo-site")["content"]!["data"] = Convert.ToBase64String(CameraPhoto.Jpeg(900, 600, orientation: 6));

        var sent = await (await hub.As("gp")).Post("/fhir", bundle);

        Assert.True(sent.Status == HttpStatusCode.OK, sent.Body?.ToJsonString());
        var content = (await SiteOf(sent))["content"]!;
        Assert.Null(content["data"]);
        using var photo = CameraPhoto.Decoded(await Read("derm1", content["url"]!.GetValue<string>(), "image/*"));
        Assert.Equal((900, 600), (photo.Width, photo.Height));
    }

    [Fact]
    public async Task Bytes_in_a_Binary_of_the_Bundle_become_the_photo_its_Media_shows()
    {
        var bundle = Lesion.Bundle();
        var binary = new JsonObject { ["resourceType"] = "Binary", ["contentType"] = "image/png", ["data"] = Convert.ToBase64String(CameraPhoto.Png()) };
        bundle["entry"]!.AsArray().Add((JsonNode)Lesion.Entry("bytes", binary));
        bundle.Resource("photo-site")["content"] = new JsonObject { ["contentType"] = "image/png", ["url"] = "urn:uuid:bytes" };

        var sent = await (await hub.As("gp")).Post("/fhir", bundle);

        Assert.True(sent.Status == HttpStatusCode.OK, sent.Body?.ToJsonString());
        var url = (await SiteOf(sent))["content"]!["url"]!.GetValue<string>();
        var resource = JsonNode.Parse(await Read("derm1", url, "application/fhir+json"))!;
        Assert.Equal("image/jpeg", resource["contentType"]!.GetValue<string>());
        using var photo = CameraPhoto.Decoded(Convert.FromBase64String(resource["data"]!.GetValue<string>()));
        Assert.Equal((800, 600), (photo.Width, photo.Height));
    }

    [Fact]
    public async Task A_broken_photo_refuses_the_whole_request_and_leaves_nothing()
    {
        var (nurse, identifier) = (await hub.As("nurse"), Guid.NewGuid().ToString());
        var bundle = Lesion.Bundle("nurse", identifier);
        bundle.Resource("photo-site")["content"]!["data"] = Convert.ToBase64String(CameraPhoto.Jpeg()[..2000]);

        var answer = await nurse.Post("/fhir", bundle);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("Media.content.data", answer.Body!["issue"]![0]!["expression"]![0]!.GetValue<string>());
        Assert.StartsWith("Cette photo est abîmée", answer.Body["issue"]![0]!["details"]!["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await nurse.Post("/fhir", Lesion.Bundle("nurse", identifier))).Status);
        await using var command = hub.Db.CreateCommand("select count(*)::int from hub.photo where owner = 'nurse'");
        Assert.Equal(9, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_photo_that_the_expert_asked_for_reaches_the_expert()
    {
        var (gp, derm) = (await hub.As("gp"), await hub.As("derm3"));
        var sent = await gp.Post("/fhir", Lesion.Bundle());
        var request = sent.Entries.Single(resource => resource["resourceType"]!.GetValue<string>() == "ServiceRequest")["id"];
        var task = (await derm.Get($"/fhir/Task?focus=ServiceRequest/{request}")).Entries.Single()["id"]!.GetValue<string>();
        await derm.Do(task, "accept");
        await derm.Do(task, "request-information", ("text", "Une photo de plus près ?"));
        var photo = Guid.CreateVersion7();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Provide(gp, task, photo)).Status);
        await new Phone(gp.Http).SendPreview(photo, CameraPhoto.Jpeg());
        var provided = await Provide(gp, task, photo);

        Assert.True(provided.Status == HttpStatusCode.OK, provided.Issue);
        Assert.Equal(HttpStatusCode.OK, (await new Phone(derm.Http).Look(photo)).StatusCode);
    }

    static Task<Answer> Provide(Software gp, string task, Guid photo) => gp.Post($"/fhir/Task/{task}/$provide-information", JsonNode.Parse($$$"""
        {"resourceType":"Parameters","parameter":[{"name":"photo","valueReference":{"reference":"Binary/{{{photo}}}"}}]}
        """)!);

    async Task<JsonNode> SiteOf(Answer sent)
    {
        var written = sent.Entries.Single(resource => resource["view"]?["coding"]?[0]?["code"]?.GetValue<string>() == "site");
        return (await (await hub.As("derm1")).Get($"/fhir/Media/{written["id"]}")).Body!;
    }

    async Task<byte[]> Read(string account, string binary, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/fhir/{binary}") { Headers = { Accept = { MediaTypeWithQualityHeaderValue.Parse(accept) } } };
        using var answer = await (await hub.As(account)).Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith(accept.Replace("*", "jpeg", StringComparison.Ordinal), answer.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }
}
