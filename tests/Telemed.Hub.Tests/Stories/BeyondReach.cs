using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Stories;

public sealed class BeyondReach(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    static readonly string[] Types = ["ServiceRequest", "Task", "Patient", "QuestionnaireResponse", "Media", "Consent", "DiagnosticReport", "Provenance", "Communication"];

    [Fact]
    public async Task A_stranger_gets_404_on_every_resource_of_a_case_and_finds_none_by_search()
    {
        var (gp, derm, stranger) = (await hub.As("gp"), await hub.As("derm1"), await hub.As("stranger"));
        var task = await gp.Submits();
        await derm.Do(task, "accept");
        await derm.Do(task, "request-information", ("text", "Une photo de près ?"));
        await gp.Do(task, "provide-information", ("text", "La voici."));
        await derm.Do(task, "answer", ("outcome", "benign-no-follow-up"), ("text", "Bénin."));

        foreach (var type in Types)
        {
            var mine = (await gp.Get($"/fhir/{type}")).Entries.ToList();
            Assert.NotEmpty(mine);
            foreach (var resource in mine)
            {
                var path = $"/fhir/{type}/{resource["id"]}";
                Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get(path)).Status);
                Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get($"{path}/_history")).Status);
                Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get($"{path}/_history/1")).Status);
                Assert.Equal(HttpStatusCode.NotFound, (await stranger.Put(path, resource)).Status);
            }
            var found = await stranger.Get($"/fhir/{type}?_total=accurate");
            Assert.Equal(0, found.Body!["total"]!.GetValue<int>());
        }
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Do(task, "accept")).Status);
        Assert.Equal(0, (await stranger.Get("/fhir/Task?patient.family=Martin&_total=accurate")).Body!["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_pool_reads_the_question_while_it_is_open_and_never_who_the_patient_is()
    {
        var (gp, holder, colleague) = (await hub.As("gp"), await hub.As("derm1"), await hub.As("derm2"));
        var task = await gp.Submits();
        var request = (await gp.Get($"/fhir/Task/{task}")).Body!["focus"]!["reference"]!.GetValue<string>();
        var patient = (await gp.Get($"/fhir/Task/{task}")).Body!["for"]!["reference"]!.GetValue<string>();

        Assert.Equal(HttpStatusCode.OK, (await colleague.Get($"/fhir/{request}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await colleague.Get($"/fhir/{patient}")).Status);
        await holder.Do(task, "accept");
        await holder.Do(task, "answer", ("outcome", "benign-no-follow-up"), ("text", "Bénin."));
        Assert.Equal(HttpStatusCode.OK, (await colleague.Get($"/fhir/Task/{task}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await colleague.Get($"/fhir/{request}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await holder.Get($"/fhir/{patient}")).Status);
    }

    [Fact]
    public async Task An_identity_in_what_the_pool_reads_keeps_the_request_from_leaving()
    {
        var bundle = Lesion.Bundle();
        bundle.Resource("request")["subject"]!["display"] = "Jeanne Martin";
        var refused = await (await hub.As("gp")).Post("/fhir", bundle);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal("ServiceRequest.subject.display", refused.Body!["issue"]![0]!["expression"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task A_second_requester_reaches_a_known_patient_by_all_traits_and_by_nothing_less()
    {
        var (gp, other) = (await hub.As("gp"), await hub.As("other-gp"));
        const string Ins = "258037812345697";
        await gp.Submits(Lesion.Bundle(ins: Ins));
        var known = (await gp.Get($"/fhir/Patient?identifier={Ins}")).Entries.Single()["id"]!.GetValue<string>();
        Assert.Empty((await other.Get($"/fhir/Patient?identifier={Ins}")).Entries);

        var wrong = Lesion.Bundle("other-gp", ins: Ins);
        wrong.Resource("patient")["birthDate"] = "1960-01-01";
        Assert.Equal(HttpStatusCode.Conflict, (await other.Post("/fhir", wrong)).Status);
        await other.Submits(Lesion.Bundle("other-gp", ins: Ins, family: "MARTIN"));
        Assert.Equal(known, (await other.Get($"/fhir/Patient?identifier={Ins}")).Entries.Single()["id"]!.GetValue<string>());
        Assert.Equal(1L, await Traces($"Patient/{known}", "link"));
    }

    [Fact]
    public async Task Every_read_of_a_case_leaves_a_trace()
    {
        var gp = await hub.As("gp");
        var task = await gp.Submits();
        var before = await Traces($"Task/{task}", "read");
        await gp.Get($"/fhir/Task/{task}");
        Assert.Equal(before + 1, await Traces($"Task/{task}", "read"));
    }

    [Fact]
    public async Task A_profession_the_pathway_does_not_know_cannot_ask()
    {
        var refused = await (await hub.As("secretary")).Post("/fhir", Lesion.Bundle("secretary"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await (await hub.As("secretary")).Post("/fhir", Lesion.Bundle("gp"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("nurse")).Post("/fhir", Lesion.Bundle("nurse"))).Status);
    }

    [Fact]
    public async Task What_was_sent_does_not_change_any_more()
    {
        var gp = await hub.As("gp");
        var sent = await gp.Post("/fhir", Lesion.Bundle());
        var request = await gp.Get($"/fhir/{sent.Reference("ServiceRequest")}");
        Assert.Equal(HttpStatusCode.Conflict, (await gp.Put($"/fhir/{sent.Reference("ServiceRequest")}", request.Body!, request.ETag)).Status);
        var form = await gp.Get($"/fhir/{sent.Reference("QuestionnaireResponse")}");
        Assert.Equal(HttpStatusCode.Conflict, (await gp.Put($"/fhir/{sent.Reference("QuestionnaireResponse")}", form.Body!, form.ETag)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await gp.Put("/fhir/PractitionerRole/gp", JsonNode.Parse("""{"resourceType":"PractitionerRole","id":"gp"}""")!)).Status);
    }

    async Task<long> Traces(string resource, string interaction)
    {
        await using var command = hub.Db.CreateCommand("select count(*) from hub.trace where resource = $1 and interaction = $2");
        command.Parameters.Add(new NpgsqlParameter { Value = resource });
        command.Parameters.Add(new NpgsqlParameter { Value = interaction });
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
