using Contracts.Messages;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Inbox;

public sealed class When_nobody_waits_for_the_response_any_more
{
    [Fact]
    public async Task Should_neither_mark_a_message_as_read_nor_run_a_query()
    {
        await using var service = await RunningNotifications.StartAsync();
        await service.PublishAndSettleAsync(TestData.Requested());
        var message = (await service.InAppMessagesAsync()).Single();
        var sent = service.Sent;

        await service.PublishTooLateAsync(
            new MarkInboxMessageRead { MessageId = message.MessageId, RecipientId = TestData.Client, ReadAt = TestData.Now });
        await service.PublishTooLateAsync(new GetInbox { RecipientId = TestData.Client, PageSize = 10 });
        await service.PublishTooLateAsync(new GetDeliveries { RequestId = Guid.NewGuid() });
        await service.PublishTooLateAsync(new GetNotificationsOverview { AsOf = TestData.Now });

        service.Sent.ShouldBe(sent);
        (await service.InAppMessagesAsync()).Single().ReadAt.ShouldBeNull();
    }
}
