using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Channels;

/// <summary>A provider that is down, slow, or lies: the person is told all the same, once, and nothing leaves after an answer.</summary>
public sealed class ProvidersThatFail(HubWithChannels hub) : IClassFixture<HubWithChannels>
{
    readonly Outside outside = hub.Outside;

    [Fact]
    public async Task Down_an_alert_goes_to_the_next_channel_at_once_and_the_first_is_tried_again_until_it_is_back()
    {
        await hub.Has("ana", ("sms", "+33639980101"), ("voice", "+33639980102"));
        outside.Answers["sms"] = () => Task.FromResult(503);
        var notification = await hub.Alert("ana");
        var call = await outside.Gets("voice", "+33639980102");
        await Outside.Says(hub, "voice", call.Delivery, "delivered");
        outside.Answers.Clear();
        var text = await outside.Gets("sms", "+33639980101");
        await Outside.Says(hub, "sms", text.Delivery, "delivered");
        await hub.Reaches(notification, "delivered", "delivered");
        Assert.True((await hub.Rows(notification)).Single(row => row.Channel == "sms").Attempt > 1);
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task Down_for_good_a_routine_message_waits_between_attempts_then_goes_elsewhere()
    {
        await hub.Has("bea", ("sms", "+33639980111"), ("email", "bea@test.example"));
        outside.Answers["sms"] = () => Task.FromResult(503);
        var notification = await hub.Alert("bea", priority: 3);
        for (var attempt = 1; attempt <= 6; attempt++)
        {
            await hub.Tries(notification, "sms", attempt);
            Assert.Single(await hub.Rows(notification));
            await hub.Advance(TimeSpan.FromHours(2));
        }
        await outside.Gets("email", "bea@test.example");
        await hub.Reaches(notification, "failed", "sent");
        outside.Answers.Clear();
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task Slow_it_is_asked_again_under_the_same_key_and_acts_once()
    {
        await hub.Has("cleo", ("sms", "+33639980121"));
        var asked = 0;
        outside.Answers["sms"] = async () =>
        {
            // Longer than an attempt may take, and the message is taken all the same.
            if (Interlocked.Increment(ref asked) == 1) await Task.Delay(TimeSpan.FromSeconds(7));
            return 201;
        };
        var notification = await hub.Alert("cleo");
        await outside.Gets("sms", "+33639980121");
        await hub.Reaches(notification, "sent");
        for (var i = 0; i < 200 && outside.Requests.Count < 2; i++) await Task.Delay(50, TestContext.Current.CancellationToken);
        await hub.Tries(notification, "sms", 2);
        outside.Answers.Clear();
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task Lying_it_takes_the_alert_and_says_no_more_so_the_person_is_told_on_the_next_channel()
    {
        await hub.Has("dan", ("sms", "+33639980131"), ("voice", "+33639980132"));
        var notification = await hub.Alert("dan");
        await outside.Gets("sms", "+33639980131");
        await hub.Reaches(notification, "sent");
        await hub.Advance(TimeSpan.FromSeconds(16));
        var call = await outside.Gets("voice", "+33639980132");
        await Outside.Says(hub, "voice", call.Delivery, "delivered");
        await hub.Reaches(notification, "sent", "delivered");
        Assert.Equal("no receipt", (await hub.Rows(notification)).Single(row => row.Channel == "sms").Reason);
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task A_number_that_is_refused_is_not_tried_again_and_the_next_channel_is_used()
    {
        await hub.Has("eva", ("sms", "+33639980141"), ("email", "eva@test.example"));
        outside.Answers["sms"] = () => Task.FromResult(422);
        var notification = await hub.Alert("eva", priority: 1);
        await outside.Gets("email", "eva@test.example");
        await hub.Reaches(notification, "failed", "sent");
        Assert.Equal(1, (await hub.Rows(notification)).Single(row => row.Channel == "sms").Attempt);
        outside.Answers.Clear();
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task A_mailbox_that_is_refused_is_not_tried_again()
    {
        await hub.Has("fay", ("email", "fay@test.example"), ("voice", "+33639980151"));
        outside.Mail.Refuse = to => to.StartsWith("fay", StringComparison.Ordinal) ? "550 no such mailbox" : null;
        var notification = await hub.Alert("fay", priority: 1);
        await outside.Gets("voice", "+33639980151");
        await hub.Reaches(notification, "failed", "sent");
        await hub.NothingElseLeaves();
    }

    [Theory]
    [InlineData("accepted")]
    [InlineData("withdrawn")]
    public async Task After_an_answer_nothing_leaves_any_more_whatever_was_still_to_be_tried(string response)
    {
        await hub.Has("gus", ("sms", "+33639980161"), ("voice", "+33639980162"));
        outside.Answers["sms"] = outside.Answers["voice"] = () => Task.FromResult(503);
        var notification = await hub.Alert("gus");
        await hub.Tries(notification, "voice", 2);
        await hub.Respond(notification, response);
        outside.Answers.Clear();
        await hub.Reaches(notification, "withdrawn", "withdrawn");
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task An_answer_that_comes_before_the_message_was_taken_up_stops_it()
    {
        await hub.Has("hal", ("sms", "+33639980171"));
        var notification = await hub.Alert("hal", priority: 1, answered: true);
        await hub.Reaches(notification, "withdrawn");
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task A_node_that_died_while_sending_is_followed_by_another_under_the_same_key_and_its_late_word_counts_no_more()
    {
        await hub.Has("ida", ("sms", "+33639980181"));
        outside.Answers["sms"] = () => Task.FromResult(503);
        var notification = await hub.Alert("ida", priority: 1);
        await hub.Tries(notification, "sms", 1);
        // As if the node had died in the middle of its attempt.
        await hub.Run("update hub.delivery set state = 'sending', lease_until = hub.now() + interval '20 seconds', next_attempt_at = null where notification = @notification", new { notification });
        outside.Answers.Clear();
        await hub.Advance(TimeSpan.FromSeconds(21));
        await outside.Gets("sms", "+33639980181");
        await hub.Reaches(notification, "sent");
        Assert.Equal(2, (await hub.Rows(notification)).Single().Attempt);
        await hub.NothingElseLeaves();
    }
}
