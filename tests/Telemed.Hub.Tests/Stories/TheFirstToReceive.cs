using System.Net;
using Dapper;
using Microsoft.AspNetCore.SignalR.Client;
using Telemed.Hub.Tests.Support;
using Console = Telemed.Hub.Tests.Support.Console;

namespace Telemed.Hub.Tests.Stories;

/// <summary>A request is received when word of it has reached a first device, and from then on waits as before.</summary>
public sealed class TheFirstToReceive(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task The_first_device_moves_the_task_once_and_all_others_write_nothing_of_it()
    {
        var (gp, first, second) = (await hub.As("gp"), await hub.As("derm1"), await hub.As("derm2"));
        await using var one = await first.OpenConsole();
        await using var phone = await first.OpenConsole(device: "phone");
        await using var other = await second.OpenConsole();
        await using var requester = await gp.OpenConsole();
        var task = await gp.Submits();
        Assert.Equal(("requested", "a-trier", "1"), await Stands(first, task));

        await Delivered(one, task);
        Assert.Equal(("received", "notifie", "2"), await Stands(first, task));
        await requester.IsTold("deliver", task);
        await Delivered(phone, task);
        await other.Connection.InvokeAsync("Displayed", await Delivered(other, task), TestContext.Current.CancellationToken);

        Assert.Equal(("received", "notifie", "2"), await Stands(second, task));
        var provenance = Assert.Single((await gp.Get($"/fhir/Provenance?target=Task/{task}")).Entries, entry => entry["activity"]!["coding"]![0]!["code"]!.GetValue<string>() == "deliver");
        Assert.Equal("Device/hub", provenance["agent"]![0]!["who"]!["reference"]!.GetValue<string>());
        Assert.Contains((await second.Get("/fhir/Task?status=requested,received&owner=HealthcareService/pool-dermatology")).Entries, entry => entry["id"]!.GetValue<string>() == task);
        using var list = await second.Http.GetAsync(new Uri("/triage", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains(task, await list.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_received_is_declined_accepted_and_given_back_like_what_was_not()
    {
        var (gp, derm, colleague) = (await hub.As("gp"), await hub.As("derm3"), await hub.As("derm4"));
        await using var console = await derm.OpenConsole();
        var task = await gp.Submits();
        await Delivered(console, task);

        Assert.Equal(HttpStatusCode.OK, (await colleague.Do(task, "decline", ("reason", "Absent"))).Status);
        Assert.Equal("received", (await Stands(derm, task)).Status);
        Assert.Equal(HttpStatusCode.OK, (await derm.Do(task, "accept")).Status);
        Assert.Equal(HttpStatusCode.OK, (await derm.Do(task, "release")).Status);
        Assert.Equal(("requested", "a-trier"), await Stands(derm, task) is var (status, business, _) ? (status, business) : default);

        await console.Connection.InvokeAsync("Delivered", (await console.IsTold("release", task)).Seq, TestContext.Current.CancellationToken);
        Assert.Equal(("received", "notifie"), await Stands(derm, task) is var (again, notified, _) ? (again, notified) : default);
        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("coordinator")).Do(task, "reassign")).Status);
        Assert.Equal("requested", (await Stands(derm, task)).Status);
    }

    [Fact]
    public async Task An_acceptance_wins_over_forty_devices_that_confirm_at_the_same_moment()
    {
        var gp = await hub.As("gp");
        var people = await Task.WhenAll(Enumerable.Range(1, People.Dermatologists).Select(i => hub.As($"derm{i}")));
        var (received, before) = (0, 0);
        for (var trial = 0; trial < 12; trial++)
        {
            var task = await gp.Submits();
            await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
            var seqs = (await connection.QueryAsync<(string User, long Seq)>("select user_id, seq from hub.inbox_event where task = @task and kind = 'submit'", new { task = $"Task/{task}" })).ToDictionary(row => row.User, row => row.Seq);
            var confirmations = people.Select(person => person.Post($"/inbox/delivered?seq={seqs[person.Account]}&device={person.Account}")).ToList();

            var accepted = await people[trial].Do(task, "accept");
            Assert.True(accepted.Status == HttpStatusCode.OK, accepted.Issue);
            Assert.All(await Task.WhenAll(confirmations), answer => Assert.True(answer.Raw.IsSuccessStatusCode));

            var (status, _, version) = await Stands(people[trial], task);
            Assert.Equal("accepted", status);
            if (version == "3") received++;
            else before++;
            Assert.Equal(People.Dermatologists, await connection.ExecuteScalarAsync<int>("select count(*) from hub.notification where task = @task and delivered_at is not null", new { task = $"Task/{task}" }));
            Assert.Equal(version == "3" ? 1 : 0, await connection.ExecuteScalarAsync<int>(
                "select count(*) from fhir.resource where type = 'Provenance' and body::jsonb -> 'target' -> 0 ->> 'reference' = @task and body::jsonb -> 'activity' -> 'coding' -> 0 ->> 'code' = 'deliver'", new { task = $"Task/{task}" }));
        }
        Assert.Equal(12, received + before);
    }

    static async Task<long> Delivered(Console console, string task)
    {
        var told = await console.IsTold("submit", task);
        await console.Connection.InvokeAsync("Delivered", told.Seq, TestContext.Current.CancellationToken);
        return told.Seq;
    }

    static async Task<(string Status, string Business, string Version)> Stands(Software by, string task)
    {
        var body = (await by.Get($"/fhir/Task/{task}")).Body!;
        return (body["status"]!.GetValue<string>(), body["businessStatus"]!["coding"]![0]!["code"]!.GetValue<string>(), body["meta"]!["versionId"]!.GetValue<string>());
    }
}
