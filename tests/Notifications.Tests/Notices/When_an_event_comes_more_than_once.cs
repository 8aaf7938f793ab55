using Notifications.Email;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Notices;

public sealed class When_an_event_comes_more_than_once : NotificationsSituation
{
    [Fact]
    public async Task R9_Should_tell_once_per_channel_when_it_comes_again()
    {
        var request = TestData.Requested();
        await Service.PublishAndSettleAsync(request);

        await Service.PublishAndSettleAsync(request);

        await ShouldHaveToldOnceAsync();
    }

    [Fact]
    public async Task R9_Should_tell_once_per_channel_when_many_copies_come_at_once()
    {
        var request = TestData.Requested();

        await Service.PublishAndSettleAsync([.. Enumerable.Repeat(request, 20)]);

        await ShouldHaveToldOnceAsync();
    }

    [Fact]
    public async Task R43_Should_not_send_again_when_the_command_to_send_comes_again()
    {
        await Service.PublishAndSettleAsync(TestData.Requested());
        var delivery = (await Service.EmailDeliveriesAsync()).Single();

        await Service.SendAsync(SendEmail.Queue, new SendEmail { DeliveryId = delivery.DeliveryId, Attempt = 1 });
        await Service.SendAsync(SendEmail.Queue, new SendEmail { DeliveryId = delivery.DeliveryId, Attempt = 2 });
        await Service.PublishAndSettleAsync(TestData.Expired());

        Mail.Attempts.Count(email => email.To == TestData.ClientAddress).ShouldBe(1);
    }

    private async Task ShouldHaveToldOnceAsync()
    {
        Mail.Attempts.Count.ShouldBe(1);
        (await Service.InAppMessagesAsync()).Count.ShouldBe(1);
        (await Service.DeliveriesAsync()).Count.ShouldBe(2);
        Service.Heard.Count.ShouldBe(1);
    }
}
