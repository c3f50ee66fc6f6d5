using System.Net;
using System.Text.Json.Nodes;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Stories;

/// <summary>A request from software that knows the FHIR specification and nothing of the hub but its pathway.</summary>
public sealed class AnotherVendor(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task A_transaction_with_contained_resources_and_unknown_extensions_is_taken_as_it_is()
    {
        var gp = await hub.As("gp");
        var bundle = Lesion.Bundle(family: "Lefèvre");
        var request = bundle.Resource("request").AsObject();
        request["contained"] = JsonNode.Parse("""[{"resourceType":"Device","id":"camera","deviceName":[{"name":"Dermatoscope X","type":"user-friendly-name"}]}]""");
        request["extension"] = JsonNode.Parse("""[{"url":"https://vendor.example/fhir/StructureDefinition/dossier","valueString":"A-77"},{"url":"https://vendor.example/score","valueDecimal":1.50}]""");
        request["reasonReference"] = JsonNode.Parse("""[{"reference":"urn:uuid:finding"}]""");
        bundle["entry"]!.AsArray().Insert(0, Lesion.Entry("finding", JsonNode.Parse("""
            {"resourceType":"Condition","subject":{"reference":"urn:uuid:patient"},"code":{"text":"Lésion pigmentée"},"_recordedDate":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}}
            """)!));
        bundle["entry"]!.AsArray().Last()!.AsObject()["fullUrl"] = "https://vendor.example/fhir/ServiceRequest/17";

        var sent = await gp.Post("/fhir", bundle);

        Assert.True(sent.Status == HttpStatusCode.OK, sent.Issue);
        var stored = await gp.Http.GetStringAsync(new Uri($"/fhir/{sent.Reference("ServiceRequest")}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("\"valueDecimal\":1.50", stored, StringComparison.Ordinal);
        Assert.Contains("https://vendor.example/fhir/StructureDefinition/dossier", stored, StringComparison.Ordinal);
        Assert.Contains("\"id\":\"camera\"", stored, StringComparison.Ordinal);
        Assert.Contains(sent.Reference("Condition"), stored, StringComparison.Ordinal);
        Assert.DoesNotContain("urn:uuid:patient", stored, StringComparison.Ordinal);
        var finding = (await gp.Get($"/fhir/{sent.Reference("Condition")}")).Body!;
        Assert.Equal(sent.Reference("Patient"), finding["subject"]!["reference"]!.GetValue<string>());
        Assert.NotNull(finding["_recordedDate"]);
    }

    [Theory]
    [InlineData("subject", HttpStatusCode.BadRequest)] // FHIR itself asks for it
    [InlineData("requester", HttpStatusCode.UnprocessableEntity)] // the pathway does
    public async Task What_is_missing_is_named(string missing, HttpStatusCode status)
    {
        var bundle = Lesion.Bundle();
        bundle.Resource("request").AsObject().Remove(missing);
        var refused = await (await hub.As("gp")).Post("/fhir", bundle);
        Assert.Equal(status, refused.Status);
        Assert.Contains(missing, refused.Body!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_wrong_with_a_form_is_said_at_once()
    {
        var bundle = Lesion.Bundle();
        bundle.Resource("form")["item"] = JsonNode.Parse("""[{"linkId":"size-mm","answer":[{"valueInteger":-3}]},{"linkId":"nonsense","answer":[{"valueString":"x"}]}]""");
        bundle.LeaveOut("photo-site");
        var refused = await (await hub.As("gp")).Post("/fhir", bundle);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.True(refused.Body!["issue"]!.AsArray().Count >= 4, refused.Body.ToJsonString());
    }
}
