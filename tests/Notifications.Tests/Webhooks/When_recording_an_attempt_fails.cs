using System.Data.Common;
using Contracts.Messages;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Notifications.Tests.Support;
using Shouldly;
using TestKit.Processes;
using Xunit;

namespace Notifications.Tests.Webhooks;

public sealed class When_recording_an_attempt_fails
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task R70_Should_record_it_again_and_not_send_it_again(bool isConflict)
    {
        using var folder = new TemporaryFolder("webhooks");
        await using var receiver = await Receiver.StartAsync();
        var failing = new FailingOnce(isConflict ? new DbUpdateConcurrencyException("The test's conflict.") : new Outage());
        await using var service = await RunningNotifications.StartAsync(
            options => options.UseSqlite($"Data Source={folder.Path("notifications.db")}").AddInterceptors(failing),
            ("Webhooks:EncryptionKeys:0", Convert.ToBase64String(new byte[32])), ("Webhooks:AllowHttp", "true"),
            ("Webhooks:AllowedNetworks:0", "127.0.0.0/8"));
        await service.QueryAsync<AddWebhook, WebhookChanged>(
            new() { Name = "CRM", Url = $"{receiver.Url}", Events = [], CallerId = "olga" });

        await service.PublishAndSettleAsync(TestData.Requested() with { RequestedAt = service.Clock.GetUtcNow() });

        failing.HasFailed.ShouldBeTrue();
        receiver.Received.Count.ShouldBe(1);
        var delivery = await service.ReadAsync(db => db.WebhookDeliveries.AsNoTracking().SingleAsync());
        (delivery.Status, delivery.Attempts).ShouldBe((WebhookStatuses.Delivered, 1));
    }

    /// <summary>The database can't be reached for a moment.</summary>
    private sealed class Outage() : DbException("The test's outage.")
    {
        public override bool IsTransient => true;
    }

    /// <summary>Fails the first statement that records a delivery as ended.</summary>
    private sealed class FailingOnce(Exception failure) : DbCommandInterceptor
    {
        public bool HasFailed { get; private set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            if (HasFailed || !command.CommandText.Contains("\"next_at\" = ", StringComparison.Ordinal))
                return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);

            HasFailed = true;
            throw failure;
        }
    }
}
