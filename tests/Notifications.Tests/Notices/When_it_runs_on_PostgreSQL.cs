using Contracts.Messages;
using Messaging.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Notifications.Tests.Support;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Notices;

public sealed class When_it_runs_on_PostgreSQL : IAsyncLifetime
{
    private PostgresDatabase _database = null!;
    private RunningNotifications _service = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _service = await RunningNotifications.StartAsync(options => options.UseNpgsql(_database.ConnectionString).UseGroupCommit());
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task R9_Should_tell_once_per_channel_however_many_copies_come()
    {
        await _service.PublishAndSettleAsync(TestData.ClientProfile);
        var requests = Enumerable.Range(0, 30).Select(_ => TestData.Requested()).ToArray();

        await _service.PublishAndSettleAsync([.. requests, .. requests, .. requests]);

        _service.Mail.Attempts.Count.ShouldBe(30);
        _service.Heard.Count.ShouldBe(30);
        (await _service.DeliveriesAsync()).Count.ShouldBe(60);
        (await _service.DeliveriesAsync()).ShouldAllBe(delivery => delivery.Status == DeliveryStatuses.Delivered);
    }

    [Fact]
    public async Task Should_lose_no_email_when_address_and_notices_come_at_the_same_time()
    {
        await Task.WhenAll(
            _service.PublishAsync([.. Enumerable.Range(0, 50).Select(_ => TestData.Requested())]),
            _service.PublishAsync(TestData.ClientProfile));
        await _service.SettleAsync();

        _service.Mail.Attempts.Count.ShouldBe(50);
        (await _service.EmailDeliveriesAsync()).ShouldAllBe(delivery => delivery.Status == DeliveryStatuses.Delivered);
    }

    [Fact]
    public async Task Should_page_the_inbox_and_retry_emails_as_on_SQLite()
    {
        await _service.PublishAndSettleAsync(TestData.ClientProfile);
        _service.Mail.GoDown();
        await _service.PublishAndSettleAsync([.. Enumerable.Range(0, 5).Select(_ => TestData.Requested())]);
        _service.Mail.ComeBack();
        await _service.AdvanceAsync(TimeSpan.FromSeconds(11));

        var first = await ReadAsync(cursor: null);
        var second = await ReadAsync(first.Next);

        first.Items.Concat(second.Items).Select(message => message.MessageId).ShouldBeUnique();
        (first.Items.Count, second.Items.Count, second.Next).ShouldBe((3, 2, null));
        first.UnreadCount.ShouldBe(5);
        _service.Mail.Accepted.Count.ShouldBe(5);
    }

    private Task<Contracts.Messages.Inbox> ReadAsync(string? cursor) => _service.QueryAsync<GetInbox, Contracts.Messages.Inbox>(
        new GetInbox { RecipientId = TestData.Client, PageSize = 3, Cursor = cursor });
}
