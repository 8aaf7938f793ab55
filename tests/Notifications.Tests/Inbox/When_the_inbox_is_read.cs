using Contracts.Messages;
using MassTransit;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Inbox;

public sealed class When_the_inbox_is_read : NotificationsSituation
{
    private const int Messages = 7;

    protected override async Task GivenAsync()
    {
        for (var index = 0; index < Messages; index++)
        {
            // Two at the same instant each: the cursor must tell them apart.
            if (index % 2 == 0)
                Service.Clock.Advance(TimeSpan.FromMinutes(1));

            await Service.PublishAsync(TestData.Requested(title: $"Contract {index}"));
        }

        await Service.PublishAndSettleAsync(TestData.Expired());
    }

    [Fact]
    public async Task Should_page_through_all_messages_of_the_user_newest_first()
    {
        var seen = new List<InboxMessage>();
        string? cursor = null;
        do
        {
            var page = await ReadAsync(new GetInbox { RecipientId = TestData.Client, PageSize = 3, Cursor = cursor });
            page.Items.Count.ShouldBeLessThanOrEqualTo(3);
            seen.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        seen.Count.ShouldBe(Messages);
        seen.Select(message => message.MessageId).ShouldBeUnique();
        seen.Select(message => message.CreatedAt).ShouldBeInOrder(SortDirection.Descending);
        seen.ShouldAllBe(message => message.Kind == NoticeKinds.FeedbackRequested);
    }

    [Fact]
    public async Task Should_give_no_cursor_when_the_page_takes_the_last_message()
    {
        (await ReadAsync(new GetInbox { RecipientId = TestData.Client, PageSize = Messages })).Next.ShouldBeNull();
    }

    [Fact]
    public async Task Should_filter_and_count_the_unread()
    {
        var newest = (await ReadAsync(new GetInbox { RecipientId = TestData.Client, PageSize = 1 })).Items.Single();
        await Service.QueryAsync<MarkInboxMessageRead, InboxMessageRead>(Read(newest.MessageId, TestData.Client));

        var unread = await ReadAsync(new GetInbox { RecipientId = TestData.Client, PageSize = 100, Unread = true });
        var read = await ReadAsync(new GetInbox { RecipientId = TestData.Client, PageSize = 100, Unread = false });

        unread.UnreadCount.ShouldBe(Messages - 1);
        unread.Items.Count.ShouldBe(Messages - 1);
        read.UnreadCount.ShouldBe(Messages - 1);
        read.Items.Single().MessageId.ShouldBe(newest.MessageId);
    }

    [Fact]
    public async Task Should_give_a_broken_stream_what_it_missed_oldest_first()
    {
        var all = (await ReadAsync(new GetInbox { RecipientId = TestData.Client, PageSize = 100 })).Items;
        var lastSeen = all[3].MessageId;

        var missed = await ReadAsync(new GetInbox { RecipientId = TestData.Client, PageSize = 100, After = lastSeen });

        missed.Items.Select(message => message.MessageId).ShouldBe(all.Take(3).Reverse().Select(message => message.MessageId));
    }

    [Fact]
    public async Task Should_give_nothing_after_a_message_of_someone_else()
    {
        var notMine = (await ReadAsync(new GetInbox { RecipientId = TestData.Freelancer, PageSize = 1 })).Items.Single();

        (await ReadAsync(new GetInbox { RecipientId = TestData.Client, PageSize = 100, After = notMine.MessageId })).Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nonsense!", 10, "cursor")]
    [InlineData("AAAA", 10, "cursor")]
    [InlineData("__________8AAAAAAAAAAAAAAAAAAAAA", 10, "cursor")]
    [InlineData(null, 0, "pageSize")]
    [InlineData(null, 101, "pageSize")]
    public async Task Should_refuse_what_no_page_gave(string? cursor, int pageSize, string member)
    {
        var response = await Service.QueryAsync<GetInbox, Contracts.Messages.Inbox, InvalidInput>(
            new GetInbox { RecipientId = TestData.Client, PageSize = pageSize, Cursor = cursor });

        response.Is(out Response<InvalidInput>? refusal).ShouldBeTrue();
        refusal!.Message.Errors.Keys.ShouldBe([member]);
    }

    [Fact]
    public async Task Should_refuse_to_mark_a_message_as_read_by_a_stranger()
    {
        var message = (await ReadAsync(new GetInbox { RecipientId = TestData.Client, PageSize = 1 })).Items.Single();

        var response = await Service.QueryAsync<MarkInboxMessageRead, InboxMessageRead, InboxMessageNotFound>(
            Read(message.MessageId, "stranger"));

        response.Is(out Response<InboxMessageNotFound>? _).ShouldBeTrue();
        (await ReadAsync(new GetInbox { RecipientId = TestData.Client, PageSize = 1 })).Items.Single().ReadAt.ShouldBeNull();
    }

    [Fact]
    public async Task R45_Should_know_no_reader_whose_id_nobody_may_have()
    {
        var message = (await ReadAsync(new GetInbox { RecipientId = TestData.Client, PageSize = 1 })).Items.Single();

        var inbox = await Service.QueryAsync<GetInbox, Contracts.Messages.Inbox, InvalidInput>(
            new GetInbox { RecipientId = $"{TestData.Client} ", PageSize = 1 });
        var read = await Service.QueryAsync<MarkInboxMessageRead, InboxMessageRead, InboxMessageNotFound>(
            Read(message.MessageId, $"{TestData.Client} "));

        inbox.Is(out Response<InvalidInput>? refusal).ShouldBeTrue();
        refusal!.Message.Errors.Keys.ShouldBe(["recipientId"]);
        read.Is(out Response<InboxMessageNotFound>? _).ShouldBeTrue();
    }

    [Fact]
    public async Task Should_keep_the_first_reading()
    {
        var message = (await ReadAsync(new GetInbox { RecipientId = TestData.Client, PageSize = 1 })).Items.Single();
        await Service.QueryAsync<MarkInboxMessageRead, InboxMessageRead>(Read(message.MessageId, TestData.Client));

        var again = await Service.QueryAsync<MarkInboxMessageRead, InboxMessageRead>(
            Read(message.MessageId, TestData.Client) with { ReadAt = TestData.Now.AddDays(1) });

        again.ReadAt.ShouldBe(TestData.Now);
    }

    [Fact]
    public async Task Should_mark_all_at_once_and_keep_the_first_reading()
    {
        var message = (await ReadAsync(new GetInbox { RecipientId = TestData.Client, PageSize = 1 })).Items.Single();
        await Service.QueryAsync<MarkInboxMessageRead, InboxMessageRead>(Read(message.MessageId, TestData.Client));
        var later = TestData.Now.AddDays(1);

        var other = await Service.QueryAsync<MarkInboxRead, InboxRead>(
            new MarkInboxRead { RecipientId = TestData.Client, ContractId = "another", ReadAt = later });
        var all = await Service.QueryAsync<MarkInboxRead, InboxRead>(
            new MarkInboxRead { RecipientId = TestData.Client, ContractId = message.ContractId, ReadAt = later });
        var again = await Service.QueryAsync<MarkInboxRead, InboxRead>(
            new MarkInboxRead { RecipientId = TestData.Client, ReadAt = later.AddDays(1) });

        (other.Count, all.Count, again.Count).ShouldBe((0, Messages - 1, 0));
        var inbox = await ReadAsync(new GetInbox { RecipientId = TestData.Client, PageSize = 100 });
        inbox.UnreadCount.ShouldBe(0);
        inbox.Items[0].ReadAt.ShouldBe(TestData.Now);
        inbox.Items[1].ReadAt.ShouldBe(later);
        (await ReadAsync(new GetInbox { RecipientId = TestData.Freelancer, PageSize = 1 })).UnreadCount.ShouldBe(1);
    }

    [Fact]
    public async Task Should_leave_unread_what_came_after_all_was_marked()
    {
        var inbox = await ReadAsync(new GetInbox { RecipientId = TestData.Client, PageSize = 100 });
        var readAt = inbox.Items[3].CreatedAt.AddTicks(9);

        var marked = await Service.QueryAsync<MarkInboxRead, InboxRead>(
            new MarkInboxRead { RecipientId = TestData.Client, ReadAt = readAt });

        marked.Count.ShouldBe(4);
        (await ReadAsync(new GetInbox { RecipientId = TestData.Client, PageSize = 100, Unread = true })).Items
            .ShouldAllBe(message => message.CreatedAt > readAt);
    }

    [Fact]
    public async Task Should_name_the_request_also_where_a_message_tells_of_its_answer()
    {
        var provided = TestData.Provided();
        await Service.PublishAndSettleAsync(provided);

        var items = (await ReadAsync(new GetInbox { RecipientId = TestData.Freelancer, PageSize = 100 })).Items;

        items.Single(message => message.Kind == NoticeKinds.FeedbackReceived).RequestId.ShouldBe(provided.RequestId);
        items.Single(message => message.Kind == NoticeKinds.RequestExpired).RequestId.ShouldNotBeNull();
    }

    [Fact]
    public async Task Should_count_for_operators()
    {
        var message = (await ReadAsync(new GetInbox { RecipientId = TestData.Client, PageSize = 1 })).Items.Single();
        await Service.QueryAsync<MarkInboxMessageRead, InboxMessageRead>(Read(message.MessageId, TestData.Client));

        var overview = await Service.QueryAsync<GetNotificationsOverview, NotificationsOverview>(
            new GetNotificationsOverview { AsOf = Service.Clock.GetUtcNow() });

        overview.InAppMessages.ShouldBe(
            new Dictionary<string, long> { ["read"] = 1, ["unread"] = Messages }, ignoreOrder: true);
        overview.Emails["waiting-for-address"].ShouldBe(Messages + 1);
        overview.Outbox.Parked.ShouldBe(0);
    }

    private Task<Contracts.Messages.Inbox> ReadAsync(GetInbox query) => Service.QueryAsync<GetInbox, Contracts.Messages.Inbox>(query);

    private static MarkInboxMessageRead Read(Guid messageId, string recipientId) =>
        new() { MessageId = messageId, RecipientId = recipientId, ReadAt = TestData.Now };
}
