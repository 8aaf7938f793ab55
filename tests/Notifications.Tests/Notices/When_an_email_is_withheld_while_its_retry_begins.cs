using System.Data.Common;
using Contracts.Messages;
using Messaging.EntityFrameworkCore;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Notifications.Deliveries;
using Notifications.Email;
using Notifications.Notices;
using Notifications.Tests.Support;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Notices;

/// <summary>
/// The retry has read an email of unknown fate, and then another process withholds it: its status stays unknown, and no attempt is
/// counted. On SQLite the two can't meet, because writers take turns.
/// </summary>
public sealed class When_an_email_is_withheld_while_its_retry_begins
{
    [Fact]
    public async Task R48_R60_Should_not_send_it()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var reading = new AfterReading();
        await using var service = await RunningNotifications.StartAsync(
            options => options.UseNpgsql(database.ConnectionString).UseGroupCommit().AddInterceptors(reading));
        await service.PublishAndSettleAsync(TestData.FreelancerProfile);
        service.Mail.OnSend = _ => throw new EmailNotSentException("smtp-timeout", EmailFailure.Unknown);
        var provided = TestData.Provided(comment: "Slow and rude.");
        await service.PublishAndSettleAsync(provided);
        service.Mail.ComeBack();
        var takenDown = TestData.Changed(FeedbackVisibilities.TakenDown, provided.FeedbackId, minute: 1);
        reading.Then = () => service.WriteAsync(async db =>
        {
            await FeedbackStanding.TakeOverAsync(db, takenDown, TestContext.Current.CancellationToken);
            var deliveryId = (await service.EmailDeliveriesAsync()).Single().DeliveryId;
            var delivery = await db.FindAndLockAsync<Delivery>(deliveryId, TestContext.Current.CancellationToken);
            delivery!.Withhold(service.Clock.GetUtcNow());
        });

        await service.AdvanceAsync(TimeSpan.FromMinutes(1));

        reading.Then.ShouldBeNull();
        service.Mail.Accepted.ShouldBeEmpty();
        var email = (await service.EmailDeliveriesAsync()).Single();
        (email.Status, email.Attempts, email.Facts).ShouldBe((DeliveryStatuses.Unknown, 1, null));
        email.WithheldFacts.ShouldNotBeNull();
    }

    /// <summary>Does something once, when an email has been read for an attempt.</summary>
    private sealed class AfterReading : DbCommandInterceptor
    {
        public Func<Task>? Then { get; set; }

        public override async ValueTask<DbDataReader> ReaderExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
        {
            if (Then is { } then && command.CommandText.Contains("withheld_facts", StringComparison.Ordinal)
                && command.CommandText.Contains("email_preferences", StringComparison.Ordinal))
            {
                Then = null;
                await then();
            }

            return result;
        }
    }
}
