using System.Net;
using Dapper;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Escalations;

/// <summary>The reply clock in levels: the holder first, then the pool, the coordinators last; at their second, and not while the requester is asked.</summary>
public sealed class AnAnswerIsOwed(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task Each_level_reminds_whom_its_pathway_names_and_the_answer_ends_it()
    {
        var (gp, derm) = (await hub.As("gp"), await hub.As("derm1"));
        var task = await gp.Submits();
        var submitted = (await Next(task))!.Value.AddHours(-24);
        Assert.Equal(HttpStatusCode.OK, (await derm.Do(task, "accept")).Status);

        await hub.SetClock(submitted.AddHours(24).AddSeconds(1));
        Assert.Equal(["derm1"], await Reminded(task, 1));
        Assert.Equal(submitted.AddHours(48), await Next(task));
        await hub.SetClock(submitted.AddHours(48).AddSeconds(1));
        var told = await Reminded(task, 2);
        Assert.Equal(People.Dermatologists + 1, told.Count);
        Assert.Contains("gp", told);
        Assert.DoesNotContain("coordinator", told);
        await hub.SetClock(submitted.AddHours(72).AddSeconds(1));
        Assert.Contains("coordinator", await Reminded(task, 3));
        Assert.Null(await Next(task));
        Assert.Equal([24, 48, 72], await Fired(task));
    }

    [Fact]
    public async Task The_clock_stands_still_while_the_requester_is_asked_and_goes_on_where_it_stood()
    {
        var (gp, derm) = (await hub.As("gp"), await hub.As("derm2"));
        var task = await gp.Submits();
        var submitted = (await Next(task))!.Value.AddHours(-24);
        Assert.Equal(HttpStatusCode.OK, (await derm.Do(task, "accept")).Status);
        await hub.SetClock(submitted.AddHours(10));
        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("derm2")).Do(task, "request-information", ("text", "Une photo de plus près ?"))).Status);
        Assert.Null(await Next(task));

        await hub.SetClock(submitted.AddHours(110));
        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("gp")).Do(task, "provide-information", ("text", "La voici."))).Status);
        var next = (await Next(task))!.Value;
        Assert.Equal(124, (next - submitted).TotalHours, 0.05);
        Assert.Empty(await Fired(task));
        await hub.SetClock(next.AddSeconds(1));
        await Reminded(task, 1);
        Assert.Equal(next.AddHours(24), await Next(task));

        // Asked again between two levels: the level that was told is not told again.
        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("derm2")).Do(task, "request-information", ("text", "Et de profil ?"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("gp")).Do(task, "provide-information", ("text", "Voici."))).Status);
        Assert.InRange((await Next(task))!.Value, next.AddHours(24), next.AddHours(25));
    }

    [Fact]
    public async Task After_an_outage_the_last_level_that_is_due_is_told_alone()
    {
        var task = await (await hub.As("gp")).Submits();
        var submitted = (await Next(task))!.Value.AddHours(-24);

        await hub.SetClock(submitted.AddHours(200));

        Assert.Contains("coordinator", await Reminded(task, 1));
        Assert.Null(await Next(task));
        Assert.Single(await Fired(task));
    }

    [Fact]
    public async Task An_ended_request_owes_no_answer_any_more()
    {
        var gp = await hub.As("gp");
        var task = await gp.Submits();
        Assert.NotNull(await Next(task));

        Assert.Equal(HttpStatusCode.OK, (await gp.Do(task, "cancel")).Status);

        Assert.Null(await Next(task));
        Assert.Empty(await Fired(task));
    }

    [Fact]
    public async Task What_comes_next_and_when_the_answer_is_due_is_said()
    {
        var (gp, derm) = (await hub.As("gp"), await hub.As("derm5"));
        var task = await gp.Submits();
        Assert.DoesNotContain("rappel au dermatologue", await Page(derm, $"/cases/{task}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await derm.Do(task, "accept")).Status);
        var request = (await gp.Get($"/fhir/Task/{task}")).Body!["focus"]!["reference"]!.GetValue<string>()["ServiceRequest/".Length..];

        Assert.All(
            [await Page(gp, $"/requests/{request}"), await Page(derm, $"/cases/{task}")],
            page =>
            {
                Assert.Contains("si l’avis n’est pas rendu : rappel au dermatologue (Dr Dermatologue 5)", page, StringComparison.Ordinal);
                Assert.True(page.IndexOf("rappel au dermatologue", StringComparison.Ordinal) < page.IndexOf("la réponse est due", StringComparison.Ordinal), "what comes first stands first");
            });
    }

    static async Task<string> Page(Software by, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept-Language", "fr");
        using var answer = await by.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{address}: {(int)answer.StatusCode}");
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Waits for a Task's reminder of that number; who was told with it.</summary>
    async Task<IReadOnlyList<string>> Reminded(string task, int number)
    {
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        for (var patience = 0; patience < 300; patience++, await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            var reminders = (await connection.QueryAsync<(DateTime At, string User)>(
                "select created_at, user_id from hub.inbox_event where task = @task and kind = 'reminder-reply' order by created_at, user_id", new { task = $"Task/{task}" })).GroupBy(row => row.At).ToList();
            if (reminders.Count >= number) return [.. reminders[number - 1].Select(row => row.User)];
        }
        throw new Xunit.Sdk.XunitException($"Reminder {number} of {task} never came.");
    }

    async Task<DateTimeOffset?> Next(string task)
    {
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await connection.ExecuteScalarAsync<DateTime?>(
            "select d.due_at from hub.deadline d join hub.escalation e using (key) where e.task = @task and d.kind = 'reply'", new { task = $"Task/{task}" }) is { } due ? new(due, TimeSpan.Zero) : null;
    }

    /// <summary>The hours after submission for which the levels that were told were due.</summary>
    async Task<IReadOnlyList<int>> Fired(string task)
    {
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return [.. await connection.QueryAsync<int>("""
            select round(extract(epoch from h.due_at - e.started_at) / 3600)::int from hub.deadline_history h join hub.escalation e using (key)
            where e.task = @task and h.kind = 'reply' and h.ended_by = 'fired' order by h.due_at
            """, new { task = $"Task/{task}" })];
    }
}
