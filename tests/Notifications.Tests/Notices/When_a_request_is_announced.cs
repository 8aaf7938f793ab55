using Contracts.Messages;
using Notifications.Tests.Support;
using Shouldly;
using TestKit;
using Xunit;

namespace Notifications.Tests.Notices;

public sealed class When_a_request_is_announced : NotificationsSituation
{
    private readonly FeedbackRequested _request = TestData.Requested(message: "How is it going?");

    protected override async Task GivenAsync()
    {
        await base.GivenAsync();
        await Service.PublishAndSettleAsync(_request);
    }

    [Fact]
    public void R9_Should_send_the_client_one_email()
    {
        var email = Mail.Accepted.ShouldHaveSingleItem();

        email.To.ShouldBe(TestData.ClientAddress);
        email.Subject.ShouldBe("Ada Lovelace asks for your feedback on “Website redesign”");
        email.Text.ShouldContain("http://localhost:5080/#/contracts/contract-1");
    }

    [Fact]
    public async Task R9_Should_leave_the_client_one_in_app_message()
    {
        var message = (await Service.InAppMessagesAsync()).ShouldHaveSingleItem();

        message.RecipientId.ShouldBe(TestData.Client);
        message.Kind.ShouldBe(NoticeKinds.FeedbackRequested);
        message.Text.ShouldStartWith("Ada Lovelace asks for your feedback on “Website redesign”.");
        message.Link.ShouldBe("/#/contracts/contract-1");
        message.ReadAt.ShouldBeNull();
    }

    [Fact]
    public async Task Should_publish_that_the_in_app_message_is_there()
    {
        var heard = Service.Heard.ShouldHaveSingleItem();

        heard.MessageId.ShouldBe((await Service.InAppMessagesAsync()).Single().MessageId);
        heard.RecipientId.ShouldBe(TestData.Client);
        heard.Kind.ShouldBe(NoticeKinds.FeedbackRequested);
        heard.ContractId.ShouldBe(TestData.Contract);
    }

    [Fact]
    public async Task Should_show_both_channels_in_the_deliveries_of_the_request()
    {
        var deliveries = await Service.QueryAsync<GetDeliveries, Contracts.Messages.Deliveries>(
            new GetDeliveries { RequestId = _request.RequestId });

        deliveries.Items.Select(item => (item.Channel, item.Notice, item.RecipientId, item.Status, item.Attempts)).ShouldBe(
        [
            (DeliveryChannels.Email, NoticeKinds.FeedbackRequested, TestData.Client, DeliveryStatuses.Delivered, 1),
            (DeliveryChannels.InApp, NoticeKinds.FeedbackRequested, TestData.Client, DeliveryStatuses.Delivered, 1),
        ]);
    }

    [Fact]
    public async Task Should_keep_no_text_of_a_delivered_email()
    {
        (await Service.EmailDeliveriesAsync()).Single().Facts.ShouldBeNull();
    }

    [Fact]
    public void Should_log_one_line_with_ids_and_nothing_personal()
    {
        var lines = Service.Log.Lines();

        lines.ShouldContain(
            line => line.Contains($"Notice feedback-requested of {_request.RequestId} for client-1 on contract contract-1"), 1);
        var personal = new[] { "Ada", "Grace", "example.org", "How is it going", "Website" };
        lines.Where(line => line.Contains("Notifications.") && personal.Any(line.Contains)).ShouldBeEmpty();
    }
}
