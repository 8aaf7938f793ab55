using Contracts.Messages;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Notifications.Email;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Operations;

public sealed class When_operators_work_over_the_bus : NotificationsSituation
{
    private readonly Guid _requestId = Guid.CreateVersion7();

    [Fact]
    public async Task Should_tell_what_became_of_the_notices_of_a_request()
    {
        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));

        var story = await Service.QueryAsync<GetNoticeStory, Story>(new() { Subjects = [_requestId] });

        story.Entries.Select(entry => entry.What).ShouldContain("delivery-delivered");
        story.Entries.Select(entry => entry.At).ShouldBeInOrder();
        story.Entries.ShouldAllBe(entry => !entry.Details.Contains(TestData.ClientAddress) && !entry.Details.Contains("null"));
        (await Service.QueryAsync<GetNoticeStory, Story>(new() { Subjects = [Guid.NewGuid()] })).Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_list_deliveries_page_by_page_the_newest_first()
    {
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await Service.PublishAndSettleAsync(TestData.Requested(Guid.CreateVersion7()));
            Service.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var (all, cursor, pages) = (new List<FoundDelivery>(), (string?)null, 0);
        do
        {
            var query = new FindDeliveries { PageSize = 2, Cursor = cursor };
            var page = (FoundDeliveries)(await Service.QueryAsync<FindDeliveries, FoundDeliveries, InvalidInput>(query)).Message;
            all.AddRange(page.Items);
            (cursor, pages) = (page.Next, pages + 1);
        }
        while (cursor is not null);

        pages.ShouldBe(3);
        all.Select(found => found.Delivery.DeliveryId).ShouldBeUnique();
        all.Count.ShouldBe(6);
        all.Select(found => found.Delivery.At).ShouldBeInOrder(SortDirection.Descending);
        all.ShouldAllBe(found => found.ContractId == TestData.Contract);
    }

    [Fact]
    public async Task Should_list_those_of_a_status_or_a_request_and_refuse_a_cursor_of_no_page()
    {
        Mail.OnSend = _ => throw new EmailNotSentException("smtp-test", EmailFailure.Refused);
        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));

        (await FindAsync(new() { PageSize = 9, Status = DeliveryStatuses.Failed })).ShouldHaveSingleItem()
            .Delivery.Reason.ShouldBe("smtp-test");
        (await FindAsync(new() { PageSize = 9, Status = DeliveryStatuses.Unknown })).ShouldBeEmpty();
        (await FindAsync(new() { PageSize = 9, RequestId = _requestId })).Count.ShouldBe(2);
        (await FindAsync(new() { PageSize = 9, RequestId = Guid.NewGuid() })).ShouldBeEmpty();
        var refused = await Service.QueryAsync<FindDeliveries, FoundDeliveries, InvalidInput>(new() { PageSize = 9, Cursor = "nonsense" });
        refused.Message.ShouldBeOfType<InvalidInput>().Errors.Keys.ShouldBe(["cursor"]);
    }

    [Fact]
    public async Task R51_Should_send_again_what_was_given_up_and_leave_what_was_refused_for_good()
    {
        Mail.OnSend = _ => throw new EmailNotSentException("smtp-refused", EmailFailure.Refused);
        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));
        Mail.GoDown();
        var others = Enumerable.Range(0, 2).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var other in others)
            await Service.PublishAndSettleAsync(TestData.Requested(other));

        // As many attempts as reach the horizon.
        await Service.WriteAsync(db => db.Deliveries
            .Where(delivery => delivery.RequestId != _requestId && delivery.Channel == DeliveryChannels.Email)
            .ExecuteUpdateAsync(set => set
                .SetProperty(delivery => delivery.Status, DeliveryStatuses.Failed)
                .SetProperty(delivery => delivery.SendingUntil, (DateTimeOffset?)null)
                .SetProperty(delivery => delivery.Attempts, 100)));
        Mail.ComeBack();

        var one = await ReleaseAsync(limit: 1);
        var rest = await ReleaseAsync(limit: 100);
        var none = await ReleaseAsync(limit: 100);
        await Service.SettleAsync();

        (one.Released, one.Refused, one.HasMore).ShouldBe((1, 0, true));
        (rest.Released, rest.Refused, rest.HasMore).ShouldBe((1, 0, false));
        (none.Released, none.Refused, none.HasMore).ShouldBe((0, 0, false));
        Mail.Accepted.Count.ShouldBe(2);
        Mail.Accepted.Select(email => email.MessageId).ShouldBeUnique();
        (await Service.EmailDeliveriesAsync()).Single(delivery => delivery.RequestId == _requestId).Status
            .ShouldBe(DeliveryStatuses.Failed);
    }

    [Fact]
    public async Task R9_Should_list_what_is_parked_try_it_again_and_send_one_email()
    {
        await ParkAttemptAsync();

        var row = (await ParkedAsync()).ShouldHaveSingleItem();
        row.LastError.ShouldBe("System.TimeoutException");
        (await ChangeAsync(StoppedMessageActions.Replay, Guid.NewGuid())).ShouldBe(0);
        (await ChangeAsync(StoppedMessageActions.Replay, row.RowId)).ShouldBe(1);
        await Service.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await ParkedAsync()).ShouldBeEmpty();
        (await ChangeAsync(StoppedMessageActions.Replay, row.RowId)).ShouldBe(0);
        Mail.Accepted.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Should_delete_what_is_parked()
    {
        await ParkAttemptAsync();

        (await ChangeAsync(StoppedMessageActions.Discard, rowId: null)).ShouldBe(1);

        (await ParkedAsync()).ShouldBeEmpty();
        (await Service.ReadAsync(db => db.Set<OutboxMessage>().CountAsync())).ShouldBe(0);
    }

    private async Task<IReadOnlyList<ParkedRow>> ParkedAsync() =>
        (await Service.QueryAsync<GetNotificationsParkedRows, ParkedRows>(new() { Limit = 10 })).Items;

    private async Task<IReadOnlyList<FoundDelivery>> FindAsync(FindDeliveries query) =>
        ((FoundDeliveries)(await Service.QueryAsync<FindDeliveries, FoundDeliveries, InvalidInput>(query)).Message).Items;

    private Task<DeliveriesReleased> ReleaseAsync(int limit) =>
        Service.QueryAsync<ReleaseDeliveries, DeliveriesReleased>(new() { Limit = limit, CallerId = "olga" });

    private async Task<int> ChangeAsync(string action, Guid? rowId) =>
        (await Service.QueryAsync<ChangeNotificationsParkedRows, ParkedRowsChanged>(
            new() { Action = action, RowId = rowId, CallerId = "olga" })).Count;

    /// <summary>The next attempt at an email is a row that was set aside.</summary>
    private async Task ParkAttemptAsync()
    {
        Mail.GoDown();
        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));
        await Service.WriteAsync(db => db.Set<OutboxMessage>().ExecuteUpdateAsync(set => set
            .SetProperty(row => row.ParkedAt, Service.Clock.GetUtcNow())
            .SetProperty(row => row.NextAttemptAt, (DateTimeOffset?)null)
            .SetProperty(row => row.LastError, "System.TimeoutException")));
        Mail.ComeBack();
    }
}
