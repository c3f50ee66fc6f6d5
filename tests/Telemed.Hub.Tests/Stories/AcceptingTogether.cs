using System.Net;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Stories;

public sealed class AcceptingTogether(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task Of_forty_dermatologists_who_accept_at_once_one_succeeds_and_the_others_are_told_who_has_it()
    {
        var task = await (await hub.As("gp")).Submits();
        var dermatologists = await Task.WhenAll(Enumerable.Range(1, People.Dermatologists).Select(i => hub.As($"derm{i}")));

        var answers = await Task.WhenAll(dermatologists.Select(derm => derm.Do(task, "accept")));

        var winner = Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        var holder = winner.Body!["owner"]!["reference"]!.GetValue<string>();
        var losers = answers.Where(answer => answer.Status != HttpStatusCode.OK).ToList();
        Assert.Equal(People.Dermatologists - 1, losers.Count);
        Assert.All(losers, answer => Assert.Equal(HttpStatusCode.Conflict, answer.Status));
        Assert.All(losers, answer => Assert.Contains($"Dr Dermatologue {holder["PractitionerRole/derm".Length..]}", answer.Issue, StringComparison.Ordinal));
        var now = await dermatologists[0].Get($"/fhir/Task/{task}");
        Assert.Equal(holder, now.Body!["owner"]!["reference"]!.GetValue<string>());
        Assert.Equal("2", now.Body["meta"]!["versionId"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_member_who_declines_changes_nothing_and_a_holder_who_declines_gives_the_same_task_back()
    {
        var task = await (await hub.As("gp")).Submits();
        var (first, second) = (await hub.As("derm1"), await hub.As("derm2"));

        Assert.Equal(HttpStatusCode.OK, (await first.Do(task, "decline", ("reason", "hors de mon domaine"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await first.Do(task, "accept")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await first.Do(task, "decline")).Status);
        var back = await first.Do(task, "decline", ("reason", "absente cet après-midi"));
        Assert.Equal("requested", back.Body!["status"]!.GetValue<string>());
        Assert.Equal("HealthcareService/pool-dermatology", back.Body["owner"]!["reference"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NotFound, (await first.Get($"/fhir/{back.Body["for"]!["reference"]}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await second.Do(task, "accept")).Status);
    }

    [Fact]
    public async Task A_standard_update_moves_the_task_with_If_Match_and_only_so()
    {
        var task = await (await hub.As("gp")).Submits();
        var derm = await hub.As("derm3");
        var read = await derm.Get($"/fhir/Task/{task}");
        read.Body!["status"] = "accepted";

        Assert.Equal((HttpStatusCode)428, (await derm.Put($"/fhir/Task/{task}", read.Body)).Status);
        var moved = await derm.Put($"/fhir/Task/{task}", read.Body, read.ETag);
        Assert.True(moved.Status == HttpStatusCode.OK, moved.Issue);
        Assert.Equal("PractitionerRole/derm3", moved.Body!["owner"]!["reference"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await derm.Put($"/fhir/Task/{task}", read.Body, read.ETag)).Status);
        read.Body["status"] = "requested";
        Assert.Equal(HttpStatusCode.OK, (await derm.Put($"/fhir/Task/{task}", read.Body, moved.ETag)).Status);
    }
}
