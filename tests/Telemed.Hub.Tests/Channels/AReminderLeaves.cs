using System.Net;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Channels;

/// <summary>Somebody took a request and is not at their console: their pathway's reminders reach them outside it.</summary>
public sealed class AReminderLeaves(HubWithChannels hub) : IClassFixture<HubWithChannels>
{
    [Fact]
    public async Task Whoever_owes_an_answer_is_reminded_where_their_pathway_says_and_not_once_it_is_given()
    {
        await hub.Has("derm14", ("email", "derm14@test.example"));
        await hub.Has("coordinator", ("email", "coordinator@test.example"));
        var task = await (await hub.As("gp")).Submits();
        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("derm14")).Do(task, "accept")).Status);

        await hub.Advance(TimeSpan.FromHours(25));
        var letter = await hub.Outside.Gets("email", "derm14@test.example");
        Assert.Contains("Rappel : une ", letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("alerte :", letter.Text, StringComparison.Ordinal);
        var request = (await (await hub.As("gp")).Get($"/fhir/Task/{task}")).Body!["focus"]!["reference"]!.GetValue<string>()["ServiceRequest/".Length..];
        Assert.Contains("Rappel au dermatologue", await Browsing.Read(await hub.As("gp"), $"/requests/{request}"), StringComparison.Ordinal);

        // The last level comes due while no letter is taken; the answer is there before one is.
        hub.Outside.Mail.Refuse = _ => "451 later";
        await hub.Advance(TimeSpan.FromHours(48));
        await hub.Eventually($"select count(*) = 2 from hub.delivery where task = 'Task/{task}' and channel = 'email' and state = 'queued' and attempt > 0");
        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("derm14")).Do(task, "answer", ("outcome", "benign-no-follow-up"), ("text", "Bénin."))).Status);
        hub.Outside.Mail.Refuse = _ => null;
        await hub.NothingElseLeaves();
        Assert.True(await hub.Holds("select bool_and(state = 'withdrawn') from hub.delivery where task = @task and user_id = 'coordinator'", new { task = $"Task/{task}" }));
    }
}
