using Contracts.Messages;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Email;

public sealed class When_the_recipient_has_no_address : NotificationsSituation
{
    protected override Task GivenAsync() => Service.PublishAndSettleAsync(TestData.Requested());

    [Fact]
    public async Task R9_Should_deliver_the_in_app_message_and_let_the_email_wait()
    {
        (await Service.InAppMessagesAsync()).Single().Text.ShouldStartWith("Your freelancer asks for your feedback");
        var delivery = (await Service.EmailDeliveriesAsync()).Single();
        delivery.Status.ShouldBe(DeliveryStatuses.WaitingForAddress);
        delivery.Attempts.ShouldBe(0);
        Mail.Attempts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_send_it_once_with_the_names_known_by_then_when_the_address_arrives()
    {
        await Service.PublishAndSettleAsync(TestData.FreelancerProfile);
        await Service.PublishAndSettleAsync(TestData.ClientProfile);
        await Service.PublishAndSettleAsync(TestData.ClientProfile);

        var email = Mail.Attempts.ShouldHaveSingleItem();
        email.To.ShouldBe(TestData.ClientAddress);
        email.Subject.ShouldStartWith("Ada Lovelace asks");
        email.Text.ShouldStartWith("Hello Grace Hopper,");
        (await Service.EmailDeliveriesAsync()).Single().Status.ShouldBe(DeliveryStatuses.Delivered);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not an address")]
    [InlineData("Grace <grace@example.org>")]
    [InlineData("grace@example.org\r\nBcc: all@example.org")]
    public async Task Should_go_on_waiting_when_what_arrives_is_no_address(string? address)
    {
        await Service.PublishAndSettleAsync(TestData.Profile(TestData.Client, TestData.ClientName, address));
        Mail.Attempts.ShouldBeEmpty();

        await Service.PublishAndSettleAsync(TestData.Profile(TestData.Client, TestData.ClientName, TestData.ClientAddress, TestData.Now));
        Mail.Accepted.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Should_lose_no_email_when_address_and_notices_come_at_the_same_time()
    {
        await Task.WhenAll(
            Service.PublishAsync([.. Enumerable.Range(0, 20).Select(_ => TestData.Requested())]),
            Service.PublishAsync(TestData.ClientProfile));
        await Service.SettleAsync();

        Mail.Accepted.Count.ShouldBe(21);
        (await Service.EmailDeliveriesAsync()).ShouldAllBe(delivery => delivery.Status == DeliveryStatuses.Delivered);
    }
}
