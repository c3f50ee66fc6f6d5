using Telemed.Core.Deliveries;

namespace Telemed.Core.Tests.Deliveries;

public sealed class DeliveryPaceTests
{
    [Fact]
    public void A_lease_outlives_an_attempt_so_that_only_a_dead_node_loses_it() =>
        Assert.All(Enumerable.Range(0, 4), priority => Assert.True(DeliveryPace.Of((short)priority).Lease > DeliveryPace.Of((short)priority).Timeout));

    [Fact]
    public void Waits_never_shrink_and_come_to_an_end()
    {
        for (short priority = 0; priority < 4; priority++)
        {
            var pace = DeliveryPace.Of(priority);
            Assert.Equal(pace.Waits.Order(), pace.Waits);
            Assert.Null(pace.After(pace.Waits.Count + 1));
            Assert.Equal(pace.Waits[0], pace.After(1));
        }
    }

    [Fact]
    public void An_alert_is_tried_for_minutes_and_anything_else_for_hours()
    {
        Assert.Equal(TimeSpan.FromSeconds(150), DeliveryPace.Of(0).Waits.Aggregate((sum, wait) => sum + wait));
        Assert.InRange(DeliveryPace.Of(1).Waits.Aggregate((sum, wait) => sum + wait), TimeSpan.FromHours(3), TimeSpan.FromHours(4));
    }

    [Theory]
    [InlineData(0, "push", true)]
    [InlineData(0, "sms", true)]
    [InlineData(0, "voice", true)]
    [InlineData(0, "email", false)]
    [InlineData(1, "sms", false)]
    public void Only_an_alert_waits_for_a_receipt_and_only_where_somebody_gives_one(short priority, string channel, bool waits) =>
        Assert.Equal(waits, DeliveryPace.ReceiptWithin(priority, channel) is not null);
}
