using System.Data.Common;
using Contracts.Messages;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Notifications.Tests.Support;
using Shouldly;
using TestKit.Processes;
using Xunit;

namespace Notifications.Tests.Email;

public sealed class When_recording_a_sent_email_fails
{
    [Fact]
    public Task R43_Should_record_it_again_and_not_send_it_again_after_a_conflict() =>
        ShouldSendOnceAsync(new DbUpdateConcurrencyException("The test's conflict."));

    [Fact]
    public Task R43_Should_record_it_again_and_not_send_it_again_after_an_outage() =>
        ShouldSendOnceAsync(new Outage());

    private static async Task ShouldSendOnceAsync(Exception failure)
    {
        using var folder = new TemporaryFolder("recording");
        var recording = new FailingOnce(failure);
        await using var service = await RunningNotifications.StartAsync(options => options
            .UseSqlite($"Data Source={folder.Path("notifications.db")}")
            .AddInterceptors(recording));
        await service.PublishAndSettleAsync(TestData.ClientProfile);

        await service.PublishAndSettleAsync(TestData.Requested());

        recording.HasFailed.ShouldBeTrue();
        service.Mail.Attempts.Count.ShouldBe(1);
        var delivery = (await service.EmailDeliveriesAsync()).Single();
        delivery.Status.ShouldBe(DeliveryStatuses.Delivered);
        delivery.Attempts.ShouldBe(1);
    }

    /// <summary>The database can't be reached for a moment.</summary>
    private sealed class Outage() : DbException("The test's outage.")
    {
        public override bool IsTransient => true;
    }

    /// <summary>Fails the first statement that records an email as delivered.</summary>
    private sealed class FailingOnce(Exception failure) : DbCommandInterceptor
    {
        public bool HasFailed { get; private set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            if (HasFailed || !command.CommandText.Contains("\"facts\" = ", StringComparison.Ordinal))
                return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);

            HasFailed = true;
            throw failure;
        }
    }
}
