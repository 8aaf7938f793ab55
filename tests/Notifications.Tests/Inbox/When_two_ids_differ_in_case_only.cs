using Contracts.Messages;
using Microsoft.EntityFrameworkCore;
using Notifications.Tests.Support;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Inbox;

public sealed class When_two_ids_differ_in_case_only
{
    [Fact]
    public Task R45_Should_keep_their_messages_and_mail_apart_on_SQLite() => ShouldKeepApartAsync(database: null);

    [Fact]
    public async Task R45_Should_keep_their_messages_and_mail_apart_on_PostgreSQL()
    {
        await using var postgres = await PostgresDatabase.CreateAsync();
        await ShouldKeepApartAsync(options => options.UseNpgsql(postgres.ConnectionString));
    }

    private static async Task ShouldKeepApartAsync(Action<DbContextOptionsBuilder>? database)
    {
        await using var service = await RunningNotifications.StartAsync(database);
        await service.PublishAndSettleAsync(TestData.Profile("anna-1", "Anna", "anna@example.org"));

        await service.PublishAndSettleAsync(TestData.Requested() with { ClientId = "Anna-1" });

        service.Mail.Attempts.ShouldBeEmpty();
        (await service.EmailDeliveriesAsync()).Single().Status.ShouldBe(DeliveryStatuses.WaitingForAddress);
        (await InboxAsync(service, "anna-1")).Items.ShouldBeEmpty();
        var message = (await InboxAsync(service, "Anna-1")).Items.Single();
        var read = await service.QueryAsync<MarkInboxMessageRead, InboxMessageRead, InboxMessageNotFound>(
            new MarkInboxMessageRead { MessageId = message.MessageId, RecipientId = "anna-1", ReadAt = TestData.Now });
        read.Is(out MassTransit.Response<InboxMessageNotFound>? _).ShouldBeTrue();

        await service.PublishAndSettleAsync(TestData.Profile("Anna-1", "Another Anna", "another@example.org"));

        service.Mail.Accepted.Single().To.ShouldBe("another@example.org");
    }

    private static Task<Contracts.Messages.Inbox> InboxAsync(RunningNotifications service, string recipientId) =>
        service.QueryAsync<GetInbox, Contracts.Messages.Inbox>(new GetInbox { RecipientId = recipientId, PageSize = 10 });
}
