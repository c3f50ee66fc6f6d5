using System.Net;
using Npgsql;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Stories;

public sealed class SendingTwice(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task The_same_request_sent_again_changes_nothing_and_gets_the_first_answer()
    {
        var gp = await hub.As("gp");
        var identifier = Guid.NewGuid().ToString();
        var first = await gp.Post("/fhir", Lesion.Bundle(identifier: identifier));
        var patients = await Count("Patient");
        var again = await gp.Post("/fhir", Lesion.Bundle(identifier: identifier, family: "Autre"));

        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Equal(first.Body!.ToJsonString(), again.Body!.ToJsonString());
        Assert.Equal(patients, await Count("Patient"));
    }

    [Fact]
    public async Task Ten_copies_sent_at_once_become_one_request()
    {
        var gp = await hub.As("gp");
        var identifier = Guid.NewGuid().ToString();
        var before = await Count("Task");

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => gp.Post("/fhir", Lesion.Bundle(identifier: identifier))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Single(answers.Select(answer => answer.Reference("ServiceRequest")).Distinct());
        Assert.Equal(before + 1, await Count("Task"));
    }

    [Fact]
    public async Task A_request_that_was_refused_can_be_mended_and_sent_under_the_same_identifier()
    {
        var gp = await hub.As("gp");
        var identifier = Guid.NewGuid().ToString();
        var withoutConsent = Lesion.Bundle(identifier: identifier);
        withoutConsent.LeaveOut("consent");
        var patients = await Count("Patient");

        var refused = await gp.Post("/fhir", withoutConsent);
        Assert.True(refused.Status == HttpStatusCode.UnprocessableEntity, refused.Body?.ToJsonString());
        Assert.Contains("non-opposition", refused.Issue, StringComparison.Ordinal);
        Assert.Equal(patients, await Count("Patient"));
        Assert.Equal(HttpStatusCode.OK, (await gp.Post("/fhir", Lesion.Bundle(identifier: identifier))).Status);
    }

    async Task<long> Count(string type)
    {
        await using var command = hub.Db.CreateCommand("select count(*) from fhir.resource where type = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = type });
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
