using System.Data.Common;
using Contracts.Messages;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Notifications.Email;
using Notifications.Operations;
using Notifications.Tests.Support;
using Shouldly;
using TestKit.Processes;
using Xunit;

namespace Notifications.Tests.Email;

/// <summary>The first two tries to store the release fail, so nothing is released by them.</summary>
public sealed class When_a_release_meets_a_conflict
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R51_Should_write_one_audit_line_after_the_commit_and_release_once(bool byVerb)
    {
        using var folder = new TemporaryFolder("releasing");
        var conflict = new Conflict();
        await using var service = await RunningNotifications.StartAsync(options => options
            .UseSqlite($"Data Source={folder.Path("notifications.db")}")
            .AddInterceptors(conflict));
        await service.PublishAndSettleAsync(TestData.ClientProfile);
        service.Mail.OnSend = _ => throw new EmailNotSentException("smtp-550", EmailFailure.Refused);
        await service.PublishAndSettleAsync(TestData.Requested());
        service.Mail.ComeBack();
        var deliveryId = (await service.EmailDeliveriesAsync()).Single().DeliveryId;
        conflict.Left = 2;

        var response = byVerb
            ? await service.Services.GetRequiredService<INotificationsOperations>()
                .ResendAsync(deliveryId, "ops-1", dryRun: false, TestContext.Current.CancellationToken)
            : await service.QueryAsync<ResendDelivery, DeliveryReleased>(
                new ResendDelivery { DeliveryId = deliveryId, CallerId = "ops-1" });
        await service.SettleAsync();

        response.ShouldBeOfType<DeliveryReleased>();
        conflict.Left.ShouldBe(0);
        service.Log.GetSnapshot().Where(line => line.Message.StartsWith("Audit:", StringComparison.Ordinal)).ShouldHaveSingleItem();
        var delivery = (await service.EmailDeliveriesAsync()).Single();
        delivery.AttemptsBeforeRelease.ShouldBe(1);

        // What a verb sends is a row of its outbox, which there is none of here.
        if (!byVerb)
            service.Mail.Accepted.ShouldHaveSingleItem();
    }

    private sealed class Conflict : DbCommandInterceptor
    {
        public int Left { get; set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            if (Left == 0 || !command.CommandText.Contains("\"attempts_before_release\" = ", StringComparison.Ordinal))
                return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);

            Left--;
            throw new DbUpdateConcurrencyException("The test's conflict.");
        }
    }
}
